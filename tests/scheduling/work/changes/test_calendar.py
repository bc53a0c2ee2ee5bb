"""Days without school move what was due on them, repetitions go on, and everybody concerned is told once."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.work.changes import service as changes
from services.scheduling.work.changes.repository import Outcome
from shared import clock
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.publication.revisions.factories import goals, revise
from tests.scheduling.work.changes.factories import school


def school_day(offset: int) -> date:
    """A weekday about so many days ahead that is followed by a weekday."""
    day = TODAY + timedelta(days=offset)
    return day - timedelta(days=max(0, day.weekday() - 3))


async def close(district: District, *days: date, school: str | None = None, reopen: bool = False) -> None:
    """Write what the calendar says of these days."""
    for day in days:
        if reopen:
            await district.scheduling.sql(
                "delete from calendar_days where district_id = $1 and day = $2", district.id, day
            )
        else:
            await district.scheduling.sql(
                """insert into calendar_days (district_id, id, school_id, day, day_type, school_is_held, created_at, updated_at,
                                              created_by, updated_by)
                values ($1, uuidv7(), $2, $3, 'closure', false, now(), now(), 'test', 'test')""",
                district.id,
                district.schools[school] if school else None,
                day,
            )


async def follow(district: District, *days: date) -> Outcome:
    """Let the tasks follow the calendar."""
    service = district.scheduling
    async with work_for(service.app.state.db, service.settings, district.id) as ctx:
        return await changes.follow_calendar(ctx, None, days)


async def test_a_snow_day_moves_what_was_due_and_back_when_it_is_taken_back(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    snow = school_day(14)
    plan = await district.published(activity(due={"kind": "date", "on": snow.isoformat()}), activity("A2"))
    await close(district, snow)
    outcome = await follow(district, snow)
    assert (outcome.redated, outcome.people) == (3, 2)
    task = await district.task(plan, "oak")
    assert task["due_on"] == (snow + timedelta(days=1)).isoformat()
    told = [event["data"] for event in await scheduling.published(district_id, "scheduling.tasks.changed.v2")]
    mine = next(data for data in told if data["owner_id"] == str(district.people["coordinator_oak"]))
    assert mine["cause"] == "calendar"
    assert mine["lines"][0]["former_due_on"] == snow.isoformat()
    await close(district, snow, reopen=True)
    assert (await follow(district, snow)).redated == 3
    assert (await district.task(plan, "oak"))["due_on"] == snow.isoformat()


async def test_a_closure_of_one_school_moves_only_its_tasks(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    day = school_day(14)
    plan = await district.published(activity(due={"kind": "date", "on": day.isoformat()}))
    await close(district, day, school="oak")
    assert (await follow(district, day)).redated == 1
    assert (await district.task(plan, "oak"))["due_on"] == (day + timedelta(days=1)).isoformat()
    assert (await district.task(plan, "elm"))["due_on"] == day.isoformat()


async def test_a_done_task_keeps_its_day(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    day = school_day(14)
    plan = await district.published(activity(due={"kind": "date", "on": day.isoformat()}))
    task = await district.task(plan, "oak")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    await close(district, day)
    assert (await follow(district, day)).redated == 2
    assert (await district.task(plan, "oak"))["due_on"] == day.isoformat()


WEEKLY = {"rrule": "FREQ=WEEKLY", "on_non_school_day": "after"}


async def due_days(district: District, plan: dict[str, Any], school: str) -> list[str]:
    query = {"plan_id": plan["id"], "school_id": str(district.schools[school]), "limit": 200}
    return [task["due_on"] for task in (await district.author.get("/v1/tasks", params=query)).json()["items"]]


async def test_a_repeated_activity_has_one_task_for_each_occurrence_within_the_horizon(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    first, closed = school_day(7), school_day(7) + timedelta(days=7)
    await close(district, closed, school="oak")
    plan = await district.published(activity(due={"kind": "date", "on": first.isoformat()}, repeat=WEEKLY))
    named = [first + timedelta(weeks=week) for week in range(20)]
    named = [day for day in named if day <= TODAY + timedelta(days=60)]
    assert await due_days(district, plan, "elm") == [day.isoformat() for day in named]
    moved = [day + timedelta(days=day == closed) for day in named]
    assert await due_days(district, plan, "oak") == [day.isoformat() for day in moved]


async def test_the_horizon_moves_on_and_every_occurrence_is_made_once(
    scheduling: Service, district_id: UUID, monkeypatch: Any
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity(due={"kind": "date", "on": school_day(7).isoformat()}, repeat=WEEKLY))
    start = clock.now()
    for week in range(1, 40):
        monkeypatch.setattr(clock, "now", lambda moment=start + timedelta(weeks=week): moment)
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            await changes.extend_repetitions(ctx, TODAY + timedelta(weeks=week))
            assert await changes.extend_repetitions(ctx, TODAY + timedelta(weeks=week)) == 0
    found = await due_days(district, plan, "oak")
    last = TODAY + timedelta(days=250)
    expected = [school_day(7) + timedelta(weeks=week) for week in range(60)]
    assert found == [day.isoformat() for day in expected if day <= last]


async def test_a_repetition_that_explodes_or_never_falls_is_refused(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    for rrule in ("FREQ=SECONDLY", "FREQ=DAILY;COUNT=1000000", "FREQ=DAILY;BYHOUR=1,2"):
        body = plan_of(activity(repeat={"rrule": rrule}))
        assert (await district.author.post("/v1/plans", json=body)).status_code == 422
    never = plan_of(activity(repeat={"rrule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}))
    plan = (await district.author.post("/v1/plans", json=never)).json()
    refused = await district.author.post(f"/v1/plans/{plan['id']}/submit")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "due_never_falls"


@pytest.mark.parametrize("moved", ["before", "after", "skip"])
async def test_a_revision_that_changes_no_days_leaves_what_a_closed_day_moved(
    scheduling: Service, district_id: UUID, moved: str
) -> None:
    district = await District(scheduling, district_id).seed()
    first = TODAY + timedelta(days=(1 - TODAY.weekday()) % 7 + 7)
    rule = {"rrule": "FREQ=WEEKLY;BYDAY=TU,WE", "on_non_school_day": moved}
    often = activity(due={"kind": "date", "on": first.isoformat()}, repeat=rule)
    plan = await district.published(often)
    snow = first + timedelta(days=7)
    await close(district, snow)
    await follow(district, snow)
    query = (
        "select occurrence_on, due_on, state from tasks where plan_id = $1 and school_id = $2 order by occurrence_on"
    )
    place = (UUID(plan["id"]), district.schools["oak"])
    before = await scheduling.sql(query, *place)
    await revise(district, plan, {"goals": goals({**often, "owner_role": "principal"})})
    assert await scheduling.sql(query, *place) == before
    assert {row["due_on"] for row in before if row["occurrence_on"] == snow} == {snow + timedelta(days=1)}


async def test_a_task_that_comes_back_is_due_where_a_closed_day_moved_it(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    snow = school_day(14)
    tagged = {"kind": "rule", "tags": ["title-1"]}
    plan = await district.published(activity(due={"kind": "date", "on": snow.isoformat()}, targets=tagged))
    await close(district, snow)
    await follow(district, snow)
    oak = district.schools["oak"]
    await scheduling.receive(district_id, school(oak, tags=[]))
    assert (await district.task(plan, "oak"))["state"] == "withdrawn"
    await scheduling.receive(district_id, school(oak, tags=["title-1"], version=3))
    task = await district.task(plan, "oak")
    assert (task["state"], task["due_on"]) == ("open", (snow + timedelta(days=1)).isoformat())
    await close(district, snow, reopen=True)
    await follow(district, snow)
    assert (await district.task(plan, "oak"))["due_on"] == snow.isoformat()
