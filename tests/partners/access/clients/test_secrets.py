"""Two secrets at a time, so that one replaces the other without a gap; when a client was last used."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service, assert_refused
from tests.partners.machines import made, new_key, public, token_for


async def test_a_secret_is_replaced_without_a_gap(partners: Service, district_id: UUID) -> None:
    client, machine = await made(partners, district_id), partners.machine(district_id)
    path = f"/v1/clients/{client['id']}/secrets"
    added = (await machine.post(path, json={})).json()
    assert added["secret"].startswith("tl_")
    third = await machine.post(path, json={})
    assert_refused(third, 409, "two_secrets")
    for secret in (client["secret"], added["secret"]):
        assert (await token_for(partners, client, secret=secret)).status_code == 200
    first = next(row for row in (await machine.get(path)).json()["items"] if row["id"] != added["id"])
    assert (await machine.delete(f"{path}/{first['id']}")).json()["revoked_at"]
    assert (await token_for(partners, client)).status_code == 401
    assert (await token_for(partners, client, secret=added["secret"])).status_code == 200
    assert (await machine.delete(f"{path}/{first['id']}")).json()["code"] == "revoked_already"
    assert (await machine.post(path, json={})).status_code == 201


async def test_a_listed_secret_shows_its_use_and_never_itself(partners: Service, district_id: UUID) -> None:
    client, machine = await made(partners, district_id), partners.machine(district_id)
    path = f"/v1/clients/{client['id']}/secrets"
    (before,) = (await machine.get(path)).json()["items"]
    assert before["last_used_at"] is None
    await token_for(partners, client)
    reply = await machine.get(path)
    (after,) = reply.json()["items"]
    assert after["last_used_at"] is not None
    assert client["secret"] not in reply.text
    assert "hash" not in reply.text


async def test_an_expired_secret_is_refused_and_makes_room(partners: Service, district_id: UUID) -> None:
    client, machine = await made(partners, district_id), partners.machine(district_id)
    path = f"/v1/clients/{client['id']}/secrets"
    past = await machine.post(path, json={"expires_at": "2020-01-01T00:00:00Z"})
    assert (past.status_code, past.json()["errors"][0]["pointer"]) == (422, "/expires_at")
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    added = (await machine.post(path, json={"expires_at": soon})).json()
    assert (await token_for(partners, client, secret=added["secret"])).status_code == 200
    await partners.sql("update client_secrets set expires_at = now() where id = $1", UUID(added["id"]))
    assert (await token_for(partners, client, secret=added["secret"])).status_code == 401
    assert (await machine.post(path, json={})).status_code == 201


async def test_nothing_keeps_a_new_secret(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    reply = await partners.machine(district_id).post(
        f"/v1/clients/{client['id']}/secrets", json={}, headers={"Idempotency-Key": "k"}
    )
    assert_refused(reply, 400, "idempotency_key_refused")


async def test_a_client_moves_from_a_secret_to_a_key(partners: Service, district_id: UUID) -> None:
    client, machine = await made(partners, district_id), partners.machine(district_id)
    patch = {"public_keys": [public(new_key(), kid="one")]}
    changed = await machine.patch(f"/v1/clients/{client['id']}", json=patch, headers={"If-Match": '"1"'})
    assert [key["kid"] for key in changed.json()["public_keys"]] == ["one"]
    assert (await token_for(partners, client)).status_code == 200


async def test_the_last_use_is_kept_to_the_minute_and_changes_no_version(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, machine = await made(partners, district_id), partners.machine(district_id)
    begin, uses = clock.now(), []
    for seconds in (0, 59, 61):
        monkeypatch.setattr(clock, "now", lambda at=begin + timedelta(seconds=seconds): at)
        assert (await token_for(partners, client)).status_code == 200
        monkeypatch.undo()
        read = (await machine.get(f"/v1/clients/{client['id']}")).json()
        uses.append(datetime.fromisoformat(read["last_used_at"]) - begin)
        assert read["version"] == 1
    assert uses == [timedelta(0), timedelta(0), timedelta(seconds=61)]
