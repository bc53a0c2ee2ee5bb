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


async def test_a_person_gets_no_further_than_themselves(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    machine = partners.machine(district_id)
    ids = [
        (await machine.post("/v1/staff", json={"given_name": "A", "family_name": name})).json()["id"] for name in "BC"
    ]
    steward = partners.person(district_id, UUID(ids[0]), ("data_manager", None))
    for staff_id in (ids[1], None):
        body = {"name": "x", "scopes": ["directory:read"], "staff_id": staff_id}
        refused = await steward.post("/v1/clients", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "only_for_yourself")
    own = await steward.post("/v1/clients", json={"name": "x", "scopes": ["directory:read"], "staff_id": ids[0]})
    assert own.status_code == 201
    role = {"role": "executive_leader", "starts_on": "2026-01-01"}
    refused = await steward.post("/v1/role-assignments", json={**role, "staff_id": ids[0]})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_to_yourself")
    assert (await steward.post("/v1/role-assignments", json={**role, "staff_id": ids[1]})).status_code == 201


async def test_who_holds_no_role_sees_no_directory_and_no_dead_letters(partners: Service, district_id: UUID) -> None:
    stranger = partners.person(district_id, UUID(int=5))
    for path in ("/v1/staff", "/v1/schools", "/v1/role-assignments", "/v1/clients", "/v1/dead-letters"):
        assert (await stranger.get(path)).status_code == 403, path
    teacher = partners.person(district_id, UUID(int=5), ("teacher", UUID(int=6)))
    assert (await teacher.get("/v1/staff")).status_code == 200
    assert (await teacher.get("/v1/dead-letters")).status_code == 403


async def test_a_form_without_end_is_not_read_to_its_end(partners: Service) -> None:
    reply = await partners.caller().post(
        "/oauth/token", content=b"a=" + b"x" * 500_000, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


async def test_only_an_upload_may_be_large(partners: Service) -> None:
    reply = await partners.caller().post(
        "/v1/schools", content=b"x" * 3_000_000, headers={"content-type": "application/zip"}
    )
    assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large")


async def test_a_role_given_with_a_known_end_is_told_as_given(partners: Service, district_id: UUID) -> None:
    machine = partners.machine(district_id)
    staff_id = (await machine.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    body = {"staff_id": staff_id, "role": "mentor", "starts_on": "2026-01-01", "ends_on": "2030-01-01"}
    await machine.post("/v1/role-assignments", json=body)
    assert [event["type"] for event in await partners.published(district_id, "partners.role.%")] == [
        "partners.role.assigned.v1"
    ]


async def test_a_replayed_answer_needs_the_rights_it_was_given_with(partners: Service, district_id: UUID) -> None:
    headers, body = {"Idempotency-Key": "r"}, {"name": "Oak", "local_code": "1"}
    person = UUID(int=9)
    steward = partners.person(district_id, person, ("data_manager", None))
    assert (await steward.post("/v1/schools", json=body, headers=headers)).status_code == 201
    stripped = partners.person(district_id, person)
    reply = await stripped.post("/v1/schools", json=body, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (422, "idempotency_key_reused")
