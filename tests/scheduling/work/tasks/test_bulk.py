"""Many tasks in one call."""

import asyncio
from typing import Any

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District, activity, scored

COMPLETE, REASSIGN = "/v1/bulk/tasks/complete", "/v1/bulk/tasks/reassign"


def fates(reply: Any) -> list[str]:
    assert reply.status_code == 200, reply.text
    return [row["refusal"]["code"] if row["refusal"] else "done" for row in reply.json()["rows"]]


async def tasks_of(district: District, school: str, *activities: dict[str, Any]) -> list[dict[str, Any]]:
    plan = await district.published(*activities)
    return [await district.task(plan, school, wish["code"]) for wish in activities]


async def test_each_row_has_its_own_fate(district: District, scheduling: Service) -> None:
    event_type = scored(new_id())[0]
    proof = {"kind": "event", "event_type": event_type, "conditions": []}
    tasks = await tasks_of(
        *(district, "oak", activity("A1"), activity("A2", done_when={"kind": "note"})),
        *(activity("A3", done_when={"kind": "note"}), activity("A4", done_when=proof), activity("A5")),
    )
    elsewhere = (await tasks_of(district, "elm", activity("A1")))[0]
    await district.oak.post(f"/v1/tasks/{tasks[4]['id']}/complete", json={})
    rows: list[Any] = [{"task_id": task["id"]} for task in tasks]
    rows[1]["note"] = "Met."
    rows += [
        rows[0],
        {"task_id": elsewhere["id"]},
        {"task_id": str(new_id())},
        {"task_id": "x"},
        {"note": "x"},
        7,
        None,
    ]
    expected = [
        "done",
        "done",
        "evidence_needed",
        "proof_needed",
        "wrong_state",
        "row_repeated",
        "not_found",
        "not_found",
    ]
    expected += ["invalid"] * 4
    before = len(await scheduling.published(district.id, "scheduling.task.completed.v2"))
    trial = await district.oak.post(COMPLETE, json={"items": rows}, params={"validate_only": "true"})
    assert fates(trial) == expected
    assert len(await scheduling.published(district.id, "scheduling.task.completed.v2")) == before
    reply = await district.oak.post(COMPLETE, json={"items": rows})
    assert fates(reply) == expected
    assert reply.json()["rows"][5]["refusal"]["errors"][0]["pointer"] == "/items/5/task_id"
    assert (reply.json()["done"], reply.json()["refused"]) == (2, 10)
    assert len(await scheduling.published(district.id, "scheduling.task.completed.v2")) == before + 2
    states = [(await district.oak.get(f"/v1/tasks/{task['id']}")).json()["state"] for task in tasks]
    assert states == ["done", "done", "open", "open", "done"]
    history = (await district.oak.get(f"/v1/tasks/{tasks[2]['id']}/history")).json()["items"]
    assert history == [], "what was refused left nothing"


async def test_given_to_another_at_the_school(district: District) -> None:
    tasks = await tasks_of(district, "oak", activity("A1"), activity("A2"), activity("A3"))
    principal = str(district.people["principal_oak"])
    rows = [
        {"task_id": tasks[0]["id"], "owner_id": principal},
        {"task_id": tasks[1]["id"], "owner_id": str(district.people["coordinator_elm"])},
        {"task_id": tasks[2]["id"], "owner_id": None},
        {"task_id": tasks[0]["id"], "owner_id": None},
        {"task_id": tasks[1]["id"]},
    ]
    reply = await district.oak.post(REASSIGN, json={"items": rows})
    assert fates(reply) == ["done", "not_at_school", "done", "row_repeated", "invalid"]
    owners = [(await district.oak.get(f"/v1/tasks/{task['id']}")).json()["owner"] for task in tasks]
    assert [owner and owner["id"] for owner in owners] == [principal, tasks[1]["owner"]["id"], None]


async def test_rights_are_asked_for_each_row(district: District) -> None:
    (mine, other) = await tasks_of(district, "oak", activity("A1", owner_role="mentor"), activity("A2"))
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    rows = [{"task_id": mine["id"], "owner_id": None}, {"task_id": other["id"], "owner_id": None}]
    assert fates(await mentor.post(REASSIGN, json={"items": rows})) == ["not_permitted", "not_found"]


async def test_a_thousand_rows_and_no_more(district: District) -> None:
    many = [{"task_id": str(new_id())} for _ in range(1001)]
    assert_refused(await district.oak.post(COMPLETE, json={"items": many}), 422, "invalid")
    assert_refused(await district.oak.post(COMPLETE, json={"items": []}), 422, "invalid")
    assert fates(await district.oak.post(COMPLETE, json={"items": many[:1000]})) == ["not_found"] * 1000


async def test_two_calls_with_the_same_tasks_do_not_block_each_other(district: District) -> None:
    activities = [activity(f"A{n}") for n in range(20)]
    rows = [{"task_id": task["id"]} for task in await tasks_of(district, "oak", *activities)]
    replies = await asyncio.gather(
        district.oak.post(COMPLETE, json={"items": rows}), district.author.post(COMPLETE, json={"items": rows[::-1]})
    )
    assert sorted(fates(replies[0]) + fates(replies[1])) == ["done"] * 20 + ["wrong_state"] * 20
