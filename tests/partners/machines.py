"""Machine clients of tests: made over the API, calling from an address, signing assertions."""

import time
from typing import Any
from uuid import UUID, uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, Key

from services.partners.access.tokens.assertions import TYPE
from shared.testing.calls import ISSUER, Service


def caller_at(partners: Service, address: str) -> httpx.AsyncClient:
    """Somebody who calls from an address."""
    transport = httpx.ASGITransport(app=partners.app, raise_app_exceptions=False, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def made(partners: Service, district_id: UUID, **wish: Any) -> dict[str, Any]:
    """A client made by one that holds every scope of partners."""
    body = {"name": "SIS", "scopes": ["directory:read"], **wish}
    reply = await partners.machine(district_id).post("/v1/clients", json=body)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def token_for(
    partners: Service, client: dict[str, Any], *, address: str = "127.0.0.1", secret: str | None = None, **form: Any
) -> httpx.Response:
    """The reply to a client's request for a token, with HTTP Basic."""
    return await caller_at(partners, address).post(
        "/oauth/token",
        data={"grant_type": "client_credentials", **form},
        auth=(client["id"], client["secret"] if secret is None else secret),
    )


def public(key: Key, **members: Any) -> dict[str, Any]:
    """The public half of a key, as a client registers it."""
    return {**key.as_dict(private=False), **members}


def assertion(
    client_id: str, key: Any, *, algorithm: str = "ES256", header: dict[str, Any] | None = None, **claims: Any
) -> str:
    """An assertion as RFC 7523 wants it; claims that are None are left out."""
    now = int(time.time())
    said = {
        **{"iss": client_id, "sub": client_id, "aud": f"{ISSUER}/oauth/token", "jti": str(uuid4())},
        **{"iat": now, "exp": now + 60},
        **claims,
    }
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode({"alg": algorithm, **(header or {})}, kept, key, algorithms=[algorithm])


async def asserted(partners: Service, signed: str, *, path: str = "/oauth/token", **form: str) -> httpx.Response:
    """The reply to a request authenticated by an assertion."""
    fields = {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": signed, **form}
    return await partners.caller().post(path, data=fields)


def new_key() -> ECKey:
    """A P-256 key pair."""
    return ECKey.generate_key("P-256", private=True)
