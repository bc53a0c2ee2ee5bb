"""What a barrier blocks, and how it goes on when the last one is out of the way."""

from datetime import date, timedelta

from services.scheduling.work.tasks.events import TasksChanged
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.barriers.factories import backdate, barrier_of, brought_to, free, move, raised, task_of


async def test_tasks_and_schools_join_a_barrier_later_and_tasks_leave_it(district: District) -> None:
    plan = await district.published()
    oak, elm, high = [await district.task(plan, school) for school in ("oak", "elm", "high")]
    barrier = await raised(district.author, task_ids=[oak["id"]])
    url = f"/v1/barriers/{barrier['id']}"
    more = (await district.author.post(f"{url}/tasks", json={"task_ids": [elm["id"], elm["id"], oak["id"]]})).json()
    assert (more["task_count"], len(more["schools"]), more["version"] > barrier["version"]) == (2, 2, True)
    wider = (await district.author.post(f"{url}/schools", json={"school_ids": [str(district.schools["high"])]})).json()
    assert {school["id"] for school in wider["schools"]} == {str(id_) for id_ in district.schools.values()}
    assert (await task_of(district.author, high))["state"] == "open"
    less = await district.author.delete(f"{url}/tasks/{elm['id']}")
    assert (less.status_code, [task["task_id"] for task in less.json()["tasks"]]) == (200, [oak["id"]])
    assert (await task_of(district.elm, elm))["state"] == "open"
    assert (await task_of(district.oak, oak))["state"] == "blocked"
    again = await district.author.delete(f"{url}/tasks/{elm['id']}")
    assert_refused(again, 404, "not_found")
    moves = [step["move"] for step in less.json()["steps"]]
    assert moves == ["raised", "tasks_added", "schools_added", "task_removed"]
    lines = (await district.oak.get(f"/v1/tasks/{oak['id']}/history")).json()["items"]
    assert [line["what"] for line in lines].count("barrier") == 1, "named again, blocked once"


async def test_what_is_resolved_takes_no_more_tasks_or_schools(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    barrier = await brought_to(district, "resolved")
    url = f"/v1/barriers/{barrier['id']}"
    for path, body in (
        ("tasks", {"task_ids": [task["id"]]}),
        ("schools", {"school_ids": [str(district.schools["elm"])]}),
    ):
        refused = await district.author.post(f"{url}/{path}", json=body)
        assert_refused(refused, 409, "wrong_state")
    assert (await task_of(district.oak, task))["state"] == "open"


async def test_reopening_blocks_again_what_is_not_done(district: District) -> None:
    plan = await district.published(activity("A1"), activity("A2"), activity("A3"))
    tasks = [await district.task(plan, "oak", code) for code in ("A1", "A2", "A3")]
    barrier = await raised(district.oak, task_ids=[task["id"] for task in tasks])
    await district.oak.delete(f"/v1/barriers/{barrier['id']}/tasks/{tasks[2]['id']}")
    await free(district, barrier)
    await district.oak.post(f"/v1/tasks/{tasks[0]['id']}/complete", json={})
    await district.oak.post(f"/v1/tasks/{tasks[1]['id']}/start")
    reopened = (await move(district, barrier, "reopen")).json()
    assert (reopened["state"], reopened["reopened_count"], reopened["resolved_on"]) == ("reopened", 1, None)
    assert reopened["answer_due_on"] is not None
    assert [(await task_of(district.oak, task))["state"] for task in tasks] == ["done", "blocked", "open"]
    await free(district, barrier)
    assert (await task_of(district.oak, tasks[1]))["state"] == "in_progress"


async def test_due_dates_come_back_by_the_school_days_lost(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    extended, kept = [await district.task(plan, "oak", code) for code in ("A1", "A2")]
    barrier = await raised(district.oak, task_ids=[extended["id"]])
    other = await raised(district.oak, task_ids=[kept["id"]], restore="keep")
    await backdate(scheduling, district.id, 14)
    # Two weeks: ten weekdays, of which one was without school; another such day lies right behind the due date.
    holiday = TODAY - timedelta(days=7 if (TODAY - timedelta(days=7)).weekday() < 5 else 5)
    due = date.fromisoformat(extended["due_on"])
    behind = due + timedelta(days=1)
    while behind.weekday() > 4:
        behind += timedelta(days=1)
    year = (await district.author.get("/v1/school-years")).json()["items"][0]
    match = {"If-Match": f'"{year["version"]}"'}
    days = {"non_school_days": [holiday.isoformat(), behind.isoformat()]}
    assert (await district.author.patch(f"/v1/school-years/{year['id']}", json=days, headers=match)).status_code == 200
    await free(district, barrier)
    await free(district, other)
    left, expected = 9, due
    while left:
        expected += timedelta(days=1)
        left -= expected.weekday() < 5 and expected != behind
    assert (await task_of(district.oak, extended))["due_on"] == expected.isoformat()
    assert (await task_of(district.oak, kept))["due_on"] == kept["due_on"]
    lines = (await district.oak.get(f"/v1/tasks/{extended['id']}/history")).json()["items"]
    assert ("due_on", extended["due_on"], expected.isoformat()) in [(x["what"], x["before"], x["after"]) for x in lines]


async def test_school_days_lost_in_the_year_before_come_back_too(district: District, scheduling: Service) -> None:
    first = TODAY - timedelta(days=60)
    before = {"title": "x", "starts_on": str(first - timedelta(days=200)), "ends_on": str(first - timedelta(days=1))}
    assert (await district.author.post("/v1/school-years", json=before)).status_code == 201
    plan = await district.published(activity("A1"), activity("A2"))
    long, short = [await district.task(plan, "oak", code) for code in ("A1", "A2")]
    barrier = await raised(district.oak, task_ids=[long["id"]])
    await backdate(scheduling, district.id, 80)
    added = await district.oak.post(f"/v1/barriers/{barrier['id']}/tasks", json={"task_ids": [short["id"]]})
    assert added.status_code < 300, added.text
    await free(district, barrier)
    lost = sum((TODAY - timedelta(days=back)).weekday() < 5 for back in range(1, 81))
    expected = date.fromisoformat(long["due_on"])
    while lost:
        expected += timedelta(days=1)
        lost -= expected.weekday() < 5
    assert (await task_of(district.oak, long))["due_on"] == expected.isoformat()
    assert (await task_of(district.oak, short))["due_on"] == short["due_on"]


async def test_each_owner_of_redated_tasks_is_told_once(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    tasks = [await district.task(plan, school, code) for school in ("oak", "elm", "high") for code in ("A1", "A2")]
    barrier = await raised(district.author, task_ids=[task["id"] for task in tasks])
    await backdate(scheduling, district.id, 7)
    await free(district, barrier)
    told = await scheduling.published(district.id, "scheduling.tasks.changed.v2")
    changes = [TasksChanged.model_validate(event["data"]) for event in told]
    assert {change.owner_id for change in changes} == {
        district.people["coordinator_oak"],
        district.people["coordinator_elm"],
        None,
    }
    assert len({change.change_id for change in changes}) == 1
    for event, change in zip(told, changes, strict=True):
        assert (event["subject"], change.cause) == (change.subject(), "barrier")
        assert (change.counts.redated, change.plan_title) == (2, plan["title"])
        assert change.lines
    assert all(line.due_on > (line.former_due_on or line.due_on) for line in change.lines)


async def test_another_rule_can_be_chosen_when_resolving(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    barrier = await raised(district.oak, task_ids=[task["id"]])
    await backdate(scheduling, district.id, 7)
    assert (await free(district, barrier, restore="keep"))["restore"] == "keep"
    assert (await task_of(district.oak, task))["due_on"] == task["due_on"]
    assert await scheduling.published(district.id, "scheduling.tasks.changed.v2") == []


async def test_a_barrier_takes_only_live_tasks_the_caller_may_work_on_or_nothing(district: District) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    mine, done = [await district.task(plan, "oak", code) for code in ("A1", "A2")]
    elms = await district.task(plan, "elm")
    await district.oak.post(f"/v1/tasks/{done['id']}/complete", json={})
    for ids, status, code in (
        ([mine["id"], str(new_id())], 422, "no_such_task"),
        ([mine["id"], elms["id"]], 422, "no_such_task"),
        ([mine["id"], done["id"]], 409, "wrong_state"),
    ):
        refused = await district.oak.post("/v1/barriers", json=barrier_of(task_ids=ids))
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert refused.json()["errors"][0]["pointer"] == "/task_ids/1"
    seen = await district.executive.post("/v1/barriers", json=barrier_of(task_ids=[mine["id"]]))
    assert_refused(seen, 403, "not_permitted")
    assert (await task_of(district.oak, mine))["state"] == "open"
    assert (await district.author.get("/v1/barriers")).json()["items"] == []
