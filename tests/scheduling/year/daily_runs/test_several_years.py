"""A plan of several school years: what goes on does so in each of them, and no longer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from shared import clock
from shared.school_year import called, later
from tests.one_day import noon
from tests.scheduling.factories import THIS_YEAR, TODAY, District, activity, plan_of
from tests.scheduling.mornings import begin_day

NEXT = (TODAY + timedelta(days=300), TODAY + timedelta(days=580))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the clock to a day."""
    return lambda day: monkeypatch.setattr(clock, "now", lambda: noon(day))


async def published(district: District, *activities: dict[str, Any], **plan: Any) -> dict[str, Any]:
    """A plan of two school years, both of which the district has."""
    days = dict(zip(("starts_on", "ends_on"), (day.isoformat() for day in NEXT), strict=True))
    assert (await district.author.post("/v1/school-years", json={"title": "next year", **days})).is_success
    body = {**plan_of(*activities), "school_year": THIS_YEAR, "last_school_year": called(*NEXT), **plan}
    made = (await district.author.post("/v1/plans", json=body)).json()
    url = f"/v1/plans/{made['id']}"
    assert (await district.author.post(f"{url}/submit")).is_success
    assert (await district.approve(url, made["content_hash"])).is_success
    return dict((await district.author.post(f"{url}/publish")).json())


async def due(district: District, plan: dict[str, Any], code: str = "A1") -> list[str]:
    """The days an activity is due on at Oak."""
    query = {"plan_id": plan["id"], "school_id": str(district.schools["oak"])}
    tasks = (await district.author.get("/v1/tasks", params=query)).json()["items"]
    return sorted(task["due_on"] for task in tasks if task["activity_code"] == code)


def last_school_day(day: date) -> str:
    """The day, or the Friday before it."""
    return (day - timedelta(days=max(0, day.weekday() - 4))).isoformat()


async def test_what_is_ongoing_has_a_task_in_each_school_year(district: District, at: Callable[[date], None]) -> None:
    plan = await published(district, activity(due={"kind": "ongoing"}))
    ends = [last_school_day(TODAY + timedelta(days=250)), last_school_day(NEXT[1])]
    assert await due(district, plan) == ends[:1]
    for day in (TODAY + timedelta(days=251), NEXT[0], NEXT[0] + timedelta(days=10)):
        at(day)
        await begin_day(district)
    assert await due(district, plan) == ends


async def test_what_repeats_goes_on_in_the_next_school_year(district: District, at: Callable[[date], None]) -> None:
    plan = await published(district, activity(repeat={"rrule": "FREQ=MONTHLY;BYDAY=1TU"}))
    at(NEXT[0])
    await begin_day(district)
    found = [day for day in await due(district, plan) if day >= NEXT[0].isoformat()]
    assert len(found) >= 1
    assert all(date.fromisoformat(day).weekday() == 1 and date.fromisoformat(day).day <= 7 for day in found)
    assert max(found) <= (NEXT[0] + timedelta(days=61)).isoformat()


async def test_what_is_for_later_years_begins_in_them(district: District, at: Callable[[date], None]) -> None:
    early, late = ({"first": n, "last": n} for n in (1, 2))
    ongoing = {"kind": "ongoing"}
    plan = await published(district, activity("A1", due=ongoing, years=early), activity("A2", due=ongoing, years=late))
    assert (len(await due(district, plan, "A1")), await due(district, plan, "A2")) == (1, [])
    at(NEXT[0])
    await begin_day(district)
    assert len(await due(district, plan, "A1")) == 1
    assert await due(district, plan, "A2") == [last_school_day(NEXT[1])]


async def test_a_plan_of_one_year_asks_for_nothing_in_the_next(district: District, at: Callable[[date], None]) -> None:
    plan = await published(district, activity(due={"kind": "ongoing"}), last_school_year=None)
    at(NEXT[0])
    await begin_day(district)
    assert len(await due(district, plan)) == 1


async def test_nothing_goes_on_beyond_the_plans_last_day(district: District, at: Callable[[date], None]) -> None:
    assert later(THIS_YEAR, 1) == called(*NEXT)
    ends_on = (TODAY + timedelta(days=240)).isoformat()
    plan = await published(district, activity(due={"kind": "ongoing"}), ends_on=ends_on)
    at(NEXT[0])
    await begin_day(district)
    assert await due(district, plan) == [ends_on]
