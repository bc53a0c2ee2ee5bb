"""HTTP of signing in and out by browser, and of the session a cookie holds."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.partners.access.sign_ins import authorize, callback, cookie_session, logout
from services.partners.access.sign_ins.cookies import drop_session
from services.partners.access.sign_ins.errors import (
    ApplicationUnknown,
    OriginForeign,
    PostLogoutUriUnknown,
    RedirectUriUnknown,
    SessionHeaderMissing,
    SessionMissing,
    SessionUnknown,
)
from services.partners.access.sign_ins.schemas import CurrentSession
from services.partners.access.tokens.forms import NOTHING, Form, Refused, answer, read_form
from services.partners.access.tokens.schemas import Token, TokenRefusal
from shared.context.replies import json_reply
from shared.errors import Refusal, TooManyCalls, refusals
from shared.texts.words import Words
from shared.web.requires import public

router = APIRouter(tags=["sign-ins"], dependencies=[public(counted=True)])

HTML = {"content": {"text/html": {"schema": {"type": "string"}}}}


def _answers(status: int, said: str, *kinds: type[Refusal], page: str | None = None) -> dict[str, Any]:
    shown: dict[int | str, dict[str, Any]] = {status: {"description": said}}
    if page is not None:
        shown[200] = {"description": page, **HTML}
    refused = refusals(*kinds, TooManyCalls, guarded=False)
    for response in refused.values():
        # Whoever comes by browser is shown a page.
        response["content"] |= HTML["content"]
    return {"status_code": status, "response_class": Response, "responses": {**shown, **refused}}


def _asks(**parameters: str) -> dict[str, Any]:
    """Query parameters as the contract shows them; they are read, and refused, in OAuth's own words."""
    return {
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": said}
            for name, said in parameters.items()
        ]
    }


@router.get(
    "/oauth/authorize",
    **_answers(
        303,
        "On to the identity provider, or back to the front end with `error`",
        *(ApplicationUnknown, RedirectUriUnknown),
        page="Which identity provider?",
    ),
    openapi_extra=_asks(
        client_id="The application's `oauth_client_id`.",
        redirect_uri="One of the application's, letter by letter.",
        response_type="`code`.",
        code_challenge="RFC 7636.",
        code_challenge_method="`S256`.",
        scope="All of the application's when left out.",
        state="Comes back as it is.",
        provider="Which identity provider, when the district has several.",
        login_hint="Passed on; an e-mail address chooses the provider of its domain.",
        prompt="Passed on: none, login, consent, select_account.",
        max_age="Seconds since the provider saw the person, at most.",
    ),
)
async def begin_sign_in(request: Request) -> Response:
    """Sign in at the district's identity provider (RFC 6749 authorization code with PKCE, RFC 9207)."""
    return await authorize.begin(request)


@router.get(
    "/oauth/callback/{issuer:path}",
    # Between a browser and its provider: nothing for those who read the contract.
    include_in_schema=False,
)
async def finish_sign_in(request: Request) -> Response:
    """Where identity providers send people back to, each by an address of its own: the `redirect_uri` to register with them."""
    return await callback.arrive(request)


LEAVING = _answers(
    303,
    "On to the provider's sign-out, or where the front end wants",
    *(SessionUnknown, PostLogoutUriUnknown),
    page="Signed out",
)


@router.get(
    "/oauth/logout",
    **LEAVING,
    openapi_extra=_asks(
        logout_hint="The claim `sid` of the access token.",
        post_logout_redirect_uri="One of the application's, letter by letter.",
        state="Comes back as it is.",
    ),
)
async def sign_out(request: Request) -> Response:
    """Sign out here and at the identity provider (OpenID Connect RP-Initiated Logout 1.0)."""
    fields: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        fields.setdefault(name, []).append(value)
    return await logout.sign_out(request, Form(fields))


@router.post(
    "/oauth/logout",
    **LEAVING,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            name: {"type": "string"} for name in ("logout_hint", "post_logout_redirect_uri", "state")
                        },
                    }
                }
            },
        }
    },
)
async def post_sign_out(request: Request) -> Response:
    """Sign out by a form post (OpenID Connect RP-Initiated Logout 1.0)."""
    try:
        form = await read_form(request)
    except Refused:
        raise SessionUnknown(
            Words(
                "Send a form with the claim `sid` of the access token as logout_hint.",
                es="Envíe un formulario con el atributo `sid` del token de acceso como logout_hint.",
            )
        ) from None
    return await logout.sign_out(request, form)


@router.get(
    "/oauth/signed-out",
    **_answers(303, "On to where the front end wants", page="Signed out"),
    openapi_extra=_asks(state="Ours."),
)
async def finish_sign_out(request: Request) -> Response:
    """Receive people after their sign-out at the identity provider: the post-logout address to register there."""
    return logout.returned(request, request.query_params.get("state", ""))


@router.post(
    "/oauth/backchannel-logout/{provider_id}",
    status_code=200,
    response_class=Response,
    responses={
        200: {"description": "The sessions have ended.", **NOTHING},
        400: {"model": TokenRefusal, "description": "`invalid_request`: the logout token is not one to obey"},
        429: {"model": TokenRefusal, "description": "`slow_down`: wait as Retry-After says"},
        **refusals(guarded=False),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": ["logout_token"],
                        "properties": {"logout_token": {"type": "string"}},
                    }
                }
            },
        }
    },
)
async def hear_of_logout(provider_id: UUID, request: Request) -> Response:
    """Receive a logout token (OpenID Connect Back-Channel Logout 1.0): the person's sessions end."""

    async def work(request: Request, form: Form) -> dict[str, Any]:
        await logout.hear_of_logout(request, provider_id, form)
        return {}

    return await answer(request, work)


SESSION = (SessionMissing, SessionHeaderMissing, OriginForeign, TooManyCalls)


@router.post("/v1/session/token", response_model=Token, responses=refusals(*SESSION, guarded=False))
async def issue_session_token(request: Request) -> Response:
    """Issue an access token for the session of the cookie, to be kept in memory; needs `X-Throughline-Session: 1` and an
    Origin.
    """
    return json_reply(await cookie_session.token(request))


@router.get("/v1/session", response_model=CurrentSession, responses=refusals(*SESSION, guarded=False))
async def read_session(request: Request) -> Response:
    """Read who is signed in by the cookie, with which roles, until when; needs `X-Throughline-Session: 1`."""
    return Response((await cookie_session.current(request)).model_dump_json(), media_type="application/json")


@router.delete("/v1/session", status_code=204, responses=refusals(*SESSION, guarded=False))
async def end_session(request: Request) -> Response:
    """Sign out of the session of the cookie, here and in all services; needs `X-Throughline-Session: 1` and an Origin."""
    await cookie_session.sign_out(request)
    reply = Response(status_code=204)
    drop_session(reply, request.app.state.settings)
    return reply
