"""Delegations: who may write them, which are refused, and when they begin and end."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.scheduling.work.delegations import service
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, refusal_of
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.delegations.factories import days, delegated, mentor, principal, wish

TELLINGS = "scheduling.delegation.%"


async def told(district: District) -> list[tuple[str, str]]:
    """(began or ended, of which delegation), oldest first."""
    events = await district.scheduling.published(district.id, TELLINGS)
    return [(event["type"].split(".")[2], event["data"]["delegation_id"]) for event in events]


async def turn(district: District, ahead: int) -> None:
    """What the day so many days ahead brings about."""
    async with work_for(district.scheduling.app.state.db, district.scheduling.settings, district.id) as ctx:
        await service.turn(ctx, TODAY + timedelta(days=ahead))


async def test_the_absent_person_delegates_and_both_are_told(district: District) -> None:
    made = await district.oak.post("/v1/delegations", json=wish(district, "coordinator_oak", "mentor_oak"))
    assert made.status_code == 201, made.text
    (event,) = await district.scheduling.published(district.id, TELLINGS)
    assert event["type"] == "scheduling.delegation.began.v1"
    said = made.json()
    assert (await district.oak.get("/v1/delegations")).json()["items"] == [said]
    names = ("A coordinator_oak", "A mentor_oak", "oak")
    assert (said["from"]["name"], said["to"]["name"], said["school"]["name"]) == names
    assert event["data"] == {
        **{f"{whose}_id": said[whose]["id"] for whose in ("from", "to", "school")},
        **{"starts_on": said["starts_on"], "ends_on": said["ends_on"], "delegation_id": said["id"]},
    }


@pytest.mark.parametrize(
    ("caller", "status"), [("oak", 201), ("principal", 201), ("author", 201), ("mentor", 403), ("elm", 403)]
)
async def test_the_absent_their_leaders_and_the_coordinator_delegate_nobody_else(
    district: District, caller: str, status: int
) -> None:
    callers = {"principal": principal(district), "mentor": mentor(district)}
    client = callers.get(caller) or getattr(district, caller)
    reply = await client.post("/v1/delegations", json=wish(district, "coordinator_oak", "mentor_oak"))
    assert reply.status_code == status, reply.text


async def test_a_principal_delegates_for_their_school_and_not_for_everywhere(district: District) -> None:
    body = wish(district, "coordinator_oak", "mentor_oak", school_id=None)
    assert_refused(await principal(district).post("/v1/delegations", json=body), 403, "not_permitted")
    assert (await district.oak.post("/v1/delegations", json=body)).status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ({"to": "coordinator_oak"}, 422, "delegation_to_self", "/to_id"),
        ({"to": "coordinator_elm"}, 422, "delegate_elsewhere", "/to_id"),
        ({"from": "coordinator_elm"}, 422, "not_at_school", "/from_id"),
        ({"to_id": str(new_id())}, 422, "delegate_elsewhere", "/to_id"),
        ({"school_id": str(new_id())}, 422, "no_such_school", "/school_id"),
        (days(2, 1), 422, "days_out_of_order", "/ends_on"),
        (days(-1, 1), 422, "day_passed", "/starts_on"),
        (days(0, 366), 422, "delegation_too_long", "/ends_on"),
        ({"starts_on": "tomorrow"}, 422, "invalid", "/starts_on"),
        ({"ends_on": None}, 422, "invalid", "/ends_on"),
        ({"reason": "x" * 201}, 422, "invalid", "/reason"),
        ({"reason": "a\x00b"}, 422, "invalid", "/reason"),
        ({"until": "2026-12-01"}, 422, "invalid", "/until"),
    ],
)
async def test_a_delegation_that_makes_no_sense_is_refused(
    district: District, changes: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    absent, delegate = changes.pop("from", "coordinator_oak"), changes.pop("to", "mentor_oak")
    reply = await district.author.post("/v1/delegations", json=wish(district, absent, delegate, **changes))
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    assert pointer in [entry["pointer"] for entry in reply.json()["errors"]]
    assert await told(district) == []


async def test_a_year_to_the_day_is_taken(district: District) -> None:
    written = await delegated(district, "coordinator_oak", "mentor_oak", **days(0, 365))
    assert {name: written[name] for name in days(0, 365)} == days(0, 365)


async def test_one_person_has_one_delegate_at_a_school_on_a_day(district: District) -> None:
    await delegated(district, "coordinator_oak", "mentor_oak", **days(2, 4))
    for changes in (days(4, 9), days(0, 2), {**days(3, 3), "school_id": None}):
        body = wish(district, "coordinator_oak", "principal_oak", **changes)
        reply = await district.oak.post("/v1/delegations", json=body)
        assert_refused(reply, 409, "delegations_overlap")
    await delegated(district, "coordinator_oak", "principal_oak", **days(5, 9))


async def test_a_circle_is_refused_where_its_days_meet(district: District) -> None:
    await delegated(district, "coordinator_oak", "mentor_oak", **days(0, 5))
    await delegated(district, "mentor_oak", "principal_oak", **days(3, 9))
    closing = wish(district, "principal_oak", "coordinator_oak", **days(5, 6))
    reply = await district.author.post("/v1/delegations", json=closing)
    assert_refused(reply, 409, "delegation_circle")
    await delegated(district, "principal_oak", "coordinator_oak", **days(6, 9))


async def test_an_ended_delegation_is_part_of_no_circle(district: District) -> None:
    first = await delegated(district, "coordinator_oak", "mentor_oak")
    assert (await district.oak.post(f"/v1/delegations/{first['id']}/end")).status_code == 200
    await delegated(district, "mentor_oak", "coordinator_oak")


async def test_of_delegations_written_at_once_none_close_a_circle(district: District) -> None:
    ring = ["coordinator_oak", "mentor_oak", "principal_oak"]
    for ahead in range(4):
        pairs = [(person, ring[(place + 1) % 3]) for place, person in enumerate(ring)]
        bodies = [wish(district, *pair, **days(ahead * 10, ahead * 10 + 5)) for pair in pairs]
        replies = await asyncio.gather(*(district.author.post("/v1/delegations", json=body) for body in bodies))
        assert sorted(map(refusal_of, replies)) == [(201, ""), (201, ""), (409, "delegation_circle")]


async def test_of_the_same_delegation_written_twice_at_once_one_stands(district: District) -> None:
    body = wish(district, "coordinator_oak", "mentor_oak")
    replies = await asyncio.gather(*(district.author.post("/v1/delegations", json=body) for _ in range(4)))
    assert sorted(map(refusal_of, replies)) == [(201, ""), *[(409, "delegations_overlap")] * 3]


async def test_days_begin_and_end_delegations_once(district: District) -> None:
    made = await delegated(district, "coordinator_oak", "mentor_oak", **days(1, 2))
    assert await told(district) == []
    for ahead in (0, 1, 1, 2, 3, 3):
        await turn(district, ahead)
    assert await told(district) == [("began", made["id"]), ("ended", made["id"])]
    after = (await district.oak.get(f"/v1/delegations/{made['id']}")).json()
    assert after["began_at"] is not None
    assert after["ended_at"] is not None


async def test_either_of_the_two_ends_it_once_and_strangers_do_not(district: District) -> None:
    made = await delegated(district, "coordinator_oak", "mentor_oak")
    path = f"/v1/delegations/{made['id']}/end"
    assert (await district.elm.post(path)).status_code == 404
    assert (await mentor(district).post(path)).status_code == 200
    again = await district.oak.post(path)
    assert_refused(again, 409, "wrong_state")
    assert [what for what, _ in await told(district)] == ["began", "ended"]


async def test_what_never_began_ends_unheard(district: District) -> None:
    made = await delegated(district, "coordinator_oak", "mentor_oak", **days(3, 4))
    assert (await district.oak.post(f"/v1/delegations/{made['id']}/end")).status_code == 200
    await turn(district, 3)
    assert await told(district) == []


async def test_a_delegate_who_leaves_ends_it(district: District) -> None:
    now = await delegated(district, "coordinator_oak", "mentor_oak")
    later = await delegated(district, "coordinator_oak", "mentor_oak", **days(20, 30))
    left = {
        **{"staff_id": district.people["mentor_oak"], "given_name": "A", "family_name": "b", "email": None},
        **{"language": "en", "active": False, "version": 2},
    }
    await district.scheduling.receive(district.id, ("partners.staff.recorded.v1", left))
    assert await told(district) == [("began", now["id"]), ("ended", now["id"])]
    assert (await district.oak.get(f"/v1/delegations/{later['id']}")).json()["ended_at"] is not None


async def test_a_delegate_who_loses_their_role_there_ends_it(scheduling: Service, district: District) -> None:
    made = await delegated(district, "coordinator_oak", "mentor_oak")
    (held,) = await scheduling.sql(
        "select id from directory_roles where district_id = $1 and staff_id = $2",
        district.id,
        district.people["mentor_oak"],
    )
    over = {**district.role("mentor_oak", "mentor", "oak"), "assignment_id": held["id"], "version": 2}
    over["ends_on"] = TODAY - timedelta(days=2)
    await scheduling.receive(district.id, ("partners.role.ended.v1", over))
    assert [what for what, _ in await told(district)] == ["began", "ended"]
    assert (await district.oak.get(f"/v1/delegations/{made['id']}")).json()["ended_at"] is not None


async def test_everybody_lists_what_concerns_them(district: District) -> None:
    at_oak = await delegated(district, "coordinator_oak", "mentor_oak")
    everywhere = await delegated(district, "mentor_oak", "principal_oak", school_id=None, **days(8, 9))
    both, mine = [at_oak["id"], everywhere["id"]], [at_oak["id"]]
    counselor = district.as_person("executive", ("counselor", "oak"))
    for caller, expected in (
        *((district.author, both), (district.oak, both), (mentor(district), both), (principal(district), both)),
        *((district.elm, []), (counselor, [])),
    ):
        reply = await caller.get("/v1/delegations")
        assert [row["id"] for row in reply.json()["items"]] == expected
        for row in both:
            assert (await caller.get(f"/v1/delegations/{row}")).status_code == (200 if row in expected else 404)
    for query, expected in (
        ({"from_id": str(district.people["coordinator_oak"])}, mine),
        ({"to_id": str(district.people["mentor_oak"])}, mine),
        ({"school_id": str(district.schools["oak"])}, both),
        ({"school_id": str(district.schools["elm"])}, []),
        ({"ended": "true"}, []),
        ({"ended": "false", "updated_since": "2026-01-01T00:00:00Z"}, both),
    ):
        reply = await district.author.get("/v1/delegations", params=query)
        assert [row["id"] for row in reply.json()["items"]] == expected, query


@pytest.mark.parametrize(
    ("first", "last", "is_theirs"), [(-30, -1, False), (-30, 8, True), (9, 30, True), (10, None, False)]
)
async def test_one_for_everywhere_is_of_the_schools_of_the_absent_persons_roles_on_its_days(
    district: District, first: int, last: int | None, is_theirs: bool
) -> None:
    held = {**district.role("coordinator_elm", "mentor", "oak"), "starts_on": TODAY + timedelta(days=first)}
    held["ends_on"] = None if last is None else TODAY + timedelta(days=last)
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", held))
    made = await delegated(district, "coordinator_elm", "executive", school_id=None, **days(8, 9))
    for caller, sees in ((principal(district), is_theirs), (district.elm, True), (district.author, True)):
        listed = (await caller.get("/v1/delegations")).json()["items"]
        assert [row["id"] for row in listed] == ([made["id"]] if sees else [])
        path = f"/v1/delegations/{made['id']}"
        assert (await caller.get(path)).status_code == (200 if sees else 404)
    refused = (403, "not_permitted") if is_theirs else (404, "not_found")
    assert refusal_of(await principal(district).post(f"{path}/end")) == refused
