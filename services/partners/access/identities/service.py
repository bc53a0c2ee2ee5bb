"""Whose a sign-in is: by the link of (issuer, subject), made at the first one through ids of SCIM or the roster."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.access.claim_rules.errors import NoSuchIdentityProvider
from services.partners.access.claim_rules.service import withdraw
from services.partners.access.identities import repository
from services.partners.access.identities.errors import (
    IdentityAmbiguous,
    IdentityInactive,
    IdentityLinkedElsewhere,
    IdentityUnknown,
    NotYourOwnIdentity,
)
from services.partners.access.identities.may import LISTING
from services.partners.access.identities.schemas import IdentityCreate, IdentityList
from services.partners.access.identities.tables import IdentityRow
from services.partners.access.identities.transitions import CONFIRM, DELETE, state_of
from services.partners.access.identity_providers import claims as checks
from services.partners.access.identity_providers.id_tokens import check_person
from services.partners.access.identity_providers.repository import get_provider
from services.partners.access.identity_providers.tables import IdentityProviderRow, LinkedBy
from services.partners.directory.roles.far_reaching import far_reaching_of
from services.partners.directory.roles.granting import (
    Grant,
    Verdict,
    Voices,
    What,
    decide,
    maker_by,
    maker_of,
)
from services.partners.directory.staff.repository import lock_staff
from services.partners.directory.staff.tables import StaffRow
from services.partners.permissions import POLICY
from services.partners.revocation.ended_access.service import end_access
from services.partners.revocation.sessions.service import end_all_by
from shared.auth.profiles import FAR_REACHING
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.errors import NotFound
from shared.texts.words import Words

IN_OUR_WORDS = {
    Verdict.TO_ONESELF: lambda: NotYourOwnIdentity(
        Words("Ask another administrator.", es="Pídalo a otra persona que administre.")
    )
}


@dataclass(frozen=True)
class Found:
    """Who signed in. `how` is `linked`, or how the link was made just now (`scim_external_id` …)."""

    staff: StaffRow
    how: str
    identity: IdentityRow


async def person_of(ctx: Context, provider: IdentityProviderRow, claims: dict[str, Any]) -> Found:
    """The staff member verified claims are of; links them at the first sign-in and notes when they came.

    Raises `IdentityUnknown`, `IdentityAmbiguous`, `IdentityInactive`, `IdentityLinkedElsewhere`, or what `check_person` raises.
    """
    subject = check_person(provider, claims)
    known = await repository.of_subject(ctx, provider.id, subject)
    if known is not None:
        staff, how = _active(await repository.get_staff(ctx, known.staff_id)), "linked"
    else:
        staff, way = await _first_met(ctx, provider, claims)
        known, how = _link(ctx, provider, subject, staff.id, way), way.value
        known.sub = checks.value_of(claims, "sub")
        await ctx.session.flush()
        ctx.audit("identity_linked", rows={"identity_id": known.id, "staff_id": staff.id}, reason=[how])
    known.last_signed_in_at = ctx.now
    await ctx.session.flush()
    return Found(staff, how, known)


async def listed(ctx: Context, filters: IdentityList) -> Response:
    """Who is linked to which identity."""
    POLICY.require(ctx, "access:read")
    return await ctx.page(LISTING, filters)


async def link_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Link staff to identities by hand."""
    POLICY.require(ctx, "access:write")

    async def work(ctx: Context, wish: IdentityCreate) -> UUID:
        return (await link(ctx, wish)).id

    return await each(ctx, IdentityCreate, items, work, validate_only=validate_only)


async def link(ctx: Context, wish: IdentityCreate, voices: Voices | None = None) -> IdentityRow:
    """Link a staff member to an identity by hand; nobody does it for themselves, or alone for a holder of a far-reaching role.

    `voices` are of a link that waited, whose asker had the right.
    """
    if voices is None:
        POLICY.require(ctx, "access:write")
    # Whoever gives them a role meanwhile comes before, or finds the link.
    await lock_staff(ctx, wish.staff_id)
    reach = frozenset(await far_reaching_of(ctx, wish.staff_id))
    grant = Grant(what=What.IDENTITY, target=wish.staff_id, reach=reach)
    await decide(ctx, grant, voices, refusals=IN_OUR_WORDS)
    try:
        provider = await get_provider(ctx, wish.provider_id)
    except NotFound:
        raise NoSuchIdentityProvider from None
    row = _link(ctx, provider, wish.subject, wish.staff_id, LinkedBy.ADMINISTRATOR)
    if voices is not None or maker_of(ctx.principal).kind == "operator":
        row.confirmed_by = ctx.actor
    await ctx.session.flush()
    ctx.audit("identity_linked", rows={"identity_id": row.id, "staff_id": row.staff_id}, reason=["by hand"])
    return row


async def confirm(ctx: Context, identity_id: UUID) -> IdentityRow:
    """Stand for a link that somebody else made alone: it may lead to a role that reaches far from now on."""
    POLICY.require(ctx, CONFIRM.right)
    row = await ctx.get(IdentityRow, identity_id, "identity")
    if state_of(row, ctx) not in CONFIRM.sources:
        return row
    made = maker_by(row.created_by)
    grant = Grant(what=What.IDENTITY, target=row.staff_id, reach=FAR_REACHING)
    await decide(ctx, grant, Voices(made, maker_of(ctx.principal)), refusals=IN_OUR_WORDS)
    row.confirmed_by = ctx.actor
    await ctx.session.flush()
    return row


async def unlink(ctx: Context, identity_id: UUID) -> None:
    """Take a link away, with the roles it brought and what was signed in by it: the next sign-in is a first one again."""
    POLICY.require(ctx, DELETE.right)
    row = await ctx.get(IdentityRow, identity_id, "identity")
    await DELETE.check(ctx, row)
    await ctx.session.delete(row)
    await withdraw(ctx, row.staff_id, row.provider_id)
    # Their sessions too: a refresh token would go on being whoever the link said.
    await end_all_by(ctx, row.staff_id, row.provider_id, "identity_unlinked")
    await end_access(ctx, "person", row.staff_id, "identity_unlinked")


async def _first_met(
    ctx: Context, provider: IdentityProviderRow, claims: Mapping[str, Any]
) -> tuple[StaffRow, LinkedBy]:
    """The one staff member found by the first way that finds somebody."""
    for way in provider.link_by:
        value, matches = checks.value_of(claims, way["claim"]), LinkedBy(way["matches"])
        # A name that is an address is one under whatever claim it comes: changed, given again, and no id.
        found = await repository.staff_matching(ctx, matches, value) if value and "@" not in value else ()
        if len(found) > 1:
            raise IdentityAmbiguous(
                Words(
                    f"By {matches}: mend the ids, or have an administrator link them.",
                    es=f"Por {matches}: corrija los ids o haga que quien administra los vincule.",
                )
            )
        if found:
            staff = _active(found[0])
            if await repository.of_staff(ctx, provider.id, staff.id) is not None:
                raise IdentityLinkedElsewhere(
                    Words(
                        "An administrator must take the old link away first.",
                        es="Antes, quien administra debe quitar el vínculo anterior.",
                    )
                )
            return staff, matches
    raise IdentityUnknown(
        Words(
            "An administrator can link it, once the person is on the roster or came over SCIM.",
            es="Quien administra puede vincularla cuando la persona figure en el registro escolar o llegue por SCIM.",
        )
    )


def _active(staff: StaffRow) -> StaffRow:
    if not staff.has_access:
        raise IdentityInactive(
            Words(
                "The roster, SCIM or an administrator ended their access.",
                es="El registro escolar, SCIM o quien administra terminó su acceso.",
            )
        )
    return staff


def _link(ctx: Context, provider: IdentityProviderRow, subject: str, staff_id: UUID, way: LinkedBy) -> IdentityRow:
    row = IdentityRow(
        provider_id=provider.id,
        issuer=provider.issuer,
        subject=subject,
        staff_id=staff_id,
        linked_by=way,
        linked_at=ctx.now,
    )
    ctx.add(row)
    return row
