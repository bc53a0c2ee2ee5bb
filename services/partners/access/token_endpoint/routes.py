"""HTTP of tokens and published keys."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.partners.access.token_endpoint.grants import GRANTS, issue
from services.partners.access.token_endpoint.introspection import introspect, revoke
from services.partners.access.token_endpoint.metadata import metadata
from services.partners.access.token_endpoint.schemas import Introspection, Metadata, PublishedKeys
from services.partners.access.tokens import assertions
from services.partners.access.tokens.forms import answer
from services.partners.access.tokens.keys import published_keys
from services.partners.access.tokens.schemas import Token, TokenRefusal
from shared.context.replies import json_reply
from shared.errors import TooManyCalls, refusals
from shared.web.requires import public

router = APIRouter(tags=["tokens"], dependencies=[public(counted=True)])

CREDENTIALS = {
    "client_id": {"type": "string"},
    "client_secret": {"type": "string", "description": "Or HTTP Basic, which is better."},
    "client_assertion_type": {"type": "string", "const": assertions.TYPE},
    "client_assertion": {"type": "string", "description": "A JWT signed with one of the client's keys (RFC 7523)."},
}
TOKEN = {"token": {"type": "string"}, "token_type_hint": {"type": "string"}}
GRANT = {
    "grant_type": {"type": "string", "enum": list(GRANTS)},
    "scope": {"type": "string", "description": "Space-separated; all of the client's when left out."},
    "resource": {
        "type": "array",
        "items": {"type": "string"},
        "description": "urn:throughline:service:scheduling and so on (RFC 8707); all services when left out.",
    },
}


def form_of(fields: dict[str, Any], needed: str) -> dict[str, Any]:
    """The form of an endpoint, for its description."""
    schema = {"type": "object", "required": [needed], "properties": {**fields, **CREDENTIALS}}
    return {"requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


REFUSED: dict[int | str, dict[str, Any]] = {
    400: {
        "model": TokenRefusal,
        "description": "`invalid_request`, `unsupported_grant_type`, `invalid_scope` (RFC 6749) or `invalid_target` (RFC 8707)",
    },
    401: {"model": TokenRefusal, "description": "`invalid_client` (RFC 6749)"},
    429: {
        "model": TokenRefusal,
        "description": "`slow_down`: too many calls or failed attempts; wait as Retry-After says",
    },
}


@router.post(
    "/oauth/token",
    response_model=Token,
    responses={**refusals(guarded=False), **REFUSED},
    openapi_extra=form_of(GRANT, "grant_type"),
)
async def issue_token(request: Request) -> Response:
    """Issue a token for a grant (RFC 6749); the metadata lists the grants and the ways to authenticate."""
    return await answer(request, issue)


@router.post(
    "/oauth/revoke",
    response_class=Response,
    responses={
        **refusals(guarded=False),
        **REFUSED,
        200: {"description": "It is no longer good, if it ever was."},
    },
    openapi_extra=form_of(TOKEN, "token"),
)
async def revoke_token(request: Request) -> Response:
    """Revoke a token of the calling client (RFC 7009); a refresh token ends its session. An unknown token is no error."""
    return await answer(request, revoke)


@router.post(
    "/oauth/introspect",
    response_model=Introspection,
    responses={
        **refusals(guarded=False),
        **REFUSED,
        403: {"model": TokenRefusal, "description": "`insufficient_scope`"},
    },
    openapi_extra=form_of(TOKEN, "token"),
)
async def introspect_token(request: Request) -> Response:
    """Introspect an access or refresh token of the client's district (RFC 7662). Needs the scope `tokens:introspect`."""
    return await answer(request, introspect)


@router.get("/.well-known/jwks.json", response_model=PublishedKeys, responses=refusals(TooManyCalls, guarded=False))
async def read_published_keys(request: Request) -> Response:
    """Read the public keys that tokens are verified with."""
    reply = json_reply(await published_keys(request.app.state.db, request.app.state.settings))
    reply.headers["Cache-Control"] = "public, max-age=60"
    return reply


@router.get(
    "/.well-known/oauth-authorization-server", response_model=Metadata, responses=refusals(TooManyCalls, guarded=False)
)
async def read_authorization_server(request: Request) -> Response:
    """Read the authorization server's metadata (RFC 8414)."""
    return json_reply(metadata(request.app.state.settings.issuer))
