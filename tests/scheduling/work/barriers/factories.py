"""Barriers for tests: raised, brought to a state, moved through days."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx

from services.scheduling.work.barriers.workflow import escalate_overdue
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.scheduling.factories import District

#: What each move sends when nothing else is said.
BODIES: dict[str, dict[str, Any]] = {
    "triage": {"level": "district_team", "reason": "No school can do that."},
    "escalate": {"level": "executive", "reason": "It needs money."},
    "decide": {"decision": "A substitute is hired."},
    "resolve": {"resolution": "She began on Monday."},
    "confirm": {},
    "reopen": {"reason": "She left again."},
}
#: The way from raising to each state.
WAYS: dict[str, list[str]] = {
    "raised": [],
    "triaged": ["triage"],
    "assigned": ["triage", "assign"],
    "escalated": ["triage", "escalate"],
    "decided": ["triage", "assign", "decide"],
    "resolved": ["triage", "assign", "decide", "resolve"],
    "confirmed": ["triage", "assign", "decide", "resolve", "confirm"],
    "reopened": ["triage", "assign", "decide", "resolve", "reopen"],
}


def barrier_of(**changes: Any) -> dict[str, Any]:
    """A barrier's words."""
    return {"title": "No substitute teachers", "description": "", "category": "people", **changes}


async def raised(caller: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """Raise a barrier."""
    reply = await caller.post("/v1/barriers", json=barrier_of(**changes))
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def move(district: District, barrier: dict[str, Any], verb: str, **changes: Any) -> httpx.Response:
    """Make a move: the raiser (Oak's coordinator) judges, the district's coordinator does the rest."""
    caller = district.oak if verb in ("confirm", "reopen") else district.author
    body = {"assignee_id": str(district.people["executive"])} if verb == "assign" else BODIES[verb]
    return await caller.post(f"/v1/barriers/{barrier['id']}/{verb}", json={**body, **changes})


async def brought_to(district: District, state: str, **changes: Any) -> dict[str, Any]:
    """A barrier Oak raised, in a state."""
    barrier = await raised(district.oak, **{"school_ids": [str(district.schools["oak"])], **changes})
    for verb in WAYS[state]:
        reply = await move(district, barrier, verb)
        assert reply.status_code == 200, reply.text
    return await read(district, barrier)


async def read(district: District, barrier: dict[str, Any]) -> dict[str, Any]:
    """A barrier as the district sees it."""
    return dict((await district.author.get(f"/v1/barriers/{barrier['id']}")).json())


async def task_of(caller: httpx.AsyncClient, task: dict[str, Any]) -> dict[str, Any]:
    """A task as it stands."""
    return dict((await caller.get(f"/v1/tasks/{task['id']}")).json())


async def run_clocks(service: Service, district_id: UUID, today: date) -> int:
    """What the school day's work does."""
    async with work_for(service.app.state.db, service.settings, district_id) as ctx:
        return await escalate_overdue(ctx, today)


async def backdate(service: Service, district_id: UUID, days: int) -> None:
    """Let everything about the district's barriers have happened so many days earlier."""
    for table, columns in (
        ("barriers", ("raised_on", "resolved_on", "answer_due_on")),
        ("barrier_tasks", ("blocked_on", "unblocked_on")),
        ("barrier_steps", ("happened_on", "clock_due_on")),
        ("tasks", ("blocked_on",)),
    ):
        sets = ", ".join(f"{column} = {column} - $2::int" for column in columns)
        await service.sql(f"update {table} set {sets} where district_id = $1 returning 1", district_id, days)


def weekday(day: date) -> date:
    """The day itself, or the Monday after."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


async def free(district: District, barrier: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Bring a raised barrier to resolved."""
    for verb in ("triage", "assign", "decide"):
        assert (await move(district, barrier, verb)).status_code == 200
    reply = await move(district, barrier, "resolve", **changes)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())
