"""Signing out: begun at a front end (RP-Initiated Logout 1.0), or said by the provider (Back-Channel Logout 1.0)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.partners.access.applications.tables import ApplicationRow
from services.partners.access.identity_providers import claims as checks
from services.partners.access.identity_providers.errors import IdentityProviderUnreachable, SignInRefused
from services.partners.access.identity_providers.id_tokens import signed_claims
from services.partners.access.identity_providers.repository import get_provider
from services.partners.access.identity_providers.tables import IdentityProviderRow
from services.partners.access.sign_ins import cookies, pages, repository, rules
from services.partners.access.sign_ins.errors import PostLogoutUriUnknown, SessionUnknown
from services.partners.access.tokens.forms import Form, Refused
from services.partners.access.tokens.rules import seal, unseal
from services.partners.revocation.sessions.service import end, end_at_provider
from shared import clock
from shared.context.context import Context
from shared.context.work import work_for
from shared.settings import Settings
from shared.texts.words import Words

#: How long somebody may take to sign out at their provider and come back.
RETURN_LIVES = timedelta(minutes=10)
#: A logout token is for now (Back-Channel Logout 1.0 §2.4 advises two minutes); clocks differ.
LOGOUT_TOKEN_LIVES = timedelta(minutes=5)
LONGEST_JTI = 255


async def sign_out(request: Request, sent: Form) -> Response:
    """End a session, then go on to the provider's own sign-out, and from there to where the front end wants.

    `logout_hint` is the session's id, the claim `sid` of its tokens: no other site knows it, so none can sign anybody out.
    Raises `SessionUnknown`, `PostLogoutUriUnknown`.
    """
    state = request.app.state
    try:
        session_id = UUID(sent.get("logout_hint"))
    except ValueError:
        raise SessionUnknown(
            Words(
                "Send the claim `sid` of the access token as logout_hint.",
                es="Envíe el atributo `sid` del token de acceso como logout_hint.",
            )
        ) from None
    found = await repository.find(state.db, repository.FIND_SESSION, session_id)
    if found is None:
        raise SessionUnknown(
            Words(
                "Send the claim `sid` of the access token as logout_hint.",
                es="Envíe el atributo `sid` del token de acceso como logout_hint.",
            )
        )
    async with work_for(state.db, state.settings, found[0]) as ctx:
        session = await repository.get_session(ctx, session_id)
        application = await repository.application_of(ctx, session.application_id)
        back = _back(application, sent)
        await end(ctx, session.id, "signed_out")
        provider = await get_provider(ctx, session.provider_id)
    onward = _onward(state.settings, provider, back)
    reply = RedirectResponse(onward, 303) if onward else pages.signed_out()
    secret = cookies.session_of(request)
    if secret and rules.hash_of(secret) == session.cookie_hash:
        cookies.drop_session(reply, state.settings)
    return reply


def returned(request: Request, sent: str) -> Response:
    """Back from the provider's sign-out: on to where the front end wanted, or a page that says it is done."""
    settings: Settings = request.app.state.settings
    try:
        kept = unseal(sent, settings.secret_key) if sent else {}
    except (InvalidToken, ValueError):
        kept = {}
    if kept.get("for") != "sign-out" or float(kept.get("until", 0)) < clock.now().timestamp() or not kept.get("to"):
        return pages.signed_out()
    return RedirectResponse(str(kept["to"]), 303)


async def hear_of_logout(request: Request, provider_id: UUID, form: Form) -> None:
    """The provider says that somebody signed out there. Raises `Refused` (400)."""
    state, token = request.app.state, form.need("logout_token")
    found = await repository.find(state.db, repository.FIND_PROVIDER, provider_id)
    if found is None:
        raise Refused("invalid_request", "there is no such identity provider")
    try:
        async with work_for(state.db, state.settings, found[0]) as ctx:
            provider = await get_provider(ctx, provider_id)
        claims = await signed_claims(
            state.db, state.settings, provider, token, ctx.now, kinds=("", "jwt", "logout+jwt")
        )
        async with work_for(state.db, state.settings, found[0]) as ctx:
            await _obey(ctx, provider, claims)
    except SignInRefused as refused:
        raise Refused("invalid_request", refused.code) from None
    except IdentityProviderUnreachable as refused:
        raise Refused("temporarily_unavailable", refused.code, 503, retry_after=30) from None


async def _obey(ctx: Context, provider: IdentityProviderRow, claims: dict[str, Any]) -> None:
    """Back-Channel Logout 1.0 §2.6."""
    checks.check_audience(claims, {provider.client_id})
    events, subject, session = claims.get("events"), claims.get("sub"), claims.get("sid")
    if not isinstance(events, dict) or not isinstance(events.get(checks.LOGOUT_EVENT), dict) or "nonce" in claims:
        raise Refused("invalid_request", "it is no logout token")
    named = [name for name in (subject, session) if name is not None]
    if not named or not all(isinstance(name, str) and 0 < len(name) <= 255 and name.isprintable() for name in named):
        raise Refused("invalid_request", "a logout token has sub or sid")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI or not jti.isprintable():
        raise Refused("invalid_request", "a logout token has a jti")
    # The final text asks for `exp`; a token of its drafts, without one, is good for the minute clocks may differ by.
    checks.check_times({"exp": claims.get("iat"), **claims}, ctx.now)
    if ctx.now - datetime.fromtimestamp(float(claims["iat"]), UTC) > LOGOUT_TOKEN_LIVES:
        raise Refused("invalid_request", "the logout token is too old")
    if not await repository.take_logout_token(ctx, provider.id, rules.hash_of(jti), ctx.now + 2 * LOGOUT_TOKEN_LIVES):
        raise Refused("invalid_request", "the logout token was used before")
    await end_at_provider(ctx, provider.id, subject, session)


def _back(application: ApplicationRow | None, sent: Form) -> str | None:
    """Where the front end wants people to be afterwards, if it is registered with it."""
    uri = sent.get("post_logout_redirect_uri")
    if not uri:
        return None
    if application is None or uri not in application.post_logout_redirect_uris:
        raise PostLogoutUriUnknown(
            Words(
                "It is compared letter by letter with those of the application.",
                es="Se compara letra por letra con las de la aplicación.",
            )
        )
    state = sent.get("state")
    return rules.with_parameters(uri, state=state) if state else uri


def _onward(settings: Settings, provider: IdentityProviderRow, back: str | None) -> str | None:
    """The provider's sign-out, if it has one, else where the front end wants."""
    endpoint = provider.discovery.get("end_session_endpoint")
    if not provider.active or not endpoint:
        return back
    until = int((clock.now() + RETURN_LIVES).timestamp())
    kept = seal({"for": "sign-out", "to": back, "until": until}, settings.secret_key)
    return rules.with_parameters(
        str(endpoint),
        client_id=provider.client_id,
        post_logout_redirect_uri=f"{settings.issuer}/oauth/signed-out",
        state=kept,
    )
