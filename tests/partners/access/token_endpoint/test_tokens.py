"""Tokens: for whoever proves who they are, checkable by anybody with the published keys."""

from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from services.partners.access.tokens import rules
from shared.testing.calls import Service
from tests.partners.factories import ask, set_up
from tests.partners.machines import made, token_for


async def test_a_client_gets_a_token_that_the_published_keys_verify(partners: Service, district_id: UUID) -> None:
    client_id, secret = await set_up(partners, district_id)
    reply = await ask(partners, client_id, secret, scope="directory:read")
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")
    assert reply.json()["scope"] == "directory:read"
    keys = KeySet.import_key_set((await partners.caller().get("/.well-known/jwks.json")).json())
    token = jwt.decode(reply.json()["access_token"], keys, algorithms=["ES256"])
    assert token.header["typ"] == "at+jwt"
    assert token.claims["district_id"] == str(district_id)
    assert token.claims["exp"] - token.claims["iat"] == 600


async def test_published_keys_hold_no_private_half(partners: Service) -> None:
    keys = (await partners.caller().get("/.well-known/jwks.json")).json()["keys"]
    assert keys
    assert all("d" not in key for key in keys)
    (row,) = await partners.sql(
        "select sealed_private_jwk from signing_keys where sealed_private_jwk is not null limit 1"
    )
    assert '"d"' not in row["sealed_private_jwk"]
    assert rules.unseal(row["sealed_private_jwk"], "test")["kty"] == "EC"


@pytest.mark.parametrize(
    ("form", "auth", "status", "error"),
    [
        ({"grant_type": "client_credentials"}, ("me", "wrong"), 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, ("nobody", "x"), 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, None, 401, "invalid_client"),
        ({"grant_type": "password"}, ("me", "right"), 400, "unsupported_grant_type"),
        ({}, ("me", "right"), 400, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "everything:write"}, ("me", "right"), 400, "invalid_scope"),
    ],
)
async def test_a_token_request_is_refused_in_oauths_words(
    partners: Service, district_id: UUID, form: dict[str, str], auth: tuple[str, str] | None, status: int, error: str
) -> None:
    client_id, secret = await set_up(partners, district_id)
    known = {"me": str(client_id), "right": secret}
    caller = partners.caller()
    if auth:
        caller.auth = httpx.BasicAuth(known.get(auth[0], auth[0]), known.get(auth[1], auth[1]))
    reply = await caller.post("/oauth/token", data=form)
    assert (reply.status_code, reply.json()["error"]) == (status, error)


async def test_a_revoked_client_gets_no_token(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/clients", json={"name": "SIS", "scopes": ["directory:read"]})).json()
    assert (await ask(partners, made["id"], made["secret"])).status_code == 200
    assert (await caller.delete(f"/v1/clients/{made['id']}")).json()["revoked_at"]
    assert (await ask(partners, made["id"], made["secret"])).json()["error"] == "invalid_client"
    assert (await caller.delete(f"/v1/clients/{made['id']}")).json()["code"] == "revoked_already"


async def test_a_persons_client_carries_the_roles_held_today(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    person = (await caller.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()
    for role, starts_on, ends_on in (("counselor", "2020-01-01", None), ("teacher", "2020-01-01", "2020-12-31")):
        body = {"staff_id": person["id"], "role": role, "starts_on": starts_on, "ends_on": ends_on}
        await caller.post("/v1/role-assignments", json=body)
    made = (
        await caller.post("/v1/clients", json={"name": "p", "scopes": ["directory:read"], "staff_id": person["id"]})
    ).json()
    token = (await ask(partners, made["id"], made["secret"])).json()["access_token"]
    keys = KeySet.import_key_set((await partners.caller().get("/.well-known/jwks.json")).json())
    claims = jwt.decode(token, keys, algorithms=["ES256"]).claims
    assert claims["sub"] == f"person:{person['id']}"
    assert claims["roles"] == [{"role": "counselor", "profile": "counselor", "school_id": None}]
    await caller.patch(f"/v1/staff/{person['id']}", json={"active": False}, headers={"If-Match": '"1"'})
    assert (await ask(partners, made["id"], made["secret"])).json()["error"] == "invalid_client"


async def test_a_form_without_end_is_not_read_to_its_end(partners: Service) -> None:
    reply = await partners.caller().post(
        "/oauth/token", content=b"a=" + b"x" * 500_000, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


async def test_a_person_without_a_role_gets_no_token(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    staff = (await caller.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    reply = await token_for(partners, await made(partners, district_id, staff_id=staff))
    assert (reply.status_code, reply.json()["error"]) == (400, "unauthorized_client")
    assert "no role" in reply.json()["error_description"]
