"""Tasks are blocked by barriers and by nothing else, and a task's own end takes it from them."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from shared.testing.calls import Service, assert_refused
from shared.testing.databases import as_superuser
from tests.scheduling.factories import TODAY, District, activity, scored
from tests.scheduling.work.barriers.factories import free, move, raised, read, task_of
from tests.scheduling.work.changes.factories import school
from tests.scheduling.work.evidence.factories import PROVED


async def test_a_named_task_is_blocked_and_goes_on_as_it_was(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    first, second = [await district.task(plan, "oak", code) for code in ("A1", "A2")]
    await district.oak.post(f"/v1/tasks/{second['id']}/start")
    barrier = await raised(district.oak, task_ids=[first["id"], second["id"]])
    assert [school["id"] for school in barrier["schools"]] == [str(district.schools["oak"])]
    for task in (first, second):
        now = await task_of(district.oak, task)
        assert (now["state"], now["blocked_on"] is not None) == ("blocked", True)
        assert now["version"] > task["version"]
    assert [task["former_state"] for task in barrier["tasks"]] == ["open", "in_progress"]
    await free(district, barrier)
    assert [(await task_of(district.oak, task))["state"] for task in (first, second)] == ["open", "in_progress"]
    assert (await task_of(district.oak, first))["blocked_on"] is None
    lines = (await district.oak.get(f"/v1/tasks/{first['id']}/history")).json()["items"]
    said = [(line["what"], line["before"], line["after"]) for line in lines]
    assert set(said[:2]) == {("barrier", None, "BR-1"), ("state", "open", "blocked")}
    assert set(said[2:]) == {("barrier", "BR-1", None), ("state", "blocked", "open")}
    assert lines[0]["change_id"] == lines[1]["change_id"] != lines[2]["change_id"]
    assert lines[2]["change_id"] == lines[3]["change_id"]


async def test_a_blocked_task_is_neither_started_nor_completed_by_hand(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    over = await raised(district.oak, task_ids=[task["id"]])
    for _ in range(2):
        await raised(district.oak, task_ids=[task["id"]])
    await free(district, over)
    for verb in ("start", "complete"):
        refused = await district.oak.post(f"/v1/tasks/{task['id']}/{verb}", json={} if verb == "complete" else None)
        assert_refused(refused, 409, "task_blocked")
        assert refused.json()["detail"].startswith("BR-2 and BR-3 must be")


async def test_a_blocked_task_is_not_overdue(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    past = TODAY - timedelta(days=3)
    await scheduling.sql("update tasks set due_on = $2 where district_id = $1 returning 1", district.id, past)
    await raised(district.oak, task_ids=[task["id"]])
    assert (await district.oak.get("/v1/tasks", params={"overdue": True})).json()["items"] == []


async def test_an_event_that_proves_a_blocked_task_closes_it_and_it_leaves_its_barrier(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(activity(done_when=PROVED))
    oak, elm = [await district.task(plan, school) for school in ("oak", "elm")]
    barrier = await raised(district.author, task_ids=[oak["id"], elm["id"]])
    await scheduling.receive(district.id, scored(district.schools["oak"]))
    done = await task_of(district.oak, oak)
    assert (done["state"], done["blocked_on"]) == ("done", None)
    now = await read(district, barrier)
    assert (now["steps"][-1]["move"], now["steps"][-1]["task_id"]) == ("task_ended", oak["id"])
    assert {task["task_id"]: task["unblocked_on"] is not None for task in now["tasks"]} == {
        oak["id"]: True,
        elm["id"]: False,
    }
    await free(district, barrier)
    assert (await task_of(district.oak, oak))["state"] == "done"
    assert (await task_of(district.elm, elm))["state"] == "open"


async def test_proof_and_resolution_at_once_do_not_wait_for_each_other(district: District, scheduling: Service) -> None:
    plan = await district.published(activity(done_when=PROVED))
    tasks = [await district.task(plan, school) for school in ("oak", "elm")]
    barrier = await raised(district.author, task_ids=[task["id"] for task in tasks])
    for verb in ("triage", "assign", "decide"):
        await move(district, barrier, verb)
    _, _, reply = await asyncio.gather(
        scheduling.receive(district.id, scored(district.schools["oak"])),
        scheduling.receive(district.id, scored(district.schools["elm"])),
        move(district, barrier, "resolve"),
    )
    assert reply.status_code == 200, reply.text
    assert [(await task_of(district.author, task))["state"] for task in tasks] == ["done", "done"]


async def test_a_blocked_task_leaves_its_barrier_withdrawn_or_at_the_end_of_its_plan(district: District) -> None:
    plan = await district.published()
    oak, elm = [await district.task(plan, school) for school in ("oak", "elm")]
    barrier = await raised(district.author, task_ids=[oak["id"], elm["id"]])
    gone = await district.author.post(f"/v1/tasks/{oak['id']}/withdraw", json={"reason": "Merged."})
    assert (gone.status_code, gone.json()["state"], gone.json()["blocked_on"]) == (200, "withdrawn", None)
    assert (await district.author.post(f"/v1/plans/{plan['id']}/archive")).status_code == 200
    assert (await task_of(district.author, elm))["state"] == "blocked"
    now = await read(district, barrier)
    assert [step["task_id"] for step in now["steps"] if step["move"] == "task_ended"] == [oak["id"], elm["id"]]
    assert now["tasks"]
    assert all(task["unblocked_on"] for task in now["tasks"])
    await free(district, barrier)
    assert (await task_of(district.author, elm))["state"] == "blocked"


async def test_a_blocked_task_that_its_school_loses_leaves_the_barrier_and_comes_back_free(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(activity(targets={"kind": "rule", "tags": ["title-1"]}))
    task, oak = await district.task(plan, "oak"), district.schools["oak"]
    barrier = await raised(district.oak, task_ids=[task["id"]])
    await scheduling.receive(district.id, school(oak, tags=[]))
    now = await read(district, barrier)
    assert ([row["state"] for row in now["tasks"]], now["steps"][-1]["move"]) == (["withdrawn"], "task_ended")
    await scheduling.receive(district.id, school(oak, tags=["title-1"], version=3))
    assert (await task_of(district.oak, task))["state"] == "open"
    again = await raised(district.oak, task_ids=[task["id"]])
    await free(district, again)
    assert (await task_of(district.oak, task))["state"] == "open"


async def test_of_several_barriers_the_last_to_go_frees_the_task(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    await district.oak.post(f"/v1/tasks/{task['id']}/start")
    first, second, third = [await raised(district.oak, task_ids=[task["id"]]) for _ in range(3)]
    await free(district, second)
    assert (await task_of(district.oak, task))["state"] == "blocked"
    for barrier in (first, third):
        for verb in ("triage", "assign", "decide"):
            await move(district, barrier, verb)
    replies = await asyncio.gather(move(district, first, "resolve"), move(district, third, "resolve"))
    assert [reply.status_code for reply in replies] == [200, 200]
    assert (await task_of(district.oak, task))["state"] == "in_progress"


async def test_the_end_of_a_plan_and_of_a_barrier_at_once_do_not_wait_for_each_other(district: District) -> None:
    for _ in range(3):
        plan = await district.published(*(activity(f"A{n}") for n in range(15)))
        tasks = [await district.task(plan, "oak", f"A{n}") for n in range(15)]
        barrier = await raised(district.oak, task_ids=[task["id"] for task in tasks])
        for verb in ("triage", "assign", "decide"):
            await move(district, barrier, verb)
        replies = await asyncio.gather(
            district.author.post(f"/v1/plans/{plan['id']}/archive"), move(district, barrier, "resolve")
        )
        assert [reply.status_code for reply in replies] == [200, 200]
        # All of them went on before the end, or none after it.
        (state,) = {(await task_of(district.author, task))["state"] for task in tasks}
        assert state in ("open", "blocked")


async def test_a_task_that_is_blocked_while_its_role_changes_hands_is_blocked_and_changes_hands(
    district: District, scheduling: Service
) -> None:
    task = await district.task(await district.published(), "oak")
    left: dict[str, Any] = {
        "given_name": "A",
        "family_name": "b",
        "email": None,
        "language": "en",
        "active": False,
        "version": 2,
    }
    left["staff_id"] = district.people["coordinator_oak"]
    connection = await asyncpg.connect(as_superuser(scheduling.settings.database_url))
    try:
        async with connection.transaction():
            block = "update tasks set state = 'blocked', blocked_on = $2 where id = $1"
            await connection.execute(block, UUID(task["id"]), TODAY)
            leaving = asyncio.create_task(scheduling.receive(district.id, ("partners.staff.recorded.v1", left)))
            waiting = "select from pg_locks where not granted and pid <> pg_backend_pid()"
            while not await connection.fetch(waiting) and not leaving.done():
                await asyncio.sleep(0.01)
        await leaving
    finally:
        await connection.close()
    now = await task_of(district.author, task)
    assert (now["state"], now["owner"]) == ("blocked", None)
