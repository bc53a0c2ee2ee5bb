"""The end of a school year: a plan of which little was done, and what its figures say to everybody."""

from datetime import timedelta
from typing import Any, get_args
from uuid import UUID

import httpx

from services.scheduling.views.rollups.schemas import By
from tests.scheduling.factories import TODAY, District, activity

#: Of 45 tasks so many are overdue, and so many done.
OVERDUE, DONE = 41, 2


async def year_end(district: District, *more: dict[str, Any]) -> dict[str, Any]:
    """A plan of fifteen activities at three schools, as June finds it: 2 done, 41 overdue, 2 not yet due."""
    plan = await district.published(*(activity(f"A{n}") for n in range(15)), *more)
    for code in ("A0", "A1")[:DONE]:
        task = await district.task(plan, "oak", code)
        assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    await district.scheduling.sql(
        """update tasks set due_on = $2, updated_at = now() where id in (
          select t.id from tasks t join activities a on a.id = t.activity_id
          where t.plan_id = $1 and t.state = 'open' and a.code like 'A%' order by t.id limit $3) returning id""",
        *(UUID(plan["id"]), TODAY - timedelta(days=3), OVERDUE),
    )
    return plan


async def close(district: District, plan: dict[str, Any], verb: str = "close") -> dict[str, Any]:
    """Close or archive it."""
    reply = await district.author.post(f"/v1/plans/{plan['id']}/{verb}", json={} if verb == "close" else None)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def got(caller: httpx.AsyncClient, path: str, **query: str) -> Any:
    """What a page says."""
    reply = await caller.get(path, params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def figures(district: District, plan: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every figure of the plan's roll-up, for the district and for Oak, by whatever it is grouped by."""
    found = {}
    for name, caller in (("district", district.executive), ("oak", district.oak)):
        for by in get_args(By):
            said = await got(caller, f"/v1/plans/{plan['id']}/roll-up", by=by)
            found[name, by] = {part: said[part] for part in ("total", "groups")}
    return found


async def rows(district: District, plan: dict[str, Any]) -> list[str]:
    """The plan's tasks as the database has them, to the last column."""
    query = "select to_jsonb(t)::text as row from tasks t where plan_id = $1 order by id"
    return [row["row"] for row in await district.scheduling.sql(query, UUID(plan["id"]))]


async def released(district: District) -> dict[str, tuple[int, int]]:
    """Whom the ends of plans concern, as the events tell it: undone and overdue by person, each named once."""
    events = await district.scheduling.published(district.id, "scheduling.plan.people_released.v1")
    people = [person for event in events for person in event["data"]["people"]]
    assert len({person["person_id"] for person in people}) == len(people)
    return {person["person_id"]: (person["undone_count"], person["overdue_count"]) for person in people}
