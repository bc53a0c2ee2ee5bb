"""Two school years of a district with work of every origin, lived day by day: what must hold on each, and at their ends."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.effort import EFFORT, SEED
from tests.journeys.posting import check_peace, weeks
from tests.journeys.two_years import first_year, rule_made, second_year
from tests.journeys.two_years.living import Years
from tests.journeys.two_years.watching import Watch
from tests.journeys.two_years.world import DAY, FIRST, World

ACTS = {**first_year.ACTS, **rule_made.ACTS, **second_year.ACTS}
#: What the years are there to meet: a walk that passes by what it looks for is right for nothing.
ORIGINS = {"activity", "given", "owed", "rule"}
ON_A_DAY = {"plan", "revision", "barrier", "overdue", "due_today", "due_soon", "to_take"}
TOLD = {
    *("plan_published", "plan_step", "plan_ended", "plan_at_risk", "tasks_changed", "task_reopened", "task_given"),
    *("handover", "delegation", "barrier", "digest", "weekly_summary", "escalation", "emergency_access"),
}


def days() -> list[date]:
    """In the long form every day; in the short one those on which something happens, the day after, and each month's first."""
    every = [FIRST + n * DAY for n in range(1, (second_year.CLOSED_AGAIN - FIRST).days + 2)]
    lived = [day for day in every if EFFORT > 1 or day in ACTS or day - DAY in ACTS or day.day < 3]
    return [day for day in lived if day not in first_year.DOWN]


async def test_two_school_years(service_of: Callable[[str], Service], district_id: UUID) -> None:
    with pytest.MonkeyPatch.context() as patch:
        world = World({name: service_of(name) for name in SERVICES}, district_id, patch, SEED)
        world.at(FIRST, 8)
        await world.seed()
        years = Years(world, Watch(world), ACTS, idle=first_year.IDLE)
        await years.live(days())
        await second_year.stands(years)
    check_peace(world.postbox.sent, 100)
    await check_reached(years)
    await check_no_words_left(years)
    print(weeks(years.watch.told, world.postbox.sent, world.people))


async def check_reached(years: Years) -> None:
    """Every origin, list and kind of message was met, and the days nobody began were made up for."""
    scheduling, id_ = years.world.services["scheduling"], years.world.id
    rows = await scheduling.sql("select distinct origin_kind from tasks where district_id = $1", id_)
    assert {row["origin_kind"] for row in rows} >= ORIGINS
    assert {name for name, count in years.watch.seen.items() if count} >= ON_A_DAY
    assert {one["kind"] for one in years.watch.told} >= TOLD
    missed = await scheduling.sql("select day from opened_days where district_id = $1 and not is_reminded", id_)
    assert {row["day"] for row in missed} >= first_year.DOWN
    assert years.done["by word"] > 50


async def check_no_words_left(years: Years) -> None:
    """What a colleague gave and what somebody noted is in no event and no message, of whatever service."""
    words = [word for said in (first_year.GIVEN, first_year.NOTED) for word in (said, said.split()[-1])]
    for name, service in years.world.services.items():
        events = "select data::text as said from outbox where district_id = $1"
        messages = (
            " union all select facts::text from messages where district_id = $1" if name == "notifications" else ""
        )
        rows = await service.sql(f"{events}{messages}", years.world.id)
        assert rows
        assert not [word for word in words for row in rows if word in row["said"]], name
