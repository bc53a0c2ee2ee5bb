"""What is on a person's day, and why."""

from datetime import date, timedelta
from typing import Any

from services.scheduling.views.my_day.repository import MY_DAY, OF_CALLER
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity


async def day_of(caller: Any) -> dict[str, Any]:
    reply = await caller.get("/v1/my-day")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def shown(day: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [task["activity_code"] for task in tasks] for name, tasks in day.items() if name != "day" and tasks}


def why(task: dict[str, Any]) -> list[str]:
    return [reason["why"] for reason in task["reasons"]]


async def due(scheduling: Service, task_id: str, day: date, state: str = "open") -> None:
    await scheduling.sql(
        """update tasks set due_on = $2, state = $3::text, blocked_on = case $3::text when 'blocked' then $4::date end
        where id = $1::uuid returning id""",
        *(task_id, day, state, TODAY),
    )


async def test_each_task_once_where_it_matters_most_with_every_reason(district: District, scheduling: Service) -> None:
    plan = await district.published(*(activity(f"A{n}") for n in range(8)))
    today = date.fromisoformat((await day_of(district.oak))["day"])
    for code, days, state in (
        *(("A0", -3, "open"), ("A1", -2, "in_progress"), ("A2", 0, "open"), ("A3", 7, "in_progress")),
        *(("A4", 40, "in_progress"), ("A5", -5, "blocked"), ("A6", 15, "open"), ("A7", -1, "done")),
    ):
        await due(scheduling, (await district.task(plan, "oak", code))["id"], today + timedelta(days=days), state)
    day = await day_of(district.oak)
    assert shown(day) == {
        **{"overdue": ["A0", "A1"], "due_today": ["A2"], "due_soon": ["A3"], "in_progress": ["A4"], "blocked": ["A5"]}
    }
    reasons = {task["activity_code"]: why(task) for name in shown(day) for task in day[name]}
    assert reasons == {
        "A0": ["owner", "overdue"],
        "A1": ["owner", "overdue", "in_progress"],
        "A2": ["owner", "due_today"],
        "A3": ["owner", "due_soon", "in_progress"],
        "A4": ["owner", "in_progress"],
        "A5": ["owner", "blocked"],
    }


async def test_across_plans(district: District, scheduling: Service) -> None:
    plans = [await district.published(activity(code)) for code in ("A1", "B1")]
    for plan in plans:
        task = await district.task(plan, "oak", plan["goals"][0]["strategies"][0]["activities"][0]["code"])
        await due(scheduling, task["id"], TODAY + timedelta(days=3))
    assert shown(await day_of(district.oak)) == {"due_soon": ["A1", "B1"]}


async def test_overdue_counts_the_schools_own_school_days(district: District, scheduling: Service) -> None:
    tasks = (
        await district.task(await district.published(), "oak"),
        await district.task(await district.published(), "elm"),
    )
    today = date.fromisoformat((await day_of(district.oak))["day"])
    for task in tasks:
        await due(scheduling, task["id"], today - timedelta(days=14))
    sooner = await district.task(await district.published(), "oak")
    await due(scheduling, sooner["id"], today - timedelta(days=7))
    past = [today - timedelta(days=back) for back in range(14)]
    weekdays = [day for day in past if day.weekday() < 5]
    (saturday,) = [day for day in past if day.weekday() == 5][:1]
    closed, open_after_all = weekdays[1], weekdays[2]
    for school, day, held in (
        *((None, closed, False), (None, open_after_all, False)),
        *((district.schools["oak"], open_after_all, True), (district.schools["oak"], saturday, True)),
    ):
        await scheduling.sql(
            """insert into calendar_days (district_id, id, school_id, day, day_type, school_is_held,
            created_at, updated_at, created_by, updated_by, version)
            values ($1, uuidv7(), $2, $3, 'x', $4, now(), now(), 'x', 'x', 1) returning id""",
            *(district.id, school, day, held),
        )
    late = [(await day_of(caller))["overdue"][0]["reasons"][1] for caller in (district.oak, district.elm)]
    assert [reason["why"] for reason in late] == ["overdue", "overdue"]
    assert [reason["school_days"] for reason in late] == [len(weekdays) - 1 + 1, len(weekdays) - 2]


async def test_a_mention_stays_until_it_is_read_or_answered(district: District) -> None:
    task = await district.task(await district.published(), "elm")
    url, author = f"/v1/tasks/{task['id']}/comments", str(district.people["author"])

    async def name_the_author() -> dict[str, Any]:
        return dict((await district.elm.post(url, json={"body": "Canary", "mentioned_ids": [author]})).json())

    made = await name_the_author()
    (entry,) = (await day_of(district.author))["mentioned"]
    (reason,) = entry["reasons"]
    assert (entry["id"], reason["why"], reason["comment_id"]) == (task["id"], "mentioned", made["id"])
    assert (reason["person"]["id"], reason["since"] is not None) == (str(district.people["coordinator_elm"]), True)
    assert "Canary" not in str(entry)
    assert shown(await day_of(district.oak)) == {}
    read = await district.author.post(f"/v1/tasks/{task['id']}/mentions/read")
    assert read.status_code == 204
    assert shown(await day_of(district.author)) == {}
    await name_the_author()
    assert shown(await day_of(district.author)) == {"mentioned": ["A1"]}
    await district.author.post(url, json={"body": "Thanks."})
    assert shown(await day_of(district.author)) == {}
    made = await name_the_author()
    await district.elm.delete(f"{url}/{made['id']}")
    assert shown(await day_of(district.author)) == {}


async def test_whoever_is_named_everywhere_is_shown_where_they_were_named_last(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    old, new = [await district.task(plan, "elm", code) for code in ("A1", "A2")]
    named = {"body": "x", "mentioned_ids": [str(district.people["author"])]}
    for task in (old, new):
        assert (await district.elm.post(f"/v1/tasks/{task['id']}/comments", json=named)).status_code == 201
    # A day lists the latest two hundred.
    await scheduling.sql(
        """with said as (
          insert into task_comments (district_id, id, task_id, author_id, body, mentioned_ids, created_at, updated_at,
            created_by, updated_by, version)
          select $1, gen_random_uuid(), $2::uuid, $3, 'x', array[$4::uuid], now(), now(), 'x', 'x', 1
          from generate_series(1, 199) returning id)
        insert into task_mentions (district_id, id, comment_id, task_id, staff_id, mentioned_at)
        select $1, gen_random_uuid(), id, $2::uuid, $4::uuid, now() from said returning id""",
        *(district.id, new["id"], district.people["coordinator_elm"], district.people["author"]),
    )
    assert shown(await day_of(district.author)) == {"mentioned": ["A2"]}


async def test_a_watched_task_shows_when_somebody_else_changed_it_since_yesterday(
    district: District, scheduling: Service
) -> None:
    task = await district.task(await district.published(), "elm")
    url = f"/v1/tasks/{task['id']}"
    await district.author.put(f"{url}/watch")
    assert shown(await day_of(district.author)) == {}
    await district.author.post(f"{url}/notes", json={"body": "x"})
    assert shown(await day_of(district.author)) == {}, "one's own change is no news"
    await district.elm.post(f"{url}/complete", json={})
    (entry,) = (await day_of(district.author))["watched"]
    assert (entry["state"], why(entry)) == ("done", ["watched"])
    await scheduling.sql(
        "update task_history set happened_at = happened_at - interval '3 days' where task_id = $1::uuid returning id",
        task["id"],
    )
    assert shown(await day_of(district.author)) == {}


async def test_what_the_district_noted_for_itself_is_no_news_to_a_school(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    principal = district.as_person("principal_oak", ("principal", "oak"))
    for caller in (principal, district.executive):
        await caller.put(f"/v1/tasks/{task['id']}/watch")
    await district.author.post(f"/v1/tasks/{task['id']}/notes", json={"body": "x", "visibility": "district"})
    assert shown(await day_of(principal)) == {}
    assert shown(await day_of(district.executive)) == {"watched": ["A1"]}


async def test_a_barrier_shows_whom_it_is_assigned_to_what_waits_for_them(
    district: District, scheduling: Service
) -> None:
    task, id_ = await district.task(await district.published(), "oak"), new_id()
    await due(scheduling, task["id"], TODAY + timedelta(days=20), "blocked")
    await scheduling.sql(
        """with barrier as (
          insert into barriers (district_id, id, number, title, description, category, state, level, restore, raised_by,
            raised_on, assignee_id, reopened_count, created_at, updated_at, created_by, updated_by, version)
          values ($1, $2, 1, 'x', 'x', 'people', 'assigned', 'district_team', 'extend', 'x', $4, $5, 0, now(), now(), 'x', 'x', 1)
          returning id)
        insert into barrier_tasks (district_id, id, barrier_id, task_id, blocked_on, former_state, former_due_on)
        select $1, uuidv7(), $2, $3::uuid, $4, 'open', $4 from barrier returning id""",
        *(district.id, id_, task["id"], TODAY, district.people["author"]),
    )
    (entry,) = (await day_of(district.author))["waiting_for_you"]
    assert (entry["id"], entry["reasons"][0]["barrier"]["id"]) == (task["id"], str(id_))
    assert shown(await day_of(district.executive)) == {}
    assert shown(await day_of(district.oak)) == {"blocked": ["A1"]}
    await scheduling.sql("update barriers set state = 'resolved' where id = $1 returning id", id_)
    assert shown(await day_of(district.author)) == {}


async def test_what_one_may_no_longer_see_is_gone_from_the_day(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    await due(scheduling, task["id"], TODAY - timedelta(days=3))
    url, me = f"/v1/tasks/{task['id']}", district.people["coordinator_oak"]
    await district.oak.put(f"{url}/watch")
    await district.author.post(f"{url}/comments", json={"body": "x", "mentioned_ids": [str(me)]})
    assert why((await day_of(district.oak))["overdue"][0]) == ["owner", "overdue", "mentioned"]
    for roles in ((), (("teacher", "elm"),)):
        assert shown(await day_of(district.as_person("coordinator_oak", *roles))) == {}


async def test_a_machine_has_no_day(district: District, scheduling: Service) -> None:
    machine = await scheduling.machine(district.id).get("/v1/my-day")
    assert_refused(machine, 403, "people_only")


async def test_a_day_without_anything_is_empty_lists(scheduling: Service) -> None:
    day = await day_of(scheduling.person(new_id(), new_id(), ("teacher", new_id())))
    assert [name for name, tasks in day.items() if tasks == []] == [
        *(
            "asked_of_you",
            "own_notes",
            "overdue",
            "due_today",
            "due_soon",
            "in_progress",
            "blocked",
            "waiting_for_you",
            "mentioned",
            "to_take",
            "watched",
        )
    ]


async def test_what_may_be_done_to_a_task_is_planned_once_however_many_lists_there_are(scheduling: Service) -> None:
    """Each list's own copy of it made planning the day fifteen times as long as reading it."""
    nothing = [None] * (6 + len(OF_CALLER))
    async with scheduling.app.state.db.reading() as reader:
        lines = await reader.fetch(f"explain {MY_DAY.replace('($1)[', '($1::text[])[')}", nothing)
    # Who is away today: for the day itself, and for `may` by its three ways of acting for somebody.
    assert sum("CTE standing_in" in line[0] for line in lines) <= 4
