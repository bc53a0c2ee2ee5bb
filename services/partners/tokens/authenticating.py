"""Which client calls an OAuth endpoint: the same check for tokens, revocation and introspection."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import Request
from starlette.datastructures import State

from services.partners.clients.repository import find_credential
from services.partners.clients.rules import hash_secret, is_secret
from services.partners.tokens.forms import Form, Refused

NOBODY = hash_secret("")


@dataclass(frozen=True)
class Client:
    """Who calls: a machine client that proved itself, or (`public`) a front-end application, which has nothing to prove with."""

    id: UUID
    district_id: UUID
    scopes: list[str]
    staff_id: UUID | None = None
    public: bool = False


#: Finds a front-end application by its id, for the grants that admit callers without a secret.
FindPublic = Callable[[State, UUID], Awaitable[Client | None]]


async def authenticate(request: Request, form: Form, find_public: FindPublic | None = None) -> Client:
    """The client of a request. Raises `Refused`: 401 `invalid_client` in the same words whatever was wrong with it.

    With `find_public`, a request that brings a client id and no proof is looked up there.
    """
    client_id, secret = _sent(request, form)
    found = None
    if secret is None and find_public is not None:
        found = await _public(request.app.state, client_id, find_public)
    elif secret is not None:
        found = await _by_secret(request.app.state, client_id, secret)
    if found is None:
        raise Refused("invalid_client", "unknown client or wrong credentials", 401)
    return found


async def _public(state: State, client_id: str, find_public: FindPublic) -> Client | None:
    return await find_public(state, known) if (known := _uuid(client_id)) else None


async def _by_secret(state: State, client_id: str, secret: str) -> Client | None:
    known = _uuid(client_id)
    found = await find_credential(state.db, known) if known else None
    # An unknown client costs the same comparison as a wrong secret.
    right = is_secret(secret, found["secret_hash"] if found else NOBODY)
    return _client(found) if found and right else None


def _client(found: dict[str, Any]) -> Client:
    return Client(found["id"], found["district_id"], found["scopes"], found["staff_id"])


def _sent(request: Request, form: Form) -> tuple[str, str | None]:
    """The client id and its secret: HTTP Basic or the form, never both (RFC 6749 §2.3)."""
    kind, _, credentials = request.headers.get("authorization", "").partition(" ")
    if not kind:
        return form.get("client_id"), form.get("client_secret") or None
    if kind.lower() != "basic":
        raise Refused("invalid_client", "authenticate with HTTP Basic", 401)
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        raise Refused("invalid_client", "the Basic credentials cannot be read", 401) from None
    client_id, secret = unquote(client_id), unquote(secret)
    if form.get("client_secret") or form.get("client_id") not in ("", client_id):
        raise Refused("invalid_request", "authenticate in one way only")
    return client_id, secret


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
