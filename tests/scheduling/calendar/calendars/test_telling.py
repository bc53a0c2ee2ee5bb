"""Which days are school days is told: whoever changes it, what became of each day, in versions, and once a week whole."""

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.calendars import telling
from services.scheduling.calendar.calendars.rules import HeldDay, SchoolYear, ranges
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling.calendar.calendars.told import changes, days_of
from tests.scheduling.calendar.calendars.years import THIS_YEAR, add_year
from tests.scheduling.year.corrections.factories import listed

SNOW = "2027-01-13"
FIRST, LAST = date(2026, 8, 24), date(2027, 6, 11)
SCHOOL_DAYS = {day.isoformat() for day in SchoolYear(FIRST, LAST).school_days}


async def after(scheduling: Service, district_id: UUID, count: int) -> list[dict[str, Any]]:
    """What was told beyond the first `count`."""
    return (await changes(scheduling, district_id))[count:]


async def test_a_school_year_made_is_told_as_ranges_of_its_school_days(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id, non_school_days=["2026-11-26", "2026-11-27"])
    (told,) = await changes(scheduling, district_id)
    assert days_of(told) == {day: (True, []) for day in SCHOOL_DAYS - {"2026-11-26", "2026-11-27"}}
    assert len(told["ranges"]) == 42
    assert told["ranges"][0] == {
        **{"first_on": "2026-08-24", "last_on": "2026-08-28", "school_is_held": True},
        "differing_school_ids": [],
    }


async def test_a_day_closed_by_hand_and_opened_again_is_told_each_time_in_a_higher_version(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    caller, oak = scheduling.machine(district_id), str(schools["0101"])
    (row,) = (await listed(caller, {"day": SNOW, "day_type": "closure"}))["rows"]
    await listed(caller, {"day": SNOW, "day_type": "instructional", "school_id": oak})
    assert (await caller.delete(f"/v1/calendar/days/{row['id']}")).status_code == 200
    closed, but_at_oak, opened = await after(scheduling, district_id, 1)
    assert [days_of(told) for told in (closed, but_at_oak, opened)] == [
        {SNOW: (False, [])},
        {SNOW: (False, [oak])},
        {SNOW: (True, [])},
    ]
    versions = [told["version"] for told in await changes(scheduling, district_id)]
    assert versions == sorted(set(versions))


async def test_a_day_is_told_whole_also_where_it_changes_at_one_school_alone(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    caller, (oak, elm) = scheduling.machine(district_id), sorted(map(str, schools.values()))
    for school in (oak, elm):
        await listed(caller, {"day": SNOW, "day_type": "closure", "school_id": school})
    assert [days_of(told) for told in await after(scheduling, district_id, 1)] == [
        {SNOW: (True, [oak])},
        {SNOW: (True, [oak, elm])},
    ]


async def test_a_file_is_told_as_its_ranges(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    lines = "\n".join(
        ["day,day_type", *(f"2026-12-{day},holiday" for day in range(21, 32)), "2027-01-02,instructional"]
    )
    reply = await scheduling.machine(district_id).post(
        "/v1/calendar/import", content=lines, headers={"Content-Type": "text/csv"}
    )
    assert reply.status_code == 200, reply.text
    (told,) = await after(scheduling, district_id, 1)
    said = [(part["first_on"], part["last_on"], part["school_is_held"]) for part in told["ranges"]]
    assert said == [
        ("2026-12-21", "2026-12-25", False),
        ("2026-12-28", "2026-12-31", False),
        ("2027-01-02", "2027-01-02", True),
    ]


async def test_a_school_year_that_becomes_shorter_takes_its_days_back(scheduling: Service, district_id: UUID) -> None:
    year = await add_year(scheduling, district_id)
    reply = await scheduling.machine(district_id).patch(
        f"/v1/school-years/{year['id']}", json={"ends_on": "2027-06-08"}, headers={"If-Match": '"1"'}
    )
    assert reply.status_code == 200, reply.text
    (told,) = await after(scheduling, district_id, 1)
    assert days_of(told) == {f"2027-06-{day}": (False, []) for day in ("09", "10", "11")}


async def test_the_rosters_school_year_is_told_and_so_is_what_it_becomes(
    scheduling: Service, district_id: UUID
) -> None:
    year = {"school_year_id": new_id(), **THIS_YEAR}
    await scheduling.receive(district_id, ("assessment.school_year.listed.v1", year))
    await scheduling.receive(district_id, ("assessment.school_year.listed.v1", {**year, "title": "y"}))
    shorter = {**year, "starts_on": "2026-08-25"}
    await scheduling.receive(district_id, ("assessment.school_year.listed.v1", shorter))
    made, changed = await changes(scheduling, district_id)
    assert days_of(made).keys() == SCHOOL_DAYS
    assert days_of(changed) == {"2026-08-24": (False, [])}


async def test_what_changes_no_school_day_is_not_told(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    year = await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    await listed(caller, {"day": SNOW, "day_type": "early_dismissal"})
    await listed(caller, {"day": SNOW, "day_type": "instructional", "school_id": str(schools["0101"])})
    await listed(caller, {"day": SNOW, "day_type": "closure"}, dry=True)
    await caller.patch(f"/v1/school-years/{year['id']}", json={"title": "y"}, headers={"If-Match": '"1"'})
    assert await after(scheduling, district_id, 1) == []


async def test_two_who_close_days_at_once_leave_what_the_later_version_says(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    caller, ids = scheduling.machine(district_id), sorted(map(str, schools.values()))

    async def close(school: str) -> httpx.Response:
        items = [{"day": SNOW, "day_type": "closure", "school_id": school}]
        return await caller.post("/v1/calendar/days", json={"items": items})

    assert [reply.status_code for reply in await asyncio.gather(*map(close, ids))] == [200, 200]
    first, second = await after(scheduling, district_id, 1)
    assert first["version"] < second["version"]
    assert (len(days_of(first)[SNOW][1]), days_of(second)[SNOW]) == (1, (True, ids))


async def whole(scheduling: Service, district_id: UUID, day: date) -> None:
    """As when a day begins."""
    async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
        await telling.tell_whole(ctx, day)


async def test_once_a_week_every_day_of_the_years_is_told_those_without_school_too(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await whole(scheduling, district_id, FIRST)
    assert await changes(scheduling, district_id) == [], "there is no school year yet"
    await add_year(scheduling, district_id, non_school_days=[SNOW])
    oak = str(schools["0101"])
    await listed(scheduling.machine(district_id), {"day": SNOW, "day_type": "instructional", "school_id": oak})
    for ahead in (0, 1, 6, 7, 8):
        await whole(scheduling, district_id, FIRST + timedelta(days=ahead))
    told = await after(scheduling, district_id, 2)
    assert len(told) == 2
    days = days_of(told[0])
    assert days_of(told[1]) == days
    assert len(days) == (LAST - FIRST).days + 1
    assert {day for day, (held, _) in days.items() if held} == SCHOOL_DAYS - {SNOW}
    assert {day: others for day, (_, others) in days.items() if others} == {SNOW: [oak]}
    assert len(str(told[0])) < 20_000


async def test_a_school_year_long_over_is_not_told_again(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    await whole(scheduling, district_id, LAST + timedelta(days=367))
    assert len(await changes(scheduling, district_id)) == 1
    await whole(scheduling, district_id, LAST + timedelta(days=366))
    assert len(await changes(scheduling, district_id)) == 2


async def test_what_names_many_schools_is_told_in_parts(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_SCHOOLS", 2)
    await add_year(scheduling, district_id)
    closed = [f"2027-01-{day}" for day in (11, 13, 15)]
    items = [
        {"day": day, "day_type": "closure", "school_id": str(school)} for day in closed for school in schools.values()
    ]
    await listed(scheduling.machine(district_id), *items)
    parts = await after(scheduling, district_id, 1)
    assert [list(days_of(part)) for part in parts] == [[day] for day in closed]
    assert len({part["version"] for part in parts}) == 1


A, B = new_id(), new_id()
KINDS = st.sampled_from([HeldDay(), HeldDay(True), HeldDay(True, (A,)), HeldDay(False, (A, B))])
DAYS = st.dictionaries(st.dates(date(2026, 9, 1), date(2026, 10, 1)), KINDS)


def spread(found: Iterable[tuple[date, date, HeldDay]]) -> dict[date, HeldDay]:
    return {first + timedelta(days=n): held for first, last, held in found for n in range((last - first).days + 1)}


@given(DAYS)
def test_ranges_are_the_days_they_were_made_of_and_as_few_as_can_be(days: dict[date, HeldDay]) -> None:
    found = ranges(days)
    assert spread(found) == days
    apart = [one[1] + timedelta(days=1) < other[0] or one[2] != other[2] for one, other in pairwise(found)]
    assert False not in apart
