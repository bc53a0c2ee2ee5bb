"""Token exchange (RFC 8693): a back end turns its user's ID token into a token of ours.

Decided here, where the standards leave it open:
- Only ID tokens of the district's own providers, from confidential clients that `may_exchange`. No actor tokens: who acts for
  whom is in the token's `client_id` already.
- The same ID token may come again while it lives (RFC 8693 has no single use; a back end with several processes repeats it).
  All its exchanges by one client are one session, so that it cannot multiply; when that was ended, or the provider has signed
  the person out since, a newer one is needed.
- A refresh token comes only when `scope` has `offline_access`: else access ends with the proof it was exchanged for, renewed.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from starlette.datastructures import State

from services.partners.access.applications import repository as applications
from services.partners.access.identity_providers.errors import IdentityProviderUnreachable, SignInRefused
from services.partners.access.identity_providers.id_tokens import issuer_of, verify_id_token
from services.partners.access.identity_providers.repository import active_of_issuer
from services.partners.access.identity_providers.tables import IdentityProviderRow
from services.partners.access.sign_ins import repository, rules
from services.partners.access.sign_ins.authorization_request import TurnedBack
from services.partners.access.sign_ins.callback import begin_session
from services.partners.access.sign_ins.failures import note_refusal
from services.partners.access.sign_ins.session_tokens import grant, next_refresh_token
from services.partners.access.tokens.authenticating import Client, hold
from services.partners.access.tokens.forms import Form, Refused, granted_audience
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.locks import one_at_a_time
from shared.ids import new_id

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
PROOF = "urn:ietf:params:oauth:token-type:id_token"
ISSUED = "urn:ietf:params:oauth:token-type:access_token"
OFFLINE = "offline_access"
#: Minutes (idle, absolute) of a client that is no registered application.
LIVES = (120, 720)


async def exchange(state: State, form: Form, client: Client) -> dict[str, Any]:
    """An access token for the person an ID token is of. Raises `Refused`."""
    token = _subject(form, client)
    application = await applications.find(state.db, client.id)
    asked = form.get("scope").split()
    wanted = [scope for scope in asked if scope != OFFLINE]
    most = [scope for scope in client.scopes if application is None or scope in application.scopes]
    if beyond := sorted(set(wanted) - set(most)):
        raise Refused("invalid_scope", f"this client does not have {' '.join(beyond)}")
    audience = granted_audience(form, client.services)
    try:
        provider, claims = await _verified(state, client.district_id, token)
        async with work_for(state.db, state.settings, client.district_id) as ctx:
            client = await hold(ctx, client)
            reply = await _exchanged(
                ctx, client, provider, claims, rules.hash_of(_signed(token)), most, wanted, audience
            )
            if not isinstance(reply, Refused | TurnedBack) and OFFLINE in asked:
                reply["refresh_token"] = next_refresh_token(ctx, reply.pop("session_id"))
    except SignInRefused as refused:
        reply = TurnedBack("access_denied", refused.code)
    except IdentityProviderUnreachable as refused:
        raise Refused("temporarily_unavailable", refused.code, 503, retry_after=30) from None
    if isinstance(reply, TurnedBack):
        await note_refusal(state, client.district_id, reply.reason, str(new_id()), client_id=client.id)
        raise Refused("invalid_request", f"the subject token signs nobody in: {reply.reason}")
    if isinstance(reply, Refused):
        raise reply
    reply.pop("session_id", None)
    return {**reply, "issued_token_type": ISSUED}


def _subject(form: Form, client: Client) -> str:
    if client.public or client.staff_id is not None or not client.may_exchange:
        raise Refused("unauthorized_client", "this client may not exchange tokens")
    if form.get("actor_token") or form.get("actor_token_type"):
        raise Refused("invalid_request", "actor tokens are not taken")
    if form.need("subject_token_type") != PROOF:
        raise Refused("invalid_request", f"subject_token_type is {PROOF}")
    if form.get("requested_token_type") not in ("", ISSUED):
        raise Refused("invalid_request", f"requested_token_type is {ISSUED}")
    return form.need("subject_token")


def _signed(token: str) -> str:
    """What the signature is of. The signature itself can be written in several ways, each of which holds."""
    return token.rpartition(".")[0]


async def _verified(state: State, district_id: UUID, token: str) -> tuple[IdentityProviderRow, dict[str, Any]]:
    """The provider of the district that signed the token, and its claims. Raises `Refused`, or a `SignInRefused`."""
    async with work_for(state.db, state.settings, district_id) as ctx:
        providers = await active_of_issuer(ctx, issuer_of(token) or "")
    refused: Exception = Refused("invalid_request", "the subject token is of no identity provider of the district")
    for provider in providers:
        try:
            return provider, await verify_id_token(
                state.db, state.settings, provider, token, ctx.now, audience_extra=provider.audiences
            )
        except SignInRefused as this:
            refused = this
    raise refused


async def _exchanged(
    ctx: Context,
    client: Client,
    provider: IdentityProviderRow,
    claims: dict[str, Any],
    proof: str,
    most: list[str],
    wanted: list[str],
    audience: str | list[str],
) -> dict[str, Any] | Refused | TurnedBack:
    issued_at = datetime.fromtimestamp(float(claims["iat"]), UTC)
    if await repository.signed_out_since(ctx, provider.id, str(claims["sub"]), issued_at):
        return TurnedBack("access_denied", "signed_out_since")
    # Twins of one request take turns.
    await one_at_a_time(ctx, "token exchange", client.id, proof)
    session = await repository.exchanged(ctx, client.id, proof)
    if session is None and await repository.exchanged_before(ctx, client.id, proof):
        return TurnedBack("access_denied", "session_ended")
    if session is None:
        begun = await begin_session(
            ctx, provider, claims, application=None, scopes=most, proof=(client.id, proof), lives=LIVES
        )
        if isinstance(begun, TurnedBack):
            return begun
        session = begun
    reply = await grant(ctx, session.id, client=client, most=most, wanted=wanted, audience=audience)
    return reply if isinstance(reply, Refused) else {**reply, "session_id": session.id}
