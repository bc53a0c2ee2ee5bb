"""Machine clients: bound, hashed, shown once, and never beyond their maker."""

from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.factories import set_up


async def test_a_secret_is_shown_once_and_kept_as_a_hash(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/clients", json={"name": "SIS", "scopes": ["directory:read"]})).json()
    assert made["secret"].startswith("tl_")
    assert "secret" not in (await caller.get(f"/v1/clients/{made['id']}")).json()
    assert made["secret"] not in (await caller.get("/v1/clients")).text
    listed = (await caller.get("/v1/clients")).json()["items"]
    assert [client["id"] for client in listed if "secret" in client] == []
    (row,) = await partners.sql("select secret_hash from client_secrets where client_id = $1::uuid", UUID(made["id"]))
    assert made["secret"] not in row["secret_hash"]
    kept = await caller.post(
        "/v1/clients", json={"name": "x", "scopes": ["directory:read"]}, headers={"Idempotency-Key": "k"}
    )
    assert_refused(kept, 400, "idempotency_key_refused")


async def test_the_others_hear_what_a_client_is_called_and_nothing_of_what_it_may_do(
    partners: Service, district_id: UUID
) -> None:
    caller = partners.machine(district_id)
    made = await caller.post("/v1/clients", json={"name": "SIS", "scopes": ["directory:read"]})
    id_, version = made.json()["id"], {"If-Match": made.headers["ETag"]}
    assert (await caller.patch(f"/v1/clients/{id_}", json={"name": "SIS, nightly"}, headers=version)).status_code == 200
    setup, _ = await set_up(partners, new_id(), "UTC")
    [first] = await partners.sql("select data ->> 'name' as name from outbox where subject = $1", f"clients/{setup}")
    assert first["name"]
    told = [fact["data"] for fact in await partners.published(district_id, "partners.client.recorded.v1")]
    assert told == [
        {"client_id": id_, "name": "SIS", "version": 1},
        {"client_id": id_, "name": "SIS, nightly", "version": 2},
    ]


async def test_nobody_hands_on_more_than_they_hold(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id, "clients:write", "directory:read")
    reply = await caller.post("/v1/clients", json={"name": "x", "scopes": ["directory:read", "plans:approve"]})
    assert_refused(reply, 422, "scope_not_yours")
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/scopes/1"]


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
        assert_refused(refused, 403, "only_for_yourself")
    own = await steward.post("/v1/clients", json={"name": "x", "scopes": ["directory:read"], "staff_id": ids[0]})
    assert own.status_code == 201
    role = {"role": "executive_leader", "starts_on": "2026-01-01"}
    refused = await steward.post("/v1/role-assignments", json={**role, "staff_id": ids[0]})
    assert_refused(refused, 403, "not_to_yourself")
    assert (await steward.post("/v1/role-assignments", json={**role, "staff_id": ids[1]})).status_code == 202
