"""What opens something without a token of its own ends as well: a feed's secret address, and being on a student's caseload."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment.bundles import person
from tests.assessment.support.caseloads.factories import PATH, Roster
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.views.feeds.reading import fetched, made, shown, told

YESTERDAY = TODAY - timedelta(days=1)
Feed = dict[str, Any]


async def revoked(district: District, feed: Feed) -> None:
    assert (await district.oak.delete(f"/v1/feeds/{feed['id']}")).status_code == 200


async def revoked_by_an_operator(district: District, feed: Feed) -> None:
    manager = district.scheduling.person(district.id, new_id(), ("data_manager", None))
    assert (await manager.delete(f"/v1/feeds/{feed['id']}")).status_code == 200


async def its_person_left(district: District, _: Feed) -> None:
    await told(district, "coordinator_oak", active=False)


async def their_role_ended(district: District, _: Feed) -> None:
    query = "select id from directory_roles where district_id = $1 and staff_id = $2"
    (row,) = await district.scheduling.sql(query, district.id, district.people["coordinator_oak"])
    fact = district.role("coordinator_oak", "school_coordinator", "oak")
    ended = {**fact, "assignment_id": row["id"], "ends_on": YESTERDAY, "version": 2}
    await district.scheduling.receive(district.id, ("partners.role.ended.v1", ended))


#: How each kind of feed ends: by each of these the address leads nowhere.
OF_A_PERSON = [revoked, revoked_by_an_operator, its_person_left]
OF_A_SCHOOL = [*OF_A_PERSON, their_role_ended]
FEEDS = [*(("person", end) for end in OF_A_PERSON), *(("school", end) for end in OF_A_SCHOOL)]


@pytest.mark.parametrize(("kind", "end"), FEEDS, ids=lambda value: getattr(value, "__name__", value))
async def test_a_feeds_address_ends_with_what_it_stood_for(
    scheduling: Service, district_id: UUID, kind: str, end: Callable[[District, Feed], Awaitable[None]]
) -> None:
    district = await District(scheduling, district_id).seed()
    school = {"school_id": str(district.schools["oak"])} if kind == "school" else {}
    feed, others = await made(district.oak, kind=kind, **school), await made(district.elm)
    assert (await fetched(scheduling, feed)).status_code == 200
    await end(district, feed)
    assert_refused(await fetched(scheduling, feed), 404, "feed_unknown")
    assert (await fetched(scheduling, others)).status_code == 200


async def test_a_persons_feed_is_empty_once_they_hold_no_role(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    await district.published(activity())
    feed = await made(district.oak)
    assert len(await shown(scheduling, feed)) == 1
    await their_role_ended(district, feed)
    assert await shown(scheduling, feed) == {}


async def its_last_day_passed(roster: Roster, made_: dict[str, Any]) -> None:
    query = "update caseload_assignments set ends_on = $2 where id = $1::text::uuid returning id"
    await roster.assessment.sql(query, made_["id"], date.fromisoformat(made_["starts_on"]))


async def it_was_ended_by_hand(roster: Roster, made_: dict[str, Any]) -> None:
    body = {"ends_on": made_["starts_on"]}
    reply = await roster.at("principal", "s1").patch(f"{PATH}/{made_['id']}", json=body, headers={"If-Match": '"1"'})
    assert reply.status_code == 200, reply.text


CASELOADS = [its_last_day_passed, it_was_ended_by_hand]


@pytest.mark.parametrize("end", CASELOADS)
async def test_a_student_is_seen_no_longer_than_they_are_on_the_caseload(
    assessment: Service, district_id: UUID, end: Callable[[Roster, dict[str, Any]], Awaitable[None]]
) -> None:
    roster = await Roster(assessment, district_id).seed()
    mentee, kept = person(roster.id, "000000"), person(roster.id, "000003")
    made_ = await roster.assigned()
    await roster.assigned(student="000003")

    async def seen(caller: httpx.AsyncClient) -> set[str]:
        listed = {row["id"] for row in (await caller.get("/v1/students")).json()["items"]}
        single = {one for one in (mentee, kept) if (await caller.get(f"/v1/students/{one}")).status_code == 200}
        assert listed == single
        return single

    assert await seen(roster.mentor) == {mentee, kept}
    await end(roster, made_)
    assert await seen(roster.mentor) == {kept}
