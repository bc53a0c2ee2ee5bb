"""The copy of school days is the calendar: whatever is told, in whatever order and however often."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.calendar.calendars import telling
from shared.bus.relay import envelope
from shared.context.work import work_for
from shared.events.event import Envelope
from shared.ids import new_id
from shared.school_days.queries import school_days_between
from shared.testing.calls import Service
from tests.effort import SEED
from tests.scheduling.calendar.calendars.years import add_year
from tests.scheduling.year.corrections.factories import listed

CHANGED, BEGUN = "scheduling.calendar.changed.v1", "scheduling.day.begun.v1"
MONDAY = date(2026, 11, 2)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]
SQL = """select seq, district_id, id, type, subject, data::text, actor, correlation_id, causation_id, traceparent, occurred_at
from outbox where district_id = $1 and type in ($2, $3) order by seq"""


def changed(version: int, first: date, last: date, held: bool = True, *differing: UUID) -> tuple[str, dict[str, Any]]:
    """An event of one range."""
    part = {"first_on": first, "last_on": last, "school_is_held": held, "differing_school_ids": list(differing)}
    return CHANGED, {"version": version, "ranges": [part]}


def begun(day: date, held: bool, version: int, *differing: UUID) -> tuple[str, dict[str, Any]]:
    """A day that begins."""
    more = {"differing_school_ids": list(differing), "calendar_version": version}
    return BEGUN, {"day": day, "since": None, "school_is_held": held, **more}


async def held(
    assessment: Service, district_id: UUID, school_id: UUID | None = None, days: tuple[date, date] = (WEEK[0], WEEK[-1])
) -> list[date]:
    """The days of the week on which the copy has school."""
    async with work_for(assessment.app.state.db, assessment.settings, district_id) as ctx:
        return await school_days_between(ctx, *days, school_id)


async def test_a_day_nobody_told_of_is_no_school_day(assessment: Service, district_id: UUID) -> None:
    assert await held(assessment, district_id) == []
    await assessment.receive(district_id, changed(1, WEEK[1], WEEK[3]))
    assert await held(assessment, district_id) == WEEK[1:4]
    assert await held(assessment, district_id, new_id()) == WEEK[1:4]


async def test_schools_that_differ_have_the_other_days(assessment: Service, district_id: UUID) -> None:
    oak = new_id()
    await assessment.receive(
        district_id,
        changed(1, WEEK[0], WEEK[4]),
        changed(2, WEEK[1], WEEK[1], True, oak),
        changed(3, WEEK[2], WEEK[2], False, oak),
    )
    assert await held(assessment, district_id) == [WEEK[0], WEEK[1], WEEK[3], WEEK[4]]
    assert await held(assessment, district_id, oak) == [WEEK[0], WEEK[2], WEEK[3], WEEK[4]]
    assert await held(assessment, new_id(), oak) == []


async def test_the_higher_version_holds_whatever_comes_when_and_how_often(
    assessment: Service, district_id: UUID
) -> None:
    newer = await assessment.receive(district_id, changed(7, WEEK[2], WEEK[2], False))
    older = await assessment.receive(district_id, changed(5, WEEK[0], WEEK[4]))
    await assessment.redeliver(*newer, *older)
    assert await held(assessment, district_id) == [WEEK[0], WEEK[1], WEEK[3], WEEK[4]]
    # Told again under other ids, as by a producer that was put back to a backup.
    await assessment.receive(district_id, changed(5, WEEK[2], WEEK[2]), changed(7, WEEK[2], WEEK[2]))
    assert WEEK[2] not in await held(assessment, district_id)


async def test_of_one_batch_the_highest_version_of_each_day_counts(assessment: Service, district_id: UUID) -> None:
    await assessment.receive(
        district_id,
        changed(2, WEEK[0], WEEK[4]),
        changed(3, WEEK[3], WEEK[3], False),
        changed(1, WEEK[0], WEEK[6], False),
    )
    assert await held(assessment, district_id) == [WEEK[0], WEEK[1], WEEK[2], WEEK[4]]


async def test_a_day_that_begins_fills_what_the_copy_lacks(assessment: Service, district_id: UUID) -> None:
    await assessment.receive(district_id, changed(4, WEEK[1], WEEK[1], False))
    await assessment.receive(district_id, begun(WEEK[0], True, 4), begun(WEEK[1], True, 3))
    assert await held(assessment, district_id) == [WEEK[0]]


@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
async def test_the_copy_says_of_every_day_and_school_what_scheduling_says(
    scheduling: Service, assessment: Service, district_id: UUID, schools: dict[str, UUID], seed: int
) -> None:
    caller, ids = scheduling.machine(district_id), sorted(schools.values())
    await add_year(scheduling, district_id, non_school_days=["2026-11-26", "2026-11-27"])
    own = {"school_id": str(ids[0]), "starts_on": "2026-08-17", "ends_on": "2027-06-18"}
    await add_year(scheduling, district_id, **own)
    for school in (None, ids[0], ids[1]):
        whose = {} if school is None else {"school_id": str(school)}
        await listed(caller, {"day": "2027-01-13", "day_type": "closure", **whose})
    (row,) = (await listed(caller, {"day": "2027-01-16", "day_type": "instructional"}))["rows"]
    assert (await caller.delete(f"/v1/calendar/days/{row['id']}")).status_code == 200
    async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
        await telling.tell_whole(ctx, date(2027, 1, 15))
    await listed(caller, {"day": "2027-01-16", "day_type": "instructional", "school_id": str(ids[1])})
    rows = await scheduling.sql(SQL, district_id, CHANGED, BEGUN)
    said = [Envelope.model_validate_json(envelope(row, "scheduling")) for row in rows]
    assert len(said) >= 7
    chance = random.Random(seed)
    chance.shuffle(said)
    for one in [*said, *said[:3]]:
        await assessment.redeliver(one)
    first, last = date(2026, 8, 10), date(2027, 6, 30)
    for school in (None, *ids):
        query = {"from": first.isoformat(), "until": last.isoformat()} | ({"school_id": str(school)} if school else {})
        shown = (await caller.get("/v1/calendar", params=query)).json()["days"]
        there = [date.fromisoformat(day["day"]) for day in shown if day["school_is_held"]]
        assert await held(assessment, district_id, school, (first, last)) == there


async def test_a_service_that_begins_to_listen_late_has_the_whole_within_a_week(
    scheduling: Service, assessment: Service, district_id: UUID
) -> None:
    await add_year(scheduling, district_id)
    missed = len(await scheduling.sql(SQL, district_id, CHANGED, BEGUN))
    async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
        await telling.tell_whole(ctx, MONDAY)
    rows = (await scheduling.sql(SQL, district_id, CHANGED, BEGUN))[missed:]
    await assessment.redeliver(*(Envelope.model_validate_json(envelope(row, "scheduling")) for row in rows))
    assert await held(assessment, district_id) == WEEK[:5]
