"""Use cases of registered front ends."""

from uuid import UUID

from fastapi import Response

from services.partners.access.applications import repository
from services.partners.access.applications.errors import NoSuchClient, NoSuchScope
from services.partners.access.applications.events import ApplicationRecorded
from services.partners.access.applications.may import LISTING
from services.partners.access.applications.rules import wrong_page
from services.partners.access.applications.schemas import ApplicationCreate, ApplicationList, ApplicationUpdate
from services.partners.access.applications.tables import ApplicationKind, ApplicationRow
from services.partners.access.applications.transitions import CHANGE, DELETE
from services.partners.directory.roles.far_reaching import require_reach
from services.partners.permissions import POLICY
from services.partners.revocation.sessions.service import end_all_at
from shared.auth.scopes import SCOPES
from shared.context.context import Context
from shared.errors import Invalid, fault
from shared.front_ends.pages import FrontEndPage
from shared.texts.words import Words
from shared.web import cors


async def listed(ctx: Context, filters: ApplicationList) -> Response:
    """The district's front ends."""
    POLICY.require(ctx, "access:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, application_id: UUID) -> Response:
    """One front end that was not removed."""
    POLICY.require(ctx, "access:read")
    return await ctx.item(LISTING, application_id, "application", {"removed": False})


async def register(ctx: Context, wish: ApplicationCreate) -> ApplicationRow:
    """Register a front end."""
    POLICY.require(ctx, "access:write")
    require_reach(ctx)
    row = ApplicationRow(**wish.model_dump())
    _check(row)
    if row.kind is ApplicationKind.CONFIDENTIAL and (
        row.client_id is None or await repository.machine_client(ctx, row.client_id) is None
    ):
        raise NoSuchClient(
            errors=[
                fault(
                    "/client_id",
                    Words("a live machine client of the district", es="un cliente automático vigente del distrito"),
                    "no_such_client",
                )
            ]
        )
    if row.kind is ApplicationKind.PUBLIC and row.client_id is not None:
        raise Invalid(
            errors=[
                fault(
                    "/client_id",
                    Words(
                        "a public application has no machine client",
                        es="una aplicación pública no tiene cliente automático",
                    ),
                )
            ]
        )
    ctx.add(row)
    await ctx.session.flush()
    await publish_origins(ctx, row)
    return row


async def change(ctx: Context, application_id: UUID, patch: ApplicationUpdate) -> ApplicationRow:
    """Change a front end. Sessions go on; their next refresh reads what holds now."""
    POLICY.require(ctx, CHANGE.right)
    row = await repository.get_application(ctx, application_id, lock=True)
    await CHANGE.check(ctx, row)
    ctx.check_version(row)
    patch.apply(row)
    _check(row)
    await ctx.session.flush()
    await publish_origins(ctx, row)
    return row


async def remove(ctx: Context, application_id: UUID) -> None:
    """Take a front end away; everybody signed in to it is signed out."""
    POLICY.require(ctx, DELETE.right)
    row = await repository.get_application(ctx, application_id, lock=True)
    await DELETE.check(ctx, row)
    ctx.check_version(row)
    row.removed_at = ctx.now
    await ctx.session.flush()
    await end_all_at(ctx, row.id, "application_removed")
    await publish_origins(ctx, row)


async def publish_origins(ctx: Context, row: ApplicationRow) -> None:
    """Have every service, this one too, show browsers at these origins their replies."""
    active = row.removed_at is None
    await cors.record(ctx, row.id, row.origins if active else [], row.version)
    ctx.emit(ApplicationRecorded.of(row, active=active))


def _check(row: ApplicationRow) -> None:
    for name in ("redirect_uris", "post_logout_redirect_uris", "origins", "scopes"):
        setattr(row, name, list(dict.fromkeys(getattr(row, name))))
    unknown = [
        fault(f"/scopes/{place}", Words("there is no such scope", es="no existe ese permiso"), "no_such_scope")
        for place, scope in enumerate(row.scopes)
        if scope not in SCOPES
    ]
    if unknown:
        raise NoSuchScope(errors=unknown)
    row.addresses = {str(page): form for page, form in row.addresses.items()}
    places = [*row.origins, *row.redirect_uris]
    wrong = [
        fault(f"/addresses/{page}", why)
        for page, form in row.addresses.items()
        if (why := wrong_page(FrontEndPage(page), form, places)) is not None
    ]
    if wrong:
        raise Invalid(Words("See errors.", es="Vea los errores."), errors=wrong)
    if row.idle_minutes > row.absolute_minutes:
        raise Invalid(
            errors=[fault("/idle_minutes", Words("longer than absolute_minutes", es="más largo que absolute_minutes"))]
        )
    if row.may_use_cookie and row.kind is ApplicationKind.CONFIDENTIAL:
        raise Invalid(
            errors=[
                fault(
                    "/may_use_cookie",
                    Words(
                        "a back end has no need of it, and its client's bounds",
                        es="un servidor no lo necesita, y tiene los límites de su cliente",
                    ),
                )
            ]
        )
    if row.may_use_cookie and not row.origins:
        raise Invalid(
            errors=[
                fault(
                    "/origins",
                    Words(
                        "the cookie is taken only from a registered origin",
                        es="la cookie solo se acepta desde un origen registrado",
                    ),
                )
            ]
        )
