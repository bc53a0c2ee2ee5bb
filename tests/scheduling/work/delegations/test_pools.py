"""A cover takes from the pools of whom they cover, in their place."""

from datetime import timedelta

import httpx
import pytest

from shared.testing.calls import assert_refused, token
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.delegations.factories import delegated, mentor
from tests.scheduling.work.tasks.factories import hire

SOON = {"kind": "date", "on": (TODAY + timedelta(days=3)).isoformat()}
POOL = activity(owner_role="teacher", owned_by="any", due=SOON)


@pytest.fixture
async def pool(district: District) -> str:
    """The id of a task of Oak's teachers, of whom there are two."""
    for name in ("ann", "ben"):
        await hire(district, name, "oak")
    return str((await district.task(await district.published(POOL), "oak"))["id"])


async def to_take(caller: httpx.AsyncClient) -> list[tuple[str, list[str], str]]:
    """What is on somebody's day to be taken: id, reasons, and why in words."""
    day = (await caller.get("/v1/my-day")).json()
    return [(one["id"], [each["why"] for each in one["reasons"]], one["because"]) for one in day["to_take"]]


async def test_a_cover_sees_the_pools_of_whom_they_cover(district: District, pool: str) -> None:
    delegate = mentor(district)
    assert await to_take(delegate) == []
    await delegated(district, "ann", "mentor_oak")
    assert await to_take(delegate) == [(pool, ["covering", "to_take"], "you cover for A ann")]
    listed = (await delegate.get("/v1/tasks")).json()["items"]
    assert [(one["id"], "take" in one["may"]) for one in listed] == [(pool, True)]
    assert "take" in (await delegate.get(f"/v1/tasks/{pool}")).json()["may"]


async def test_what_a_cover_takes_is_the_absent_persons_and_told_so(district: District, pool: str) -> None:
    await delegated(district, "ann", "mentor_oak")
    delegate, ann = mentor(district), str(district.people["ann"])
    reply = await delegate.post(f"/v1/tasks/{pool}/take")
    assert reply.status_code == 200, reply.text
    assert reply.json()["owner"]["id"] == ann
    history = (await district.author.get(f"/v1/tasks/{pool}/history")).json()["items"]
    owner = [one for one in history if one["what"] == "owner_id"]
    assert [one["actor"]["id"] for one in owner] == [str(district.people["mentor_oak"])]
    (event,) = await district.scheduling.published(district.id, "scheduling.task.reassigned.v2")
    assert (event["data"]["owner_id"], event["data"]["cause"]) == (ann, "taken")
    actor = await district.scheduling.sql("select actor from outbox where id = $1", event["id"])
    assert [row["actor"] for row in actor] == [f"person:{district.people['mentor_oak']}"]
    assert_refused(await delegate.post(f"/v1/tasks/{pool}/take"), 409, "taken_already")
    assert (await delegate.post(f"/v1/tasks/{pool}/complete", json={})).status_code == 200


async def test_a_cover_is_told_that_somebody_was_faster(district: District, pool: str) -> None:
    await delegated(district, "ann", "mentor_oak")
    ben = district.as_person("ben", ("teacher", "oak"))
    assert (await ben.post(f"/v1/tasks/{pool}/take")).status_code == 200
    assert_refused(await mentor(district).post(f"/v1/tasks/{pool}/take"), 409, "taken_already")


async def test_who_holds_the_role_too_takes_for_themselves(district: District, pool: str) -> None:
    await delegated(district, "ann", "ben")
    ben = district.as_person("ben", ("teacher", "oak"))
    assert [reasons for _, reasons, _ in await to_take(ben)] == [["to_take"]]
    assert (await ben.post(f"/v1/tasks/{pool}/take")).json()["owner"]["id"] == str(district.people["ben"])


async def test_a_role_lent_by_a_token_takes_for_its_owner(district: District, pool: str) -> None:
    await delegated(district, "ann", "mentor_oak")
    oak = district.schools["oak"]
    held = [{"role": "teacher", "school_id": str(oak), "covering": str(district.people["ann"])}]
    lent = district.scheduling.caller(
        token(district.id, district.scheduling.scopes, person_id=district.people["mentor_oak"], held=held)
    )
    assert "take" in (await lent.get(f"/v1/tasks/{pool}")).json()["may"]
    assert (await lent.post(f"/v1/tasks/{pool}/take")).json()["owner"]["id"] == str(district.people["ann"])


async def test_a_cover_elsewhere_takes_nothing(district: District, pool: str) -> None:
    elm = str(district.schools["elm"])
    await hire(district, "ann", "elm")
    await delegated(district, "ann", "coordinator_elm", school_id=elm)
    elsewhere = district.as_person("coordinator_elm", ("school_coordinator", "elm"), ("mentor", "oak"))
    assert pool not in [id_ for id_, _, _ in await to_take(elsewhere)]
    assert_refused(await elsewhere.post(f"/v1/tasks/{pool}/take"), 404, "not_found")


async def test_an_ended_cover_takes_nothing(district: District, pool: str) -> None:
    made = await delegated(district, "ann", "mentor_oak")
    await district.author.post(f"/v1/delegations/{made['id']}/end")
    assert await to_take(mentor(district)) == []
    assert_refused(await mentor(district).post(f"/v1/tasks/{pool}/take"), 404, "not_found")
