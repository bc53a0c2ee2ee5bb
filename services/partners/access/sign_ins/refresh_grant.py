"""`grant_type=refresh_token`: each is good once, and a used one ends the session (RFC 9700 §4.14.2)."""

from typing import Any

from prometheus_client import Counter
from starlette.datastructures import State

from services.partners.access.applications import repository as applications
from services.partners.access.sign_ins import repository, rules
from services.partners.access.sign_ins.session_tokens import grant, next_refresh_token
from services.partners.access.sign_ins.tables import RefreshTokenRow
from services.partners.access.tokens.authenticating import Client, hold
from services.partners.access.tokens.forms import Form, Refused, granted_audience
from services.partners.revocation.sessions.service import end
from shared.audit.tables import Outcome
from shared.context.context import Context
from shared.context.work import work_for
from shared.logging import log

REUSED = Counter(
    "throughline_refresh_tokens_reused_total", "Used refresh tokens that came again: sessions ended for it"
)


async def refresh(state: State, form: Form, client: Client) -> dict[str, Any]:
    """A new access token and the next refresh token; the person and their roles are looked at anew."""
    token, audience = form.need("refresh_token"), granted_audience(form, client.services)
    application = await applications.find(state.db, client.id)
    async with work_for(state.db, state.settings, client.district_id) as ctx:
        row = await repository.get_refresh_token(ctx, rules.hash_of(token))
        reply = await _refreshed(ctx, form, client, application, row, audience)
    if isinstance(reply, Refused):
        raise reply
    return reply


async def _refreshed(
    ctx: Context,
    form: Form,
    client: Client,
    application: applications.Found | None,
    row: RefreshTokenRow | None,
    audience: str | list[str],
) -> dict[str, Any] | Refused:
    if row is None:
        return Refused("invalid_grant", "there is no such refresh token")
    session = await repository.get_session(ctx, row.session_id)
    if row.used_at is not None:
        return await _reused(ctx, row, client)
    mine = session.client_id == client.id or (application is not None and session.application_id == application.id)
    if not mine:
        # Sender and holder differ: whoever holds it now did not get it from us.
        return await _reused(ctx, row, client)
    client = client if client.public else await hold(ctx, client)
    if session.client_id is not None and not client.may_exchange:
        return Refused("unauthorized_client", "this client may not exchange tokens any more")
    reply = await grant(
        ctx,
        row.session_id,
        client=client,
        most=rules.within_both(application.scopes, client.scopes) if application is not None else client.scopes,
        wanted=form.get("scope").split(),
        audience=audience,
    )
    # A wish for too much is no use of the token: the front end may ask again for less.
    if not isinstance(reply, Refused):
        row.used_at = ctx.now
        reply["refresh_token"] = next_refresh_token(ctx, row.session_id)
    return reply


async def _reused(ctx: Context, row: RefreshTokenRow, client: Client) -> Refused:
    REUSED.inc()
    log.warning("refresh_token_reused", session_id=str(row.session_id), client_id=str(client.id))
    ctx.audit(
        "refresh_token_reused",
        outcome=Outcome.REFUSED,
        rows={"session_id": row.session_id, "client_id": client.id},
    )
    await end(ctx, row.session_id, "refresh_token_reused")
    return Refused("invalid_grant", "the refresh token was used before; the session has ended")
