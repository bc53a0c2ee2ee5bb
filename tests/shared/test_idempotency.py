"""A key is its caller's own: what one was answered is never another's answer."""

from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, token


@pytest.mark.parametrize("who", ["clients", "people"])
async def test_two_callers_with_one_key_each_get_their_own_answer_again(
    partners: Service, district_id: UUID, who: str
) -> None:
    scopes = ["directory:read", "directory:write"]
    bearers = [
        token(district_id, scopes, client_id=new_id())
        if who == "clients"
        else token(district_id, scopes, person_id=new_id(), roles=[("data_manager", None)])
        for _ in range(2)
    ]
    wishes = [
        (partners.caller(bearer), {"name": name, "local_code": name})
        for bearer, name in zip(bearers, ("Oak", "Elm"), strict=True)
    ]
    headers = {"Idempotency-Key": "same"}
    first = [await caller.post("/v1/schools", json=wish, headers=headers) for caller, wish in wishes]
    again = [await caller.post("/v1/schools", json=wish, headers=headers) for caller, wish in wishes]
    assert [reply.json()["name"] for reply in first] == ["Oak", "Elm"]
    assert [reply.headers.get("idempotency-replayed") for reply in again] == ["true", "true"]
    assert [reply.content for reply in again] == [reply.content for reply in first]
