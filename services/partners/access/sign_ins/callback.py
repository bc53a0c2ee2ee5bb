"""`GET /oauth/callback/{issuer}`: somebody comes back from their provider, and goes on to the front end signed in or refused."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.partners.access.applications.events import ApplicationUsed
from services.partners.access.applications.repository import find_application, get_application
from services.partners.access.applications.tables import ApplicationRow
from services.partners.access.claim_rules.service import apply
from services.partners.access.identities.service import person_of
from services.partners.access.identity_providers.errors import (
    IdentityProviderInactive,
    IdentityProviderUnreachable,
    SignInRefused,
)
from services.partners.access.identity_providers.id_tokens import verify_id_token
from services.partners.access.identity_providers.repository import get_provider, hold_provider
from services.partners.access.identity_providers.tables import IdentityProviderRow
from services.partners.access.sign_ins import cookies, repository, rules
from services.partners.access.sign_ins.authorization_request import Parameters, TurnedBack
from services.partners.access.sign_ins.authorize import turned_back
from services.partners.access.sign_ins.errors import (
    ApplicationUnknown,
    RedirectUriUnknown,
    SignInElsewhere,
    SignInUnknown,
)
from services.partners.access.sign_ins.failures import note_refusal
from services.partners.access.sign_ins.provider_token import NotCollected, id_token
from services.partners.access.sign_ins.tables import AuthorizationCodeRow, SignInAttemptRow
from services.partners.directory.roles.scopes_of_roles import scopes_of
from services.partners.directory.roles.service import roles_for_token
from services.partners.revocation.sessions.service import end
from services.partners.revocation.sessions.tables import SignInSessionRow
from shared import clock
from shared.context.context import Context
from shared.context.work import work_for
from shared.errors import NotFound
from shared.ids import new_id
from shared.texts.words import Words

#: The provider's own word for why it did not sign somebody in (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6), and ours.
PASSED_ON = {
    "access_denied": "access_denied",
    "login_required": "login_required",
    "interaction_required": "interaction_required",
    "account_selection_required": "account_selection_required",
    "consent_required": "consent_required",
    "temporarily_unavailable": "temporarily_unavailable",
}


@dataclass(frozen=True)
class SignedIn:
    """What the browser takes along: a code for the front end, and the session if a cookie is to hold it."""

    code: str
    cookie: str | None
    seconds: int


async def arrive(request: Request) -> Response:
    """Raises `SignInUnknown`, `SignInElsewhere`, `ApplicationUnknown`, `RedirectUriUnknown`: then nobody is sent anywhere."""
    state, parameters = request.app.state, Parameters(request.query_params.multi_items())
    found = await repository.find(state.db, repository.FIND_ATTEMPT, rules.hash_of(parameters.state or ""))
    if found is None or not parameters.all_once():
        raise SignInUnknown(Words("Begin again at the application.", es="Comience de nuevo en la aplicación."))
    district_id, attempt_id = found
    async with work_for(state.db, state.settings, district_id) as ctx:
        attempt = await repository.get_attempt(ctx, attempt_id)
        if attempt is None or attempt.used_at is not None or ctx.now >= attempt.expires_at:
            raise SignInUnknown(Words("Begin again at the application.", es="Comience de nuevo en la aplicación."))
        if not rules.is_same(cookies.browser_of(request, attempt.id), attempt.browser_hash):
            raise SignInElsewhere(
                Words(
                    "Begin again at the application, with cookies allowed.",
                    es="Comience de nuevo en la aplicación, con las cookies permitidas.",
                )
            )
        attempt.used_at = ctx.now
        provider = await get_provider(ctx, attempt.provider_id)
        application = await find_application(ctx, attempt.application_id)
    # As it is registered now: an address may have been taken back because somebody else has it.
    if application is None:
        raise ApplicationUnknown(
            Words("It was removed while you signed in.", es="Se quitó mientras usted iniciaba sesión.")
        )
    if attempt.redirect_uri not in application.redirect_uris:
        raise RedirectUriUnknown(
            Words("It was taken back while you signed in.", es="Se retiró mientras usted iniciaba sesión.")
        )
    correlation_id = request.scope["correlation_id"]
    try:
        signed_in = await _sign_in(request, district_id, attempt, provider, parameters)
    except TurnedBack as back:
        await note_refusal(
            state,
            district_id,
            back.reason,
            correlation_id,
            provider_id=provider.id,
            application_id=attempt.application_id,
        )
        reply = turned_back(state.settings, attempt.redirect_uri, attempt.state, back, correlation_id)
    else:
        address = rules.with_parameters(
            attempt.redirect_uri, code=signed_in.code, state=attempt.state, iss=state.settings.issuer
        )
        reply = RedirectResponse(address, 303)
        if signed_in.cookie is not None:
            cookies.keep_session(reply, state.settings, signed_in.cookie, signed_in.seconds)
    cookies.drop_browser(reply, state.settings, attempt.id)
    return reply


async def _sign_in(
    request: Request,
    district_id: UUID,
    attempt: SignInAttemptRow,
    provider: IdentityProviderRow,
    parameters: Parameters,
) -> SignedIn:
    state = request.app.state
    _check_answer(provider, request.url.path, parameters)
    nonce, verifier = rules.nonce_and_verifier(state.settings.secret_key, parameters.state or "")
    try:
        token = await id_token(state.settings, provider, parameters.get("code") or "", verifier, clock.now())
    except NotCollected as failed:
        raise TurnedBack("temporarily_unavailable", failed.code) from None
    max_age = None if attempt.max_age is None else timedelta(seconds=attempt.max_age)
    try:
        claims = await verify_id_token(
            state.db, state.settings, provider, token, clock.now(), nonce=nonce, max_age=max_age
        )
        async with work_for(state.db, state.settings, district_id) as ctx:
            application = await get_application(ctx, attempt.application_id)
            session = await begin_session(
                ctx, provider, claims, application=application, scopes=attempt.scopes, proof=None
            )
            given = (
                session
                if isinstance(session, TurnedBack)
                else await _given(ctx, request, attempt, application, session)
            )
    except (SignInRefused, IdentityProviderInactive) as refused:
        raise TurnedBack("access_denied", refused.code) from None
    except IdentityProviderUnreachable as refused:
        raise TurnedBack("temporarily_unavailable", refused.code) from None
    except NotFound:
        raise TurnedBack("unauthorized_client", "application_removed") from None
    if isinstance(given, TurnedBack):
        raise given
    return given


def _check_answer(provider: IdentityProviderRow, path: str, parameters: Parameters) -> None:
    """Is it the answer of the provider we asked (by its address: RFC 9700 §4.4.2.2; RFC 9207 §2.4), and is it a code?"""
    if unquote(path) != unquote(provider.redirect_path):
        raise TurnedBack("access_denied", "issuer_mismatch")
    issuer = parameters.get("iss")
    says_so = provider.discovery.get("authorization_response_iss_parameter_supported") is True
    if issuer != provider.issuer and (issuer is not None or says_so):
        raise TurnedBack("access_denied", "issuer_mismatch")
    error = parameters.get("error")
    if error is not None:
        known = PASSED_ON.get(error)
        raise TurnedBack(known or "server_error", f"provider_{known}" if known else "provider_error")
    if parameters.get("code") is None:
        raise TurnedBack("server_error", "provider_sent_no_code")


async def begin_session(
    ctx: Context,
    provider: IdentityProviderRow,
    claims: dict[str, Any],
    *,
    application: ApplicationRow | None,
    scopes: list[str],
    proof: tuple[UUID, str] | None,
    lives: tuple[int, int] | None = None,
) -> SignInSessionRow | TurnedBack:
    """Find the person, make their roles what the rules say, and begin a session. Raises a `SignInRefused`.

    Without a role there is none, and why is returned, not raised: that the rules took somebody's last role away stands.

    `proof` is the client that exchanged an ID token and that token's hash; `lives` are minutes (idle, absolute) where there is
    no application to say them.
    """
    # Kept in use until this is committed: whoever takes it out of use comes before, or ends this session too.
    if not (await hold_provider(ctx, provider.id)).active:
        return TurnedBack("access_denied", "identity_provider_inactive")
    person = await person_of(ctx, provider, claims)
    facts = {**claims, "scim_groups": await repository.groups_of(ctx, person.staff.id)}
    await apply(ctx, person.staff, facts, provider.id)
    today = await ctx.today()
    roles = await roles_for_token(ctx, person.staff.id, today)
    if not roles:
        return TurnedBack("access_denied", "no_role")
    if not scopes_of(str(role["profile"]) for role in roles) & set(scopes):
        return TurnedBack("access_denied", "no_scope_for_roles")
    idle, absolute = lives or (0, 0)
    if application is not None:
        idle, absolute = application.idle_minutes, application.absolute_minutes
    expires_at = ctx.now + timedelta(minutes=absolute)
    provider_session = claims.get("sid")
    row = SignInSessionRow(
        id=new_id(),
        staff_id=person.staff.id,
        provider_id=provider.id,
        application_id=application.id if application is not None else None,
        client_id=proof[0] if proof else None,
        subject=str(claims["sub"])[:255],
        provider_session=provider_session
        if isinstance(provider_session, str) and len(provider_session) <= 255 and provider_session.isprintable()
        else None,
        scopes=scopes,
        auth_time=datetime.fromtimestamp(float(claims.get("auth_time", claims["iat"])), UTC),
        cookie_hash=None,
        proof_hash=proof[1] if proof else None,
        idle_minutes=idle,
        idle_until=rules.idle_until(ctx.now, idle, expires_at),
        expires_at=expires_at,
        last_used_at=ctx.now,
        ended_at=None,
        end_reason=None,
    )
    await _tell_use(ctx, person.staff.id, application)
    ctx.add(row)
    await ctx.session.flush()
    ctx.audit("signed_in", rows={"session_id": row.id, "staff_id": person.staff.id, "provider_id": provider.id})
    return row


async def _tell_use(ctx: Context, staff_id: UUID, application: ApplicationRow | None) -> None:
    """Tell of a front end that is not the one somebody signed in to the last time."""
    if application is not None and application.id != await repository.last_application(ctx, staff_id):
        ctx.emit(ApplicationUsed(staff_id=staff_id, application_id=application.id, signed_in_at=ctx.now))


async def _given(
    ctx: Context,
    request: Request,
    attempt: SignInAttemptRow,
    application: ApplicationRow,
    session: SignInSessionRow,
) -> SignedIn:
    code, cookie = rules.new_secret(), None
    ctx.add(
        AuthorizationCodeRow(
            session_id=session.id,
            code_hash=rules.hash_of(code),
            redirect_uri=attempt.redirect_uri,
            code_challenge=attempt.code_challenge,
            created_at=ctx.now,
            expires_at=ctx.now + rules.CODE_LIVES,
            used_at=None,
        )
    )
    if application.may_use_cookie:
        cookie = rules.new_secret()
        session.cookie_hash = rules.hash_of(cookie)
        # The browser holds one session: what it held before cannot be reached any more.
        if old := cookies.session_of(request):
            held = await repository.by_cookie(ctx, rules.hash_of(old))
            if held is not None:
                await end(ctx, held, "replaced")
    return SignedIn(code, cookie, application.absolute_minutes * 60)
