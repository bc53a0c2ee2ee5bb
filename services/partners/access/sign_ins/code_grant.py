"""`grant_type=authorization_code`: a front end turns its code into tokens, once."""

from typing import Any
from uuid import UUID

from starlette.datastructures import State

from services.partners.access.applications import repository as applications
from services.partners.access.applications.tables import ApplicationKind
from services.partners.access.sign_ins import repository, rules
from services.partners.access.sign_ins.session_tokens import grant, next_refresh_token
from services.partners.access.sign_ins.tables import AuthorizationCodeRow
from services.partners.access.tokens.authenticating import Client, hold
from services.partners.access.tokens.forms import Form, Refused, granted_audience
from services.partners.revocation.sessions.service import end
from shared.audit.tables import Outcome
from shared.context.context import Context
from shared.context.work import work_for


async def find_public(state: State, client_id: UUID) -> Client | None:
    """A front end that has no secret, by its id."""
    found = await applications.find(state.db, client_id)
    if found is None or found.kind != ApplicationKind.PUBLIC:
        return None
    return Client(found.id, found.district_id, found.scopes, public=True)


async def application_of(state: State, client: Client) -> applications.Found:
    """The front end a client is. Raises `Refused`: a machine client without one is nobody people sign in to."""
    found = await applications.find(state.db, client.id)
    if found is None:
        raise Refused("unauthorized_client", "no application is registered with this client")
    return found


async def redeem_code(state: State, form: Form, client: Client) -> dict[str, Any]:
    """Tokens for a code. A code that is shown twice, or by somebody who cannot prove it is theirs, ends what came of it."""
    application = await application_of(state, client)
    code, verifier = form.need("code"), form.need("code_verifier")
    redirect_uri, audience = form.need("redirect_uri"), granted_audience(form, client.services)
    async with work_for(state.db, state.settings, client.district_id) as ctx:
        row = await repository.get_code(ctx, rules.hash_of(code))
        reply: dict[str, Any] | Refused
        if row is None:
            reply = Refused("invalid_grant", "there is no such code")
        elif (wrong := await _wrong(ctx, row, application, redirect_uri, verifier)) is not None:
            reply = wrong
        else:
            row.used_at = ctx.now
            client = client if client.public else await hold(ctx, client)
            reply = await grant(
                ctx,
                row.session_id,
                client=client,
                most=rules.within_both(application.scopes, client.scopes),
                wanted=form.get("scope").split(),
                audience=audience,
            )
            if not isinstance(reply, Refused):
                reply["refresh_token"] = next_refresh_token(ctx, row.session_id)
    if isinstance(reply, Refused):
        raise reply
    return reply


async def _wrong(
    ctx: Context, row: AuthorizationCodeRow, application: applications.Found, redirect_uri: str, verifier: str
) -> Refused | None:
    session = await repository.get_session(ctx, row.session_id)
    if row.used_at is not None:
        # RFC 6749 §4.1.2: somebody has a copy, and nobody can say which of the two is the thief.
        return await _misused(ctx, row, "code_replayed", "the code was used before; the session has ended")
    if session.application_id != application.id:
        return await _misused(ctx, row, "code_of_another", "the code was given to another application")
    if row.redirect_uri != redirect_uri:
        return await _misused(ctx, row, "code_redirect_uri", "redirect_uri is not the one the code was sent to")
    if not rules.proves(verifier, row.code_challenge):
        return await _misused(ctx, row, "code_verifier", "code_verifier does not belong to the code")
    if ctx.now >= row.expires_at:
        return Refused("invalid_grant", "the code has expired; sign in again")
    return None


async def _misused(ctx: Context, row: AuthorizationCodeRow, reason: str, said: str) -> Refused:
    row.used_at = row.used_at or ctx.now
    await end(ctx, row.session_id, reason)
    ctx.audit("code_misused", outcome=Outcome.REFUSED, rows={"session_id": row.session_id}, reason=[reason])
    return Refused("invalid_grant", said)
