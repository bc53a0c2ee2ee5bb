"""HTTP of tokens and published keys. A district's own sign-on will stand beside this, as another grant at the same door."""

import base64
import binascii
from typing import Any
from urllib.parse import parse_qs, unquote

from fastapi import APIRouter, Request, Response

from services.partners.tokens import service
from services.partners.tokens.schemas import Metadata, PublishedKeys, Token, TokenRefusal
from shared.auth.requires import public
from shared.web.context import json_reply
from shared.web.errors import refusals

LONGEST_FORM = 16_384

router = APIRouter(tags=["tokens"], dependencies=[public()])

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "const": "client_credentials"},
                        "scope": {
                            "type": "string",
                            "description": "Space-separated; all of the client's when left out.",
                        },
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string"},
                    },
                }
            }
        },
    }
}
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {
        "model": TokenRefusal,
        "description": "`invalid_request`, `unsupported_grant_type` or `invalid_scope` (RFC 6749)",
    },
    401: {"model": TokenRefusal, "description": "`invalid_client` (RFC 6749)"},
}


@router.post("/oauth/token", response_model=Token, responses={**refusals(guarded=False), **REFUSED}, openapi_extra=FORM)
async def issue_token(request: Request) -> Response:
    """OAuth 2.0 client credentials: HTTP Basic (preferred) or `client_id` and `client_secret` in the form."""
    state = request.app.state
    try:
        client_id, secret, scopes = await _asked(request)
        return json_reply(await service.issue(state.db, state.settings, client_id, secret, scopes))
    except service.Refused as refused:
        reply = json_reply({"error": refused.error, "error_description": refused.description})
        reply.status_code = refused.status
        if refused.status == 401:
            reply.headers["WWW-Authenticate"] = 'Basic realm="throughline"'
        return reply


@router.get("/.well-known/jwks.json", response_model=PublishedKeys, responses=refusals(guarded=False))
async def read_published_keys(request: Request) -> Response:
    """The public keys every service checks tokens with."""
    reply = json_reply(await service.published_keys(request.app.state.db, request.app.state.settings))
    reply.headers["Cache-Control"] = "public, max-age=300"
    return reply


@router.get("/.well-known/oauth-authorization-server", response_model=Metadata, responses=refusals(guarded=False))
async def read_authorization_server(request: Request) -> Response:
    """Authorization server metadata (RFC 8414)."""
    issuer = request.app.state.settings.issuer
    return json_reply(
        {
            "issuer": issuer,
            "token_endpoint": f"{issuer}/oauth/token",
            "jwks_uri": f"{issuer}/.well-known/jwks.json",
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
    )


async def _asked(request: Request) -> tuple[str, str, list[str]]:
    sent = b""
    async for block in request.stream():
        sent += block
        if len(sent) > LONGEST_FORM:
            raise service.Refused("invalid_request", "the form is too long")
    try:
        fields = parse_qs(sent.decode("utf-8"), max_num_fields=20)
        form = {name: values[-1] for name, values in fields.items()}
    except ValueError:
        raise service.Refused("invalid_request", "the body is not a form") from None
    if form.get("grant_type") != "client_credentials":
        raise service.Refused("unsupported_grant_type", "send grant_type=client_credentials")
    kind, _, credentials = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (ValueError, binascii.Error):
            raise service.Refused("invalid_client", "the Basic credentials cannot be read", 401) from None
        client_id, secret = unquote(client_id), unquote(secret)
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    return client_id, secret, form.get("scope", "").split()
