"""The school day begins: what time brings about happens once, and people hear what is new."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.scheduling.year.daily_runs import service
from shared import clock
from shared.context.work import work_for
from shared.testing.calls import Service, assert_refused
from tests.one_day import ZONE
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.mornings import begin_day
from tests.scheduling.year.daily_runs.factories import Mornings

THERE = ZoneInfo(ZONE)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date, int], None]:
    """Set the clock to an hour of a day."""

    def set_clock(day: date, hour: int) -> None:
        moment = datetime.combine(day, time(hour), THERE).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


def weekday(ahead: int) -> date:
    """A Tuesday to Thursday so many weeks ahead, more or less: its neighbours are school days."""
    return TODAY + timedelta(weeks=ahead, days=2 - TODAY.weekday())


async def days(district: District) -> list[dict[str, Any]]:
    return list((await district.author.get("/v1/school-days")).json()["items"])


async def told(district: District, day: date) -> dict[str | None, dict[str, Any]]:
    """What each person was told that day."""
    events = await district.scheduling.published(district.id, "scheduling.tasks.due.v2")
    return {e["data"]["owner_id"]: e["data"] for e in events if e["data"]["day"] == day.isoformat()}


async def test_a_day_begins_at_six_by_the_districts_clock_and_once(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    district = await District(scheduling, district_id).seed()
    mornings = Mornings(scheduling, district_id, monkeypatch)
    await district.published(activity())
    day = weekday(1)
    at(day, 5)
    await mornings.begin()
    assert await days(district) == []
    at(day, 6)
    await asyncio.gather(*(mornings.begin() for _ in range(4)))
    assert [entry["day"] for entry in await days(district)] == [day.isoformat()]
    refused = await district.author.post("/v1/school-days/begin")
    assert_refused(refused, 409, "day_begun")


async def test_a_day_that_has_begun_does_not_begin_again(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    await District(scheduling, district_id).seed()
    day = weekday(1)
    at(day, 6)
    begun = []
    for _ in range(2):
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            row = await service.begin(ctx)
            begun.append(row and row.day)
    assert begun == [day, None]


async def test_a_plan_published_during_the_day_reminds_nobody_that_day(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    at(TODAY, 12)
    await district.published(activity())
    await begin_day(district)
    assert [(day["day"], day["is_reminded"]) for day in await days(district)] == [(TODAY.isoformat(), False)]
    assert await scheduling.published(district_id, "scheduling.tasks.due.v2") == []


async def test_people_hear_of_due_soon_and_overdue_tasks_and_what_is_new(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    due = weekday(2)  # a Wednesday
    await district.published(activity(due={"kind": "date", "on": due.isoformat()}))
    me = str(district.people["coordinator_oak"])
    found = []
    for offset in (-6, -5, -4, -1, 0, 1, 2, 3, 4, 5):
        at(due + timedelta(days=offset), 7)
        await begin_day(district)
        mine = (await told(district, due + timedelta(days=offset))).get(me)
        lines = [*mine["due_soon"], *mine["overdue"]] if mine else []
        found.append([(line["is_new"], line.get("school_days_overdue")) for line in lines])
    assert found == [
        [],  # Thursday: five school days ahead... reminders speak of three
        [(True, None)],  # Friday: Monday, Tuesday, Wednesday
        [],  # Saturday
        [(False, None)],
        [(False, None)],
        [(True, 1)],
        [(False, 2)],
        [],
        [],
        [(False, 3)],
    ]
    assert None in await told(district, due)  # the high school has nobody


async def test_of_more_than_one_is_told_what_is_new_comes_first(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_LINES", 1)
    district = await District(scheduling, district_id).seed()
    due = weekday(2)  # a Wednesday
    later = due + timedelta(days=1)
    await district.published(
        *(activity(f"A{n}", due={"kind": "date", "on": str(on)}) for n, on in enumerate((due, later)))
    )
    found = []
    for offset in (-5, -2):
        at(due + timedelta(days=offset), 7)
        await begin_day(district)
        mine = (await told(district, due + timedelta(days=offset)))[str(district.people["coordinator_oak"])]
        found.append((mine["due_soon_count"], [line["activity_code"] for line in mine["due_soon"]]))
    assert found == [(1, ["A0"]), (2, ["A1"])]


async def test_a_closed_school_is_not_reminded(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    due = weekday(2)
    await district.published(activity(due={"kind": "date", "on": due.isoformat()}))
    snow = {
        "items": [
            {
                "day": (due - timedelta(days=1)).isoformat(),
                "day_type": "closure",
                "school_id": str(district.schools["oak"]),
            }
        ]
    }
    reply = await district.author.post("/v1/calendar/days", json=snow)
    assert reply.status_code == 200, reply.text
    at(due - timedelta(days=1), 7)
    await begin_day(district)
    heard = await told(district, due - timedelta(days=1))
    assert str(district.people["coordinator_oak"]) not in heard
    assert str(district.people["coordinator_elm"]) in heard


async def test_what_a_closed_day_kept_back_is_new_on_the_next(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    due = weekday(2)
    await district.published(activity(due={"kind": "date", "on": due.isoformat()}))
    closed = [due - timedelta(days=5), due + timedelta(days=1)]  # when it comes to be due soon, and overdue
    items = [
        {"day": day.isoformat(), "day_type": "closure", "school_id": str(district.schools["oak"])} for day in closed
    ]
    assert (await district.author.post("/v1/calendar/days", json={"items": items})).json()["refused"] == 0
    found = []
    for offset in (-5, -2, -1, 0, 1, 2, 5):
        at(due + timedelta(days=offset), 7)
        await begin_day(district)
        mine = (await told(district, due + timedelta(days=offset))).get(str(district.people["coordinator_oak"]))
        lines = [*mine["due_soon"], *mine["overdue"]] if mine else []
        found.append([line["is_new"] for line in lines])
    assert found == [[], [True], [False], [False], [], [True], [False]]


async def test_a_task_that_gets_another_date_is_new_again(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    due, me = weekday(2), str(district.people["coordinator_oak"])
    await district.published(activity(due={"kind": "date", "on": due.isoformat()}))
    for day in (due - timedelta(days=1), due):
        at(day, 6)
        await begin_day(district)
    assert [line["is_new"] for line in (await told(district, due))[me]["due_soon"]] == [False]
    snow = {"items": [{"day": due.isoformat(), "day_type": "closure"}]}
    assert (await district.author.post("/v1/calendar/days", json=snow)).json()["effect"]["tasks_moved"] == 3
    at(due + timedelta(days=1), 6)
    await begin_day(district)
    assert [line["is_new"] for line in (await told(district, due + timedelta(days=1)))[me]["due_soon"]] == [True]


async def test_a_school_that_holds_school_on_the_districts_holiday_is_reminded(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    due = weekday(2)
    await district.published(activity(due={"kind": "date", "on": due.isoformat()}))
    day = (due - timedelta(days=1)).isoformat()
    own = {"day": day, "day_type": "instructional", "school_id": str(district.schools["oak"])}
    days_off = {"items": [{"day": day, "day_type": "holiday"}, own]}
    assert (await district.author.post("/v1/calendar/days", json=days_off)).status_code == 200
    at(due - timedelta(days=1), 7)
    await begin_day(district)
    assert set(await told(district, due - timedelta(days=1))) == {str(district.people["coordinator_oak"])}


async def test_a_week_is_summed_on_the_next_weeks_first_school_day(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    due = weekday(1)
    plan = await district.published(activity(due={"kind": "date", "on": due.isoformat()}))
    at(due, 7)
    await begin_day(district)
    task = await district.task(plan, "oak")
    monday = due + timedelta(days=5)
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    for day in (monday, monday + timedelta(days=1)):
        at(day, 7)
        await begin_day(district)
    summed = {
        e["data"]["school_id"]: e["data"] for e in await scheduling.published(district_id, "scheduling.week.summed.v1")
    }
    assert len(summed) == 4
    assert summed[None]["week_starts_on"] == (due - timedelta(days=2)).isoformat()
    assert (summed[None]["done"], summed[None]["on_time"], summed[None]["overdue"]) == (1, 1, 2)
    assert summed[str(district.schools["oak"])]["plans"][0]["done"] == 1
    # Who waits for longest, by name; done on its very day nothing came early.
    worst = [(line["school_id"], line["owner_id"], line["title"]) for line in summed[None]["worst"]]
    elm, high = str(district.schools["elm"]), str(district.schools["high"])
    assert sorted(worst, key=str) == sorted(
        [(elm, str(district.people["coordinator_elm"]), "Activity A1"), (high, None, "Activity A1")], key=str
    )
    assert (summed[str(district.schools["oak"])]["worst"], summed[None]["best"]) == ([], None)


async def test_the_week_that_is_summed_is_the_last_one_also_when_nobody_began_its_days(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    await district.published(activity())
    # A Wednesday, and one four weeks later: the worker was down, on the Monday and Tuesday before it too.
    for day in (weekday(1), weekday(5), weekday(5) + timedelta(days=1)):
        at(day, 7)
        await begin_day(district)
    said = [e["data"] for e in await scheduling.published(district_id, "scheduling.week.summed.v1")]
    assert {one["week_starts_on"] for one in said} == {(weekday(4) - timedelta(days=2)).isoformat()}
    assert len(said) == 4


async def test_a_week_tells_of_what_was_done_earliest_before_its_day(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    early = weekday(1)
    due = {"kind": "date", "on": (early + timedelta(days=7)).isoformat()}
    plan = await district.published(activity(due=due), activity("B1", due={**due, "on": early.isoformat()}))
    at(early, 7)
    await begin_day(district)
    for code in ("A1", "B1"):
        task = await district.task(plan, "oak", code)
        assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    at(early + timedelta(days=5), 7)
    await begin_day(district)
    said = [e["data"] for e in await scheduling.published(district_id, "scheduling.week.summed.v1")]
    best = {one["school_id"]: one["best"] for one in said}
    assert best[None] == best[str(district.schools["oak"])]
    assert (best[None]["activity_code"], best[None]["days_early"]) == ("A1", 7)
    assert best[str(district.schools["elm"])] is None


async def test_a_role_that_begins_moves_tasks_on_its_first_day(
    scheduling: Service, district_id: UUID, at: Callable[[date, int], None]
) -> None:
    district = await District(scheduling, district_id).seed()
    first = weekday(1)
    plan = await district.published(activity())
    role = {**district.role("mentor_oak", "school_coordinator", "high"), "starts_on": first}
    await scheduling.receive(district_id, ("partners.role.assigned.v1", role))
    at(first - timedelta(days=1), 7)
    await begin_day(district)
    assert (await district.task(plan, "high"))["owner"] is None
    at(first, 7)
    await begin_day(district)
    assert (await district.task(plan, "high"))["owner"]["id"] == str(district.people["mentor_oak"])
