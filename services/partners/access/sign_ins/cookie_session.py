"""The session a cookie holds: a page of a registered origin turns it into an access token it keeps in memory only.

Three things stand against other sites' pages: the cookie is Strict, the header makes a browser ask first (CORS), and the
origin must be one of the application's.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from fastapi import Request

from services.partners.access.applications.repository import get_application
from services.partners.access.applications.tables import ApplicationRow
from services.partners.access.sign_ins import cookies, repository, rules
from services.partners.access.sign_ins.errors import OriginForeign, SessionHeaderMissing, SessionMissing
from services.partners.access.sign_ins.schemas import CurrentSession, RoleOfSession
from services.partners.access.sign_ins.session_tokens import grant
from services.partners.access.tokens.authenticating import Client
from services.partners.access.tokens.forms import Refused
from services.partners.access.tokens.rules import AUDIENCE
from services.partners.directory.roles.service import roles_for_token, school_of
from services.partners.revocation.sessions.service import end
from services.partners.revocation.sessions.tables import SignInSessionRow
from shared.context.context import Context
from shared.context.replies import references
from shared.context.work import work_for
from shared.directory.references import SCHOOL, STAFF
from shared.errors import NotFound
from shared.schemas import Reference
from shared.texts.words import Words

HEADER = "x-throughline-session"


async def token(request: Request) -> dict[str, Any]:
    """An access token for the session's person. Raises `SessionMissing` and the others of `_held`."""
    async with _held(request, reading=False) as (ctx, session, application):
        reply = await grant(
            ctx,
            session.id,
            client=Client(application.oauth_client_id, ctx.district_id, application.scopes, public=True),
            most=application.scopes,
            wanted=[],
            audience=AUDIENCE,
        )
    if isinstance(reply, Refused):
        raise SessionMissing(Words("Sign in again.", es="Inicie sesión de nuevo."))
    return reply


async def current(request: Request) -> CurrentSession:
    """Who is signed in."""
    async with _held(request, reading=True) as (ctx, session, application):
        roles = await roles_for_token(ctx, session.staff_id, await ctx.today())
        known = await references(ctx, {STAFF: [session.staff_id], SCHOOL: map(school_of, roles)})
        return CurrentSession(
            session_id=session.id,
            staff=known.to(STAFF, session.staff_id),
            district_id=ctx.district_id,
            application=Reference(id=application.id, name=application.name),
            roles=[
                RoleOfSession(role=role["role"], profile=role["profile"], school=known.to(SCHOOL, school_of(role)))
                for role in roles
            ],
            auth_time=session.auth_time,
            idle_until=session.idle_until,
            expires_at=session.expires_at,
        )


async def sign_out(request: Request) -> None:
    """End the session."""
    async with _held(request, reading=False) as (ctx, session, _):
        await end(ctx, session.id, "signed_out")


@asynccontextmanager
async def _held(request: Request, *, reading: bool) -> AsyncIterator[tuple[Context, SignInSessionRow, ApplicationRow]]:
    """The live session of the request's cookie. Raises `SessionHeaderMissing`, `SessionMissing`, `OriginForeign`.

    A page that only reads from its own origin sends no Origin; whoever sends one must be registered.
    """
    if request.headers.get(HEADER) != "1":
        raise SessionHeaderMissing(Words("Send X-Throughline-Session: 1.", es="Envíe X-Throughline-Session: 1."))
    state, secret = request.app.state, cookies.session_of(request)
    found = await repository.find(state.db, repository.FIND_BY_COOKIE, rules.hash_of(secret)) if secret else None
    if found is None:
        raise SessionMissing(Words("Sign in at /oauth/authorize.", es="Inicie sesión en /oauth/authorize."))
    district_id, session_id = found
    async with work_for(state.db, state.settings, district_id) as ctx:
        session = await repository.get_session(ctx, session_id)
        application = await _application(ctx, session.application_id)
        origins = request.headers.getlist("origin")
        if len(origins) > 1 or (origins[0] not in application.origins if origins else not reading):
            raise OriginForeign(
                Words("Register the origin with the application.", es="Registre el origen en la aplicación.")
            )
        if session.ended_at is not None or ctx.now >= session.idle_until:
            raise SessionMissing(
                Words("The session has ended; sign in again.", es="La sesión terminó; inicie sesión de nuevo.")
            )
        yield ctx, session, application


async def _application(ctx: Context, application_id: UUID | None) -> ApplicationRow:
    try:
        if application_id is not None:
            application = await get_application(ctx, application_id)
            # A page cannot prove itself as a client with a secret, nor be bound as that client is.
            if application.client_id is None:
                return application
    except NotFound:
        pass
    raise SessionMissing(
        Words("The application is gone, or takes no cookie.", es="La aplicación ya no existe o no acepta la cookie.")
    )
