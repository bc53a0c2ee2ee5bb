"""Clients and tokens: scoped, hashed, shown once, checkable by anybody with the published keys."""

from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from services.partners.tokens import rules
from shared.testing.calls import Service
from tests.partners.factories import set_up


async def ask(partners: Service, client_id: object, secret: str, **form: str) -> httpx.Response:
    """Ask for a token."""
    return await partners.caller().post(
        "/oauth/token", data={"grant_type": "client_credentials", **form}, auth=(str(client_id), secret)
    )


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
    (row,) = await partners.sql("select sealed_private_jwk from signing_keys limit 1")
    assert '"d"' not in row["sealed_private_jwk"]
    assert rules.unseal(row["sealed_private_jwk"], "test")["kty"] == "EC"


@pytest.mark.parametrize(
    ("form", "auth", "status", "error"),
    [
        ({"grant_type": "client_credentials"}, ("me", "wrong"), 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, ("nobody", "x"), 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, None, 401, "invalid_client"),
        ({"grant_type": "password"}, ("me", "right"), 400, "unsupported_grant_type"),
        ({}, ("me", "right"), 400, "unsupported_grant_type"),
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


async def test_a_secret_is_shown_once_and_kept_as_a_hash(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/clients", json={"name": "SIS", "scopes": ["directory:read"]})).json()
    assert made["secret"].startswith("tl_")
    assert "secret" not in (await caller.get(f"/v1/clients/{made['id']}")).json()
    assert "secret" not in (await caller.get("/v1/clients")).text
    (row,) = await partners.sql("select secret_hash from clients where id = $1::uuid", UUID(made["id"]))
    assert made["secret"] not in row["secret_hash"]
    kept = await caller.post(
        "/v1/clients", json={"name": "x", "scopes": ["directory:read"]}, headers={"Idempotency-Key": "k"}
    )
    assert (kept.status_code, kept.json()["code"]) == (400, "idempotency_key_refused")


async def test_nobody_hands_on_more_than_they_hold(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id, "clients:write", "directory:read")
    reply = await caller.post("/v1/clients", json={"name": "x", "scopes": ["directory:read", "plans:approve"]})
    assert (reply.status_code, reply.json()["code"]) == (422, "scope_not_yours")
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/scopes/1"]


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
    for role, starts_on, ends_on in (("principal", "2020-01-01", None), ("teacher", "2020-01-01", "2020-12-31")):
        body = {"staff_id": person["id"], "role": role, "starts_on": starts_on, "ends_on": ends_on}
        await caller.post("/v1/role-assignments", json=body)
    made = (
        await caller.post("/v1/clients", json={"name": "p", "scopes": ["directory:read"], "staff_id": person["id"]})
    ).json()
    token = (await ask(partners, made["id"], made["secret"])).json()["access_token"]
    keys = KeySet.import_key_set((await partners.caller().get("/.well-known/jwks.json")).json())
    claims = jwt.decode(token, keys, algorithms=["ES256"]).claims
    assert claims["sub"] == f"person:{person['id']}"
    assert claims["roles"] == [{"role": "principal", "school_id": None}]
    await caller.patch(f"/v1/staff/{person['id']}", json={"active": False}, headers={"If-Match": '"1"'})
    assert (await ask(partners, made["id"], made["secret"])).json()["error"] == "invalid_client"


async def test_a_teacher_reads_the_directory_and_changes_nothing(partners: Service, district_id: UUID) -> None:
    school = (await partners.machine(district_id).post("/v1/schools", json={"name": "s", "local_code": "1"})).json()
    teacher = partners.person(district_id, UUID(int=1), ("teacher", UUID(school["id"])))
    assert (await teacher.get(f"/v1/schools/{school['id']}")).status_code == 200
    reply = await teacher.patch(f"/v1/schools/{school['id']}", json={"name": "x"}, headers={"If-Match": '"1"'})
    assert (reply.status_code, reply.json()["code"]) == (403, "not_permitted")
    assert "district_coordinator" in reply.json()["detail"]
