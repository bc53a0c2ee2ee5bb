"""HTTP of tokens and published keys."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.partners.tokens.forms import answer
from services.partners.tokens.grants import GRANTS, issue
from services.partners.tokens.issuing import published_keys
from services.partners.tokens.schemas import Metadata, PublishedKeys, Token, TokenRefusal
from shared.auth.requires import public
from shared.web.context import json_reply
from shared.web.errors import refusals

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
                        "grant_type": {"type": "string", "enum": list(GRANTS)},
                        "scope": {
                            "type": "string",
                            "description": "Space-separated; all of the client's when left out.",
                        },
                        "resource": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "urn:throughline:service:scheduling and so on (RFC 8707); all services when left out.",
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
        "description": "`invalid_request`, `unsupported_grant_type`, `invalid_scope` (RFC 6749) or `invalid_target` (RFC 8707)",
    },
    401: {"model": TokenRefusal, "description": "`invalid_client` (RFC 6749)"},
}


@router.post("/oauth/token", response_model=Token, responses={**refusals(guarded=False), **REFUSED}, openapi_extra=FORM)
async def issue_token(request: Request) -> Response:
    """A token for a grant (RFC 6749): see the metadata for the grants and the ways to authenticate."""
    return await answer(request, issue)


@router.get("/.well-known/jwks.json", response_model=PublishedKeys, responses=refusals(guarded=False))
async def read_published_keys(request: Request) -> Response:
    """The public keys every service checks tokens with."""
    reply = json_reply(await published_keys(request.app.state.db, request.app.state.settings))
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
            "grant_types_supported": list(GRANTS),
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
    )
