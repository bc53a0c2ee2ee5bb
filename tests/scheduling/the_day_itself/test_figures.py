"""Tasks due on the day, and what every figure says of them the day before, on the day and the day after."""

from typing import Any

import httpx
import pytest

from tests.scheduling.factories import District, activity
from tests.scheduling.mornings import begin_day
from tests.scheduling.the_day_itself.conftest import At
from tests.scheduling.the_day_itself.world import DAY, ahead, day, due, tasks
from tests.scheduling.work.handovers.factories import role_begun, role_ended

#: open, started, done the day before, done on the day, done the day after, nobody's.
CODES = ("A1", "A2", "A3", "A4", "A5", "A6")


async def prepare(district: District) -> dict[str, Any]:
    """A plan whose tasks at Oak are due on the day; nobody is a counselor."""
    activities = [activity(code, due=due(0)) for code in CODES[:5]]
    return await district.published(*activities, activity("A6", due=due(0), owner_role="counselor"))


async def move(district: District, plan: dict[str, Any], code: str, verb: str) -> None:
    """Start or complete Oak's task of an activity."""
    task = await district.task(plan, "oak", code)
    reply = await district.oak.post(f"/v1/tasks/{task['id']}/{verb}", json={} if verb == "complete" else None)
    assert reply.status_code == 200, reply.text


async def got(caller: httpx.AsyncClient, path: str, **query: str) -> Any:
    """What a page says."""
    reply = await caller.get(path, params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def overdue(district: District, plan: dict[str, Any]) -> dict[str, Any]:
    """How many of Oak's tasks are overdue, by everybody who counts them."""
    oak, author, school = district.oak, district.author, str(district.schools["oak"])
    listed = await tasks(district, plan, overdue="true", school_id=school)
    others = await tasks(district, plan, overdue="false", school_id=school)
    assert sorted(task["activity_code"] for task in listed + others) == list(CODES)
    my_day = await got(oak, "/v1/my-day")
    unowned = await got(author, "/v1/unowned-tasks", school_id=school)
    person = str(district.people["coordinator_oak"])
    preview = await got(author, "/v1/handover-preview", staff_id=person)
    by_school = await got(author, f"/v1/plans/{plan['id']}/roll-up", by="school")
    by_role = await got(author, f"/v1/plans/{plan['id']}/roll-up", by="role")
    own = await got(oak, f"/v1/plans/{plan['id']}/roll-up", by="activity")
    every = await got(oak, "/v1/roll-up")
    (mine,) = [group for group in by_school["groups"] if group["id"] == school]
    assert mine["overdue"] == own["total"]["overdue"] == every["total"]["overdue"] == len(listed)
    assert mine["on_time"] == own["total"]["on_time"] == every["total"]["on_time"]
    assert mine["on_time_of"] == own["total"]["on_time_of"] == every["total"]["on_time_of"]
    assert by_role["total"]["overdue"] == by_school["total"]["overdue"]
    return {
        "list": [task["activity_code"] for task in listed],
        "my day": [task["activity_code"] for task in my_day["overdue"]],
        "due today": [task["activity_code"] for task in my_day["due_today"]],
        "unowned": unowned["overdue_count"],
        "handover": sum(row["overdue_count"] for row in preview["roles"]),
        "on time": (mine["on_time"], mine["on_time_of"]),
    }


async def test_a_task_is_overdue_from_the_day_after_and_on_time_until_the_day_itself(
    district: District, at: At
) -> None:
    plan = await prepare(district)
    await move(district, plan, "A2", "start")
    at(-1)
    await move(district, plan, "A3", "complete")
    assert await overdue(district, plan) == {
        **{"list": [], "my day": [], "due today": [], "unowned": 0, "handover": 0},
        "on time": (1, 1),
    }
    at(0)
    await move(district, plan, "A4", "complete")
    assert await overdue(district, plan) == {
        **{"list": [], "my day": [], "due today": ["A1", "A2", "A5"], "unowned": 0, "handover": 0},
        "on time": (2, 2),
    }
    at(1)
    late = {
        "list": ["A1", "A2", "A5", "A6"],
        "my day": ["A1", "A2", "A5"],
        "due today": [],
        "unowned": 1,
        "handover": 3,
    }
    assert await overdue(district, plan) == {**late, "on time": (2, 6)}
    await move(district, plan, "A5", "complete")
    late = {"list": ["A1", "A2", "A6"], "my day": ["A1", "A2"], "due today": [], "unowned": 1, "handover": 2}
    assert await overdue(district, plan) == {**late, "on time": (2, 6)}
    told = await district.scheduling.published(district.id, "scheduling.task.completed.v2")
    assert [(ahead(event["data"]["done_on"]), event["data"]["on_time"]) for event in told] == [
        *((-1, True), (0, True), (1, False))
    ]


async def test_what_is_soon_is_so_until_the_day_and_from_its_first_day(district: District, at: At) -> None:
    plan = await prepare(district)
    parts = {}
    for today in (-15, -14, 0, 1):
        at(today)
        my_day = await got(district.oak, "/v1/my-day")
        parts[today] = [name for name in ("overdue", "due_today", "due_soon") if my_day[name]]
    assert parts == {-15: [], -14: ["due_soon"], 0: ["due_today"], 1: ["overdue"]}
    for query, found in (
        ({"due_from": day(0)}, 6),
        ({"due_from": day(1)}, 0),
        ({"due_until": day(-1)}, 0),
        ({"due_until": day(0)}, 6),
    ):
        narrowed = {name: value.isoformat() for name, value in query.items()}
        assert len(await tasks(district, plan, school_id=str(district.schools["oak"]), **narrowed)) == found, query


async def test_a_handover_parts_its_tasks_by_the_day_it_is_read(district: District, at: At) -> None:
    await prepare(district)
    at(1)
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak", day(0))
    (handover,) = (await got(district.author, "/v1/handovers"))["items"]
    assert (handover["task_count"], handover["overdue_count"]) == (5, 5)
    parts = {}
    for today in (-15, -14, 0, 1):
        at(today)
        page = await got(district.author, f"/v1/handovers/{handover['id']}")
        parts[today] = [name for name in ("overdue", "upcoming", "later") if page[name]]
    assert parts == {-15: ["later"], -14: ["upcoming"], 0: ["upcoming"], 1: ["overdue"]}


async def test_a_handover_on_the_due_day_hands_over_nothing_overdue(district: District, at: At) -> None:
    await prepare(district)
    at(0)
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak", day(-1))
    (handover,) = (await got(district.author, "/v1/handovers"))["items"]
    assert (handover["task_count"], handover["overdue_count"]) == (5, 0)
    await role_begun(district, "principal_oak", "school_coordinator", "oak", starts_on=DAY)
    assert (await got(district.author, "/v1/unowned-tasks", school_id=str(district.schools["oak"])))["task_count"] == 1


async def test_people_hear_of_what_is_due_within_three_school_days_until_the_day_and_then_that_it_is_late(
    district: District, at: At
) -> None:
    await prepare(district)
    heard = {}
    for today in (-6, -5, 0, 1):
        at(today)
        await begin_day(district)
        events = await district.scheduling.published(district.id, "scheduling.tasks.due.v2")
        lines = [
            (event["data"]["due_soon_count"], event["data"]["overdue_count"])
            for event in events
            if event["data"]["day"] == day(today).isoformat()
            and event["data"]["owner_id"] == str(district.people["coordinator_oak"])
        ]
        heard[today] = lines
        if today == 1:
            (late,) = [e["data"] for e in events if e["data"]["day"] == day(1).isoformat() and e["data"]["owner_id"]][
                :1
            ]
            assert {line["school_days_overdue"] for line in late["overdue"]} == {1}
    assert heard == {-6: [], -5: [(5, 0)], 0: [(5, 0)], 1: [(0, 5)]}


async def test_a_burn_up_holds_the_day_itself(district: District, at: At) -> None:
    plan = await prepare(district)
    at(0)
    await move(district, plan, "A1", "complete")
    days = {"from": day(-1).isoformat(), "until": day(1).isoformat(), "every": "day"}
    for today, known in ((-1, [True, False, False]), (0, [True, True, False]), (1, [True, True, True])):
        at(today)
        points = (await got(district.author, f"/v1/plans/{plan['id']}/roll-up/series", **days))["points"]
        assert [ahead(point["on"]) for point in points] == [-1, 0, 1]
        assert [point["planned"] for point in points] == [0, 18, 18]
        assert [point["scope"] is not None for point in points] == known
        done = [0, 1, 1][: known.count(True)]
        assert [point["done"] for point in points] == done + [None] * (3 - len(done))
    days["until"] = day(0).isoformat()
    last = (await got(district.author, f"/v1/plans/{plan['id']}/roll-up/series", **days))["points"][-1]
    assert (ahead(last["on"]), last["planned"], last["done"]) == (0, 18, 1)


@pytest.mark.parametrize(("done_on", "is_of_the_week"), [(-3, False), (-2, True), (4, True), (5, False)])
async def test_a_week_is_summed_from_its_monday_to_its_sunday(
    district: District, at: At, done_on: int, *, is_of_the_week: bool
) -> None:
    plan = await prepare(district)
    await move(district, plan, "A1", "complete")
    await district.scheduling.sql(
        "update tasks set done_on = $2, due_on = $2 where plan_id = $1::text::uuid and state = 'done'",
        plan["id"],
        day(done_on),
    )
    # Another is due on the coming week's Sunday, or on the Monday after it.
    second = await district.task(plan, "oak", "A2")
    await district.scheduling.sql(
        "update tasks set due_on = $2 where id = $1::text::uuid", second["id"], day(11 if is_of_the_week else 12)
    )
    for today in (0, 5):
        at(today)
        await begin_day(district)
    told = await district.scheduling.published(district.id, "scheduling.week.summed.v1")
    (oak,) = [e["data"] for e in told if e["data"]["school_id"] == str(district.schools["oak"])]
    assert (ahead(oak["week_starts_on"]), ahead(oak["week_ends_on"])) == (-2, 4)
    assert (oak["done"], oak["on_time"]) == ((1, 1) if is_of_the_week else (0, 0))
    assert oak["due_next_week"] == (1 if is_of_the_week else 0)
    assert oak["overdue"] == 4
