"""`GET /oauth/authorize`: from a front end to the district's identity provider, tied to this one browser."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.partners.access.applications import repository as applications
from services.partners.access.identity_providers.tables import IdentityProviderRow
from services.partners.access.sign_ins import cookies, pages, repository, rules
from services.partners.access.sign_ins.authorization_request import Asked, Parameters, TurnedBack, asked_of
from services.partners.access.sign_ins.errors import ApplicationUnknown, RedirectUriUnknown
from services.partners.access.sign_ins.tables import SignInAttemptRow
from shared.context.context import Context
from shared.context.work import work_for
from shared.ids import new_id
from shared.settings import Settings
from shared.texts.words import Words


async def begin(request: Request) -> Response:
    """Send somebody on to their provider, or back to the front end with an error.

    What is wrong with the application or its redirect_uri is told here: nobody is sent to an address that is not registered
    (RFC 9700 §4.11). Raises `ApplicationUnknown`, `RedirectUriUnknown`.
    """
    state = request.app.state
    parameters = Parameters(request.query_params.multi_items())
    application = await _application(request, parameters)
    redirect_uri = parameters.get("redirect_uri")
    if redirect_uri not in application.redirect_uris or not parameters.once("redirect_uri"):
        raise RedirectUriUnknown(
            Words(
                "It is compared letter by letter with those of the application.",
                es="Se compara letra por letra con las de la aplicación.",
            )
        )
    try:
        asked = asked_of(parameters, application.scopes)
        async with work_for(state.db, state.settings, application.district_id) as ctx:
            providers = _fitting(await repository.active_providers(ctx), asked)
            if len(providers) > 1:
                return _choice(request, parameters, providers)
            return _sent(ctx, application, redirect_uri, parameters.state, asked, providers[0])
    except TurnedBack as back:
        return turned_back(state.settings, redirect_uri, parameters.state, back, request.scope["correlation_id"])


def turned_back(
    settings: Settings, redirect_uri: str, state: str | None, back: TurnedBack, correlation_id: str
) -> Response:
    """To the front end with an error and, against mix-ups, our issuer (RFC 9207).

    `correlation_id` is ours: what the person quotes, district IT finds among the refusals.
    """
    address = rules.with_parameters(
        redirect_uri,
        error=back.error,
        error_description=back.reason,
        state=state,
        iss=settings.issuer,
        correlation_id=correlation_id,
    )
    return RedirectResponse(address, 303)


async def _application(request: Request, parameters: Parameters) -> applications.Found:
    try:
        sent = UUID(parameters.get("client_id") or "")
    except ValueError:
        sent = None
    found = await applications.find(request.app.state.db, sent) if sent and parameters.once("client_id") else None
    if found is None:
        raise ApplicationUnknown(
            Words(
                "Send the application's oauth_client_id as client_id.",
                es="Envíe el oauth_client_id de la aplicación como client_id.",
            )
        )
    return found


def _fitting(providers: list[IdentityProviderRow], asked: Asked) -> list[IdentityProviderRow]:
    """The providers the person may come by: the one named, or those of their e-mail domain, or all."""
    if asked.provider_id is not None:
        providers = [provider for provider in providers if provider.id == asked.provider_id]
    elif asked.login_hint and "@" in asked.login_hint:
        domain = asked.login_hint.rpartition("@")[2].lower()
        providers = [provider for provider in providers if domain in provider.email_domains] or providers
    if not providers:
        if asked.provider_id is not None:
            raise TurnedBack("invalid_request", "identity_provider_unknown")
        raise TurnedBack("server_error", "no_identity_provider")
    if len(providers) > 1 and asked.prompt == "none":
        raise TurnedBack("account_selection_required", "several_identity_providers")
    return providers


def _choice(request: Request, parameters: Parameters, providers: list[IdentityProviderRow]) -> Response:
    sent = [(name, value) for name, value in request.query_params.multi_items() if name != "provider"]
    base = f"{request.app.state.settings.issuer}/oauth/authorize"
    return pages.choice(
        (provider.name, f"{base}?{urlencode([*sent, ('provider', str(provider.id))])}") for provider in providers
    )


def _sent(
    ctx: Context,
    application: applications.Found,
    redirect_uri: str,
    state: str | None,
    asked: Asked,
    provider: IdentityProviderRow,
) -> Response:
    ours, browser, attempt_id = rules.new_secret(), rules.new_secret(), new_id()
    nonce, verifier = rules.nonce_and_verifier(ctx.settings.secret_key, ours)
    ctx.add(
        SignInAttemptRow(
            id=attempt_id,
            application_id=application.id,
            provider_id=provider.id,
            state_hash=rules.hash_of(ours),
            browser_hash=rules.hash_of(browser),
            redirect_uri=redirect_uri,
            scopes=asked.scopes,
            state=state,
            code_challenge=asked.code_challenge,
            max_age=asked.max_age,
            created_at=ctx.now,
            expires_at=ctx.now + rules.ATTEMPT_LIVES,
            used_at=None,
        )
    )
    address = rules.with_parameters(
        provider.authorization_endpoint,
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=f"{ctx.settings.issuer}{provider.redirect_path}",
        scope=" ".join(provider.scopes),
        state=ours,
        nonce=nonce,
        code_challenge=rules.challenge_of(verifier),
        code_challenge_method="S256",
        prompt=asked.prompt,
        max_age=None if asked.max_age is None else str(asked.max_age),
        login_hint=asked.login_hint,
    )
    reply = RedirectResponse(address, 303)
    cookies.keep_browser(reply, ctx.settings, attempt_id, browser)
    return reply
