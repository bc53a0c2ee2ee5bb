"""A plan ends: no task and no figure changes, nobody is reminded of it any more, and whom it concerns is told once."""

import asyncio
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.views.rollups import definitions
from services.scheduling.views.rollups.aggregating import fold
from shared import clock
from shared.approval.hashing import content_hash
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.one_day import noon
from tests.scheduling.endings.closing.factories import DONE, OVERDUE, close, figures, got, released, rows, year_end
from tests.scheduling.factories import TODAY, District, activity, scored
from tests.scheduling.mornings import begin_day
from tests.scheduling.views.feeds.reading import made, shown
from tests.scheduling.work.barriers.factories import move, raised
from tests.scheduling.work.evidence.factories import PROVED
from tests.scheduling.work.handovers.factories import handovers, role_begun, role_ended

ENDS = pytest.mark.parametrize("verb", ["close", "archive"])


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Make it noon on a day."""

    def turn(day: date) -> None:
        moment = noon(day)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return turn


@ENDS
async def test_a_year_that_ends_badly_is_told_as_it_was_for_good(
    district: District, scheduling: Service, verb: str, at: Callable[[date], None]
) -> None:
    plan = await year_end(district)
    before, tasks = await figures(district, plan), await rows(district, plan)
    total = before["district", "goal"]["total"]
    assert (total["tasks"], total["done"], total["overdue"], total["done_share"]) == (45, DONE, OVERDUE, 0.0444)
    ended = await close(district, plan, verb)
    assert (ended["state"], ended["ended_on"]) == ({"close": "closed"}.get(verb, "archived"), TODAY.isoformat())
    assert await rows(district, plan) == tasks
    assert await figures(district, plan) == before
    # What was not yet due on the last day is overdue never.
    at(TODAY + timedelta(days=200))
    await fold(scheduling.app.state.db, scheduling.settings)
    assert await figures(district, plan) == before
    said = await got(district.executive, f"/v1/plans/{plan['id']}/roll-up")
    assert said["today"] == TODAY.isoformat()
    assert said["as_of"] == ended["closed_at" if verb == "close" else "archived_at"]
    result = await got(district.executive, f"/v1/plans/{plan['id']}/result")
    assert result["figures"]["total"] == total
    assert {by: groups for (name, by), groups in before.items() if name == "district"} == {
        by: {"total": total, "groups": groups} for by, groups in result["figures"]["groups"].items()
    }
    recounted = await scheduling.machine(district.id).post("/v1/roll-up/recount")
    assert recounted.json()["cells_corrected"] == 0
    series = await got(district.executive, f"/v1/plans/{plan['id']}/roll-up/series")
    assert series["forecast"]["status"] == "ended"
    assert (series["points"][-1]["scope"], series["points"][-1]["done"]) in [(45, DONE), (None, None)]


@ENDS
async def test_last_years_tasks_nag_nobody(district: District, scheduling: Service, verb: str) -> None:
    plan = await year_end(district, activity("B1", owner_role="counselor"))
    task = await district.task(plan, "oak", "A5")
    named = {"body": "x", "mentioned_ids": [str(district.people["coordinator_oak"])]}
    await district.author.post(f"/v1/tasks/{task['id']}/comments", json=named)
    await district.author.put(f"/v1/tasks/{task['id']}/watch")
    await district.oak.post(f"/v1/tasks/{task['id']}/start")
    feed = await made(district.oak)
    asked = len(await shown(scheduling, feed))
    oak = str(district.schools["oak"])
    assert asked == 15
    assert (await got(district.oak, "/v1/my-day"))["overdue"]
    await close(district, plan, verb)
    for caller in (district.oak, district.elm, district.author):
        day = await got(caller, "/v1/my-day")
        assert {name: tasks for name, tasks in day.items() if name != "day" and tasks} == {}
    assert len(await shown(scheduling, feed)) == DONE, "what was done stays for its thirty days"
    assert (await got(district.author, "/v1/unowned-tasks"))["task_count"] == 0
    assert (await got(district.author, "/v1/tasks", overdue="true"))["items"] == []
    listed = await got(district.author, "/v1/tasks", overdue="false", school_id=oak, limit="100")
    assert len(listed["items"]) == 16
    every = await got(district.author, "/v1/tasks", overdue="false", limit="100")
    assert len(every["items"]) == 48
    person = str(district.people["coordinator_oak"])
    assert (await got(district.author, "/v1/handover-preview", staff_id=person))["task_count"] == 0
    assert (await got(district.oak, f"/v1/tasks/{task['id']}"))["plan_ended_on"] == TODAY.isoformat()


async def test_a_morning_speaks_of_running_plans_alone(
    district: District, scheduling: Service, at: Callable[[date], None]
) -> None:
    plan, running = await year_end(district), await district.published(activity("B1"))
    await close(district, plan)
    wednesday = TODAY + timedelta(weeks=3, days=2 - TODAY.weekday())
    at(wednesday)
    await begin_day(district)
    told = await scheduling.published(district.id, "scheduling.tasks.due.v2")
    assert told
    lines = [line for event in told for line in (*event["data"]["due_soon"], *event["data"]["overdue"])]
    assert {line["plan_id"] for line in lines} == {running["id"]}


@ENDS
async def test_nothing_that_happens_later_touches_its_tasks(district: District, scheduling: Service, verb: str) -> None:
    due = TODAY + timedelta(days=20)
    plan = await district.published(activity("A1", done_when=PROVED), activity("A2"))
    tasks = [await district.task(plan, "oak", code) for code in ("A1", "A2")]
    barrier = await raised(district.oak, task_ids=[task["id"] for task in tasks])
    await close(district, plan, verb)
    before, stood = await rows(district, plan), await figures(district, plan)
    assert [row["state"] for row in (await got(district.oak, f"/v1/barriers/{barrier['id']}"))["tasks"]] == [
        *("blocked", "blocked")
    ]
    for step in ("triage", "assign", "decide", "resolve", "reopen"):
        assert (await move(district, barrier, step)).status_code == 200, step
    await scheduling.receive(district.id, scored(district.schools["elm"]))
    await role_ended(district, "coordinator_elm", "school_coordinator", "elm")
    await role_begun(district, "mentor_oak", "school_coordinator", "elm")
    school: dict[str, Any] = {
        "name": "new",
        "local_code": "0909",
        "level": "elementary",
        "grades": [],
        "tags": [],
        "cohort": None,
    }
    span = {"opens_on": None, "closes_on": None, "version": 1}
    await scheduling.receive(district.id, ("partners.school.recorded.v1", {"school_id": new_id(), **school, **span}))
    closed = {"items": [{"day": due.isoformat(), "day_type": "holiday"}]}
    foretold = await district.author.post("/v1/calendar/days?validate_only=true", json=closed)
    assert foretold.json()["effect"]["tasks_moved"] == 0
    assert (await district.author.post("/v1/calendar/days", json=closed)).status_code == 200
    assert await rows(district, plan) == before
    assert await figures(district, plan) == stood
    assert await handovers(district) == []


async def test_what_is_done_as_the_plan_ends_is_done_before_it_or_refused(
    district: District, scheduling: Service
) -> None:
    for _ in range(3):
        plan = await district.published(*(activity(f"A{n}") for n in range(10)))
        tasks = [await district.task(plan, "oak", f"A{n}") for n in range(10)]
        _, *replies = await asyncio.gather(
            close(district, plan),
            *(district.oak.post(f"/v1/tasks/{task['id']}/complete", json={}) for task in tasks),
        )
        done = [reply for reply in replies if reply.status_code == 200]
        for reply in replies:
            if reply not in done:
                assert_refused(reply, 409, "plan_ended")
        result = await got(district.executive, f"/v1/plans/{plan['id']}/result")
        rolled = (await figures(district, plan))["district", "goal"]["total"]
        assert result["figures"]["total"]["done"] == rolled["done"] == len(done)


async def test_words_and_evidence_still_come_to_a_task_of_an_ended_plan(district: District) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    await close(district, plan)
    url = f"/v1/tasks/{task['id']}"
    for path, body in (
        ("notes", {"body": "It was done in May, says the binder."}),
        ("evidence", {"title": "The binder", "url": "https://x.example.org/binder"}),
        ("comments", {"body": "Thank you."}),
    ):
        assert (await district.oak.post(f"{url}/{path}", json=body)).status_code == 201, path


async def test_a_barrier_cannot_be_raised_over_it(district: District) -> None:
    plan, running = await district.published(), await district.published()
    over, live = [await district.task(one, "oak") for one in (plan, running)]
    await close(district, plan)
    body = {"title": "x", "category": "time", "task_ids": [live["id"], over["id"]]}
    refused = await district.oak.post("/v1/barriers", json=body)
    assert_refused(refused, 409, "plan_ended")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/task_ids/1"]
    assert (await got(district.oak, f"/v1/tasks/{live['id']}"))["state"] == "open"


async def test_who_owned_wrote_or_approved_is_told_once(district: District, scheduling: Service) -> None:
    plan = await year_end(district)
    await close(district, plan)
    people = district.people
    told = await released(district)
    assert told.keys() == {str(people[name]) for name in ("coordinator_oak", "coordinator_elm", "author", "executive")}
    assert told[str(people["author"])] == told[str(people["executive"])] == (0, 0)
    query = """select count(*) as undone, count(*) filter (where due_on < $2) as overdue
    from tasks where plan_id = $1 and owner_id = $3 and state = 'open'"""
    for name in ("coordinator_oak", "coordinator_elm"):
        (row,) = await scheduling.sql(query, UUID(plan["id"]), TODAY, people[name])
        assert told[str(people[name])] == (row["undone"], row["overdue"])
    (event,) = await scheduling.published(district.id, "scheduling.plan.closed.v1")
    result = await got(district.executive, f"/v1/plans/{plan['id']}/result")
    assert event["data"] == {
        **{"plan_id": plan["id"], "title": plan["title"], "school_year": plan["school_year"]},
        **{"closed_on": TODAY.isoformat(), "task_count": 45, "done_count": DONE, "undone_count": 43},
        **{"definitions_version": definitions.VERSION, "figures_hash": result["figures_hash"], "school_id": None},
    }
    # Put away later, it concerns nobody anew, and its result is what it was.
    await close(district, plan, "archive")
    assert await released(district) == told
    again = await got(district.executive, f"/v1/plans/{plan['id']}/result")
    assert (again["ended_as"], again["figures"], again["version"]) == ("closed", result["figures"], 1)


async def test_the_hash_is_of_the_figures_as_anybody_can_reckon_it(district: District, scheduling: Service) -> None:
    plan = await year_end(district)
    await close(district, plan)
    (row,) = await scheduling.sql("select figures, figures_hash from plan_results where plan_id = $1", UUID(plan["id"]))
    assert content_hash(json.loads(row["figures"])) == row["figures_hash"]


async def test_a_school_reads_its_own_part_of_the_result(district: District) -> None:
    plan = await year_end(district)
    before = (await figures(district, plan))["oak", "school"]
    assert_refused(await district.oak.get(f"/v1/plans/{plan['id']}/result"), 404, "not_found")
    await close(district, plan)
    result = await got(district.oak, f"/v1/plans/{plan['id']}/result")
    assert result["figures"]["groups"] == {"school": before["groups"]}
    assert result["figures"]["total"] == before["total"]
    teacher = district.as_person("mentor_oak", ("teacher", "oak"))
    assert_refused(await teacher.get(f"/v1/plans/{plan['id']}/result"), 403, "not_permitted")


async def test_the_overview_has_closed_plans_as_closed_and_archived_ones_not(district: District) -> None:
    plans = {verb: await year_end(district) for verb in ("close", "archive")}
    running = await district.published(activity("B1"))
    for verb, plan in plans.items():
        await close(district, plan, verb)
    closed = plans["close"]["id"]
    for caller, tasks, overdue in ((district.executive, 45, OVERDUE), (district.oak, 15, None)):
        overview = await got(caller, "/v1/roll-up")
        lines = {line["id"]: line for line in overview["groups"]}
        assert lines.keys() == {closed, running["id"]}
        assert (lines[closed]["state"], lines[closed]["ended_on"]) == ("closed", TODAY.isoformat())
        assert (lines[running["id"]]["state"], lines[running["id"]]["ended_on"]) == ("published", None)
        assert lines[closed]["tasks"] == tasks
        assert overdue is None or lines[closed]["overdue"] == overdue
        assert overview["total"]["tasks"] == sum(line["tasks"] for line in overview["groups"])
        for state, id_ in (("closed", closed), ("published", running["id"])):
            some = await got(caller, "/v1/roll-up", state=state)
            assert [line["id"] for line in some["groups"]] == [id_]
            assert some["total"]["tasks"] == lines[id_]["tasks"]
    sheet = await district.executive.get("/v1/roll-up", params={"format": "csv"})
    assert "published or closed" in sheet.text


async def test_the_overview_keeps_a_closed_plans_overdue_by_its_own_last_day(
    district: District, at: Callable[[date], None]
) -> None:
    plan, running = await district.published(activity("A1")), await district.published(activity("A1"))
    await close(district, plan)
    at(TODAY + timedelta(days=40))
    overdue = {line["id"]: line["overdue"] for line in (await got(district.executive, "/v1/roll-up"))["groups"]}
    assert overdue == {plan["id"]: 0, running["id"]: 3}


async def test_its_oldest_barrier_is_told_of_running_plans_alone(district: District) -> None:
    plan, running = await district.published(), await district.published()
    for one in (plan, running):
        task = await district.task(one, "oak")
        await raised(district.oak, task_ids=[task["id"]])
    await close(district, plan)
    overview = await got(district.executive, "/v1/roll-up")
    assert overview["oldest_barrier"]["plan"]["id"] == running["id"]
    own = await got(district.executive, f"/v1/plans/{plan['id']}/roll-up")
    assert own["oldest_barrier"]["plan"]["id"] == plan["id"]


async def test_the_reason_stands_at_the_plan_and_schools_still_read_it(district: District) -> None:
    plan = await district.published()
    body = {"reason": "The grant ended."}
    closed = (await district.author.post(f"/v1/plans/{plan['id']}/close", json=body)).json()
    read = await got(district.oak, f"/v1/plans/{plan['id']}")
    assert read["closed_reason"] == closed["closed_reason"] == "The grant ended."
    assert [one["state"] for one in (await got(district.oak, "/v1/plans"))["items"]] == ["closed"]
    assert_refused(await district.oak.post(f"/v1/plans/{plan['id']}/close", json={}), 403, "not_permitted")


async def test_a_plan_without_tasks_ends_too(district: District, scheduling: Service) -> None:
    plan = await district.published()
    for school in ("oak", "elm", "high"):
        task = await district.task(plan, school)
        await district.author.post(f"/v1/tasks/{task['id']}/withdraw", json={"reason": "x"})
    await close(district, plan)
    result = await got(district.executive, f"/v1/plans/{plan['id']}/result")
    assert (result["figures"]["total"]["tasks"], result["figures"]["total"]["withdrawn"]) == (0, 3)
    assert result["figures"]["total"]["done_share"] is None
    assert len(await released(district)) == 2


async def test_closing_needs_no_body(district: District) -> None:
    plan = await district.published(activity())
    reply = await district.author.post(f"/v1/plans/{plan['id']}/close")
    assert (reply.status_code, reply.json()["state"]) == (200, "closed"), reply.text
