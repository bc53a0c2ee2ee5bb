"""Every move from every state of plans, revisions, tasks and barriers leads where it should, or is refused and moves nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.scheduling.work.barriers.tables import BarrierLevel, BarrierState, Move
from services.scheduling.work.barriers.transitions import MOVES, possible
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.planning.carry_on.factories import next_year
from tests.scheduling.work.barriers.factories import brought_to, move, raised, read
from tests.states.matrix import Told, walk
from tests.states.scheduling import (
    BARRIERS,
    BARRIERS_TELL,
    ENDED_TELL,
    ENDS,
    ENDS_TELL,
    PLANS,
    PLANS_TELL,
    REVISIONS,
    REVISIONS_TELL,
    TASKS,
    TASKS_OVER,
    TASKS_TELL,
)

Thing = dict[str, Any]
CONTENT: Mapping[str, list[str]] = {
    "draft": [],
    "submitted": ["submit"],
    "returned": ["submit", "return"],
    "approved": ["submit", "approve"],
    "published": ["submit", "approve", "publish"],
    "closed": ["submit", "approve", "publish", "close"],
    "archived": ["submit", "approve", "publish", "archive"],
    "discarded": ["discard"],
}


async def of_content(district: District, thing: Thing, verb: str) -> httpx.Response:
    """Make a move of a plan or a revision as who may."""
    url, author = thing["url"], district.author
    match verb:
        case "change":
            tag = {"If-Match": (await author.get(url)).headers["etag"]}
            return await author.patch(url, json={"title": "Another"}, headers=tag)
        case "preview":
            return await author.get(f"{url}/preview")
        case "revise":
            return await author.post(f"{url}/revisions", json={"note": "Anew.", "summary": "new"})
        case "close":
            return await author.post(f"{url}/close", json={})
        case "carry_on":
            return await author.post(f"{url}/carry-on", json={})
        case "approve":
            preview = await district.executive.get(f"{url}/preview")
            seen = preview.json().get("warnings_hash", "0" * 64)
            content = (await author.get(url)).json()["content_hash"]
            body = {"content_hash": content, "seen_warnings": seen}
            return await district.executive.post(f"{url}/approve", json=body)
        case "return":
            return await district.executive.post(f"{url}/return", json={"reason": "Not yet."})
        case _:
            return await author.post(f"{url}/{verb}")


async def state_of(district: District, table: str, id_: str) -> str:
    """The state a row is in, asked of the database: a matrix asks it after every move."""
    query = f"select state from {table} where district_id = $1 and id = $2"
    return str((await district.scheduling.sql(query, district.id, UUID(id_)))[0]["state"])


async def plan_in(district: District, state: str) -> Thing:
    """A plan brought to a state."""
    reply = await district.author.post("/v1/plans", json=plan_of())
    plan = {"id": reply.json()["id"], "url": f"/v1/plans/{reply.json()['id']}"}
    for verb in CONTENT[state]:
        reply = await of_content(district, plan, verb)
        assert reply.is_success, reply.text
    return plan


@pytest.mark.parametrize("state", PLANS)
async def test_a_plan_makes_the_moves_of_its_state_and_no_other(district: District, state: str) -> None:
    await walk(
        PLANS,
        state,
        lambda state: plan_in(district, state),
        lambda plan, verb: of_content(district, plan, verb),
        lambda plan: state_of(district, "plans", plan["id"]),
        Told(district.scheduling, district.id, PLANS_TELL),
    )


@pytest.mark.parametrize("state", ENDS)
async def test_a_plan_ends_and_goes_on_from_the_states_it_may_and_from_no_other(district: District, state: str) -> None:
    assert ENDS.keys() == PLANS.keys()
    await next_year(district)
    await walk(
        ENDS,
        state,
        lambda state: plan_in(district, state),
        lambda plan, verb: of_content(district, plan, verb),
        lambda plan: state_of(district, "plans", plan["id"]),
        Told(district.scheduling, district.id, ENDS_TELL if state == "published" else ENDED_TELL),
    )


@pytest.mark.parametrize("state", REVISIONS)
async def test_a_revision_makes_the_moves_of_its_state_and_no_other(district: District, state: str) -> None:
    plan = await district.published()

    async def bring(state: str) -> Thing:
        # One is under way at a time: what another move left is discarded.
        last = (await district.author.get(f"/v1/plans/{plan['id']}/revisions")).json()["items"]
        for one in last:
            if one["state"] not in ("published", "discarded"):
                await district.author.post(f"/v1/plans/{plan['id']}/revisions/{one['number']}/discard")
        reply = await of_content(district, {"url": f"/v1/plans/{plan['id']}"}, "revise")
        assert reply.status_code == 201, reply.text
        url = f"/v1/plans/{plan['id']}/revisions/{reply.json()['number']}"
        revision = {"id": reply.json()["id"], "url": url}
        for verb in CONTENT[state]:
            reply = await of_content(district, revision, verb)
            assert reply.is_success, reply.text
        return revision

    await walk(
        REVISIONS,
        state,
        bring,
        lambda revision, verb: of_content(district, revision, verb),
        lambda revision: state_of(district, "plan_revisions", revision["id"]),
        Told(district.scheduling, district.id, REVISIONS_TELL),
    )


async def of_task(district: District, task: Thing, verb: str) -> httpx.Response:
    """Make a move of a task as who may."""
    url = f"/v1/tasks/{task['id']}"
    match verb:
        case "change" | "reassign":
            own = {"target_on": TODAY.isoformat()}
            owner = {"owner_id": str(district.people["principal_oak"])}
            tag = {"If-Match": (await district.oak.get(url)).headers["etag"]}
            return await district.oak.patch(url, json=own if verb == "change" else owner, headers=tag)
        case "block":
            barrier = {"title": "x", "category": "time", "task_ids": [task["id"]]}
            return await district.oak.post("/v1/barriers", json=barrier)
        case "withdraw":
            return await district.author.post(f"{url}/withdraw", json={"reason": "Not needed."})
        case "reopen":
            return await district.author.post(f"{url}/reopen", json={"reason": "By mistake."})
        case "step":
            return await district.oak.post(f"{url}/steps", json={"title": "Book a room"})
        case "start":
            return await district.oak.post(f"{url}/start")
        case _:
            return await district.oak.post(f"{url}/complete", json={})


WAYS: Mapping[str, list[str]] = {
    **{"open": [], "in_progress": ["start"], "blocked": ["block"], "done": ["complete"], "withdrawn": ["withdraw"]}
}


@pytest.mark.parametrize("state", TASKS)
async def test_a_task_makes_the_moves_of_its_state_and_no_other(district: District, state: str) -> None:
    plan = await district.published(*(activity(f"A{number}") for number in range(6)))
    query = {"plan_id": plan["id"], "school_id": str(district.schools["oak"])}
    tasks = iter((await district.author.get("/v1/tasks", params=query)).json()["items"])

    async def bring(state: str) -> Thing:
        task: Thing = next(tasks)
        for verb in WAYS[state]:
            reply = await of_task(district, task, verb)
            assert reply.is_success, reply.text
        return task

    await walk(
        TASKS,
        state,
        bring,
        lambda task, verb: of_task(district, task, verb),
        lambda task: state_of(district, "tasks", task["id"]),
        Told(district.scheduling, district.id, TASKS_TELL),
    )


@pytest.mark.parametrize("end", ["close", "archive"])
@pytest.mark.parametrize("state", TASKS_OVER)
async def test_a_task_of_a_plan_that_has_ended_stays_as_it_is(district: District, state: str, end: str) -> None:
    assert TASKS_OVER.keys() == TASKS.keys()
    plan = await district.published()
    task = await district.task(plan, "oak")
    for verb in WAYS[state]:
        reply = await of_task(district, task, verb)
        assert reply.is_success, reply.text
    reply = await of_content(district, {"url": f"/v1/plans/{plan['id']}"}, end)
    assert reply.is_success, reply.text

    async def bring(_: str) -> Thing:
        return task

    await walk(
        TASKS_OVER,
        state,
        bring,
        lambda task, verb: of_task(district, task, verb),
        lambda task: state_of(district, "tasks", task["id"]),
        Told(district.scheduling, district.id, {}),
    )


@pytest.mark.parametrize("state", BARRIERS)
async def test_a_barrier_makes_the_moves_of_its_state_and_no_other(district: District, state: str) -> None:
    up = {"school": "district_team", "district_team": "executive", "executive": "outside"}

    async def make(barrier: Thing, verb: str) -> httpx.Response:
        if verb != "escalate":
            return await move(district, barrier, verb)
        level = (await read(district, barrier))["level"]
        return await move(district, barrier, verb, level=up[level], contact="State office")

    await walk(
        BARRIERS,
        state,
        lambda state: brought_to(district, state),
        make,
        lambda barrier: state_of(district, "barriers", barrier["id"]),
        Told(district.scheduling, district.id, BARRIERS_TELL),
    )


def test_a_barriers_possible_moves_are_those_of_the_matrix_on_every_level() -> None:
    moves = {transition.name: move for move, transition in MOVES.items()}
    for state, row in BARRIERS.items():
        for level in BarrierLevel:
            wanted = {moves[verb] for verb, cell in row.items() if not cell.startswith("!")}
            if level is BarrierLevel.OUTSIDE:
                wanted.discard(Move.ESCALATED)
            assert set(possible(BarrierState(state), level)) == wanted, (state, level)
        for verb, cell in row.items():
            assert cell.startswith("!") or MOVES[moves[verb]].target == cell


async def test_a_barrier_takes_tasks_and_schools_while_it_stands_and_words_always(district: District) -> None:
    plan = await district.published(*(activity(f"A{number}") for number in range(10)))
    for number, state in enumerate(BARRIERS):
        barrier = await brought_to(district, state)
        task = await district.task(plan, "oak", f"A{number}")
        url, over = f"/v1/barriers/{barrier['id']}", state in ("resolved", "confirmed")
        reply = await district.oak.post(f"{url}/tasks", json={"task_ids": [task["id"]]})
        assert (reply.status_code == 409 and reply.json()["code"] == "wrong_state") is over, (state, reply.text)
        blocked = await state_of(district, "tasks", task["id"])
        assert blocked == ("open" if over else "blocked")
        reply = await district.author.post(f"{url}/schools", json={"school_ids": [str(district.schools["elm"])]})
        assert (reply.status_code == 409 and reply.json()["code"] == "wrong_state") is over, (state, reply.text)
        assert (await district.oak.post(f"{url}/comments", json={"body": "x"})).status_code == 201
    await raised(district.oak, school_ids=[str(district.schools["oak"])])
