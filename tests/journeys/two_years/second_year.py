"""What ends the first year, and what the second brings: the figures of the first stand whatever comes late."""

from datetime import date
from typing import Any, get_args

from services.scheduling.views.rollups.schemas import By
from shared.approval.hashing import content_hash
from tests.assessment.measures.administrations.factories import correct
from tests.journeys.two_years.content import ADDED
from tests.journeys.two_years.doing import approve, asked, body_of, scored, task_of
from tests.journeys.two_years.living import Act, Years
from tests.journeys.two_years.world import END, HOLIDAYS, LAST, SECOND, items, ok

TASKS = "select to_jsonb(t)::text as row from tasks t where district_id = $1 and plan_id = $2::text::uuid order by id"
RESULT = "select figures::text, figures_hash from plan_results where district_id = $1 and plan_id = $2::text::uuid"


async def as_they_are(years: Years) -> dict[str, Any]:
    """All that is said of the first plan: its tasks to the last column, its figures by whatever they are grouped, its result."""
    scheduling, plan = years.world.services["scheduling"], years.kept["first"]
    executive, url = years.world.as_("executive"), f"/v1/plans/{plan['id']}"
    by: dict[str, Any] = {}
    for group in get_args(By):
        said = await ok(executive.get(f"{url}/roll-up", params={"by": group}))
        by[group] = {part: said[part] for part in ("total", "groups")}
    rows = [row["row"] for row in await scheduling.sql(TASKS, years.world.id, plan["id"])]
    return {"tasks": rows, "figures": by}


async def close(years: Years) -> None:
    """The year is over: no task changes, the figures stand, and whom it concerns is told once."""
    years.kept["first"] = years.plan
    total = await years.watch.figures_add_up(years.plan)
    assert total["overdue"] > 1
    before = await as_they_are(years)
    url = f"/v1/plans/{years.plan['id']}"
    years.plan = await ok(years.world.as_("author").post(f"{url}/close", json={"reason": "The school year is over."}))
    assert await as_they_are(years) == before
    years.kept["closed"] = before
    result = years.kept["result"] = await ok(years.world.as_("executive").get(f"{url}/result"))
    assert result["figures"]["total"] == total
    await years.world.hear()
    await years.watch.look()
    told = [one for one in years.watch.told if one["kind"] == "plan_ended"]
    assert len({one["recipient"] for one in told}) == len(told) > 3


async def stands(years: Years) -> None:
    """The first year's figures, hash and tasks are what they were on its last day."""
    assert await as_they_are(years) == years.kept["closed"]
    url = f"/v1/plans/{years.kept['first']['id']}/result"
    assert await ok(years.world.as_("executive").get(url)) == years.kept["result"]
    assert years.kept["result"]["figures_hash"] == content_hash(years.kept["result"]["figures"])


async def next_year(years: Years) -> None:
    """The roster has the next school year, the coordinator its holidays."""
    await years.world.roster(("2027-2028", SECOND, END))
    await years.world.hear()
    await years.world.close("holiday", *sorted(day for day in HOLIDAYS if day > LAST))


async def carry_on(years: Years) -> None:
    """The plan goes on in the next year: one goal revised, one maintained, one discontinued; every day is moved."""
    decided = [{"code": "G1", "decision": "revised"}, {"code": "G3", "decision": "discontinued"}]
    url = f"/v1/plans/{years.plan['id']}/carry-on"
    draft = years.kept["draft"] = await ok(years.world.as_("author").post(url, json={"goals": decided}))
    assert (draft["school_year"], draft["carried_from"]["id"]) == ("2027-28", years.plan["id"])
    said = {goal["code"]: goal["decision"] for goal in draft["former_goals"]}
    assert said == {"G1": "revised", "G2": "maintained", "G3": "discontinued"}
    assert [goal["code"] for goal in draft["goals"]] == ["G1", "G2"]
    parts = [part for goal in draft["goals"] for strategy in goal["strategies"] for part in strategy["activities"]]
    days = {part["code"]: date.fromisoformat(part["due"]["on"]) for part in parts}
    assert ADDED in days
    assert all(SECOND <= day <= END and day.weekday() < 5 and day not in HOLIDAYS for day in days.values()), days


async def publish(years: Years) -> None:
    """The second year's plan goes the way of the first."""
    url, author = f"/v1/plans/{years.kept['draft']['id']}", years.world.as_("author")
    await ok(author.post(f"{url}/submit"))
    await asked(years, "executive", "approve")
    await approve(years, url)
    years.next_plan = await ok(author.post(f"{url}/publish"))
    await stands(years)


async def late_facts(years: Years) -> None:
    """What is told of last year now changes nothing of its figures, and closes nothing of this year's."""
    before = await second_tasks(years)
    late = await scored(years, "check", "s3", "spring", school_year="2026-27", held_on="2027-05-20")
    assert late["school_year"] == "2026-27"
    caller = years.world.as_("coordinator_s1", "assessment")
    row = await ok(caller.get(f"/v1/administrations/{years.kept['fall']['id']}"))
    reply = await correct(caller, row, {"item_code": "a0", "points": 0}, {"item_code": "b1", "points": 0})
    assert reply.is_success, reply.text
    await years.world.hear()
    await stands(years)
    assert await second_tasks(years) == before


async def second_tasks(years: Years) -> list[str]:
    """The second plan's tasks, to the last column."""
    rows = await years.world.services["scheduling"].sql(TASKS, years.world.id, years.next_plan["id"])
    return [row["row"] for row in rows]


async def fall_again(years: Years) -> None:
    """The same instrument in the same window of another year: it proves this year's task and no other."""
    years.plan = years.next_plan
    await scored(years, "check", "s1")
    assert (await task_of(years, "F1", "s1"))["state"] == "done"
    assert (await task_of(years, "F1", "s3"))["state"] == "open"
    await stands(years)
    caller, query = years.world.as_("author", "assessment"), {"school_id": years.world.school("s1"), "window": "fall"}
    found = await items(caller, "/v1/administrations", **query)
    of_check = [one for one in found if one["instrument_code"] == "check"]
    assert sorted(one["school_year"] for one in of_check) == ["2026-27", "2027-28"]


async def outside(years: Years) -> None:
    """A barrier that nobody of the district can lift: the coordinator asks whoever can."""
    task = await task_of(years, "N1", "s3")
    words = {"title": "Buses", "category": "people", "task_ids": [task["id"]]}
    barrier = years.kept["outside"] = await ok(years.world.as_("coordinator_s3").post("/v1/barriers", json=words))
    await asked(years, "principal_s3", "triage")
    body = {"level": "outside", "reason": "The county runs them.", "contact": "County transport office"}
    await ok(years.world.as_("author").post(f"/v1/barriers/{barrier['id']}/triage", json=body))
    await asked(years, "author", "answer")


async def inside_again(years: Years) -> None:
    """It is answered, seen through, and not gone: whoever had it has it again."""
    url, author = f"/v1/barriers/{years.kept['outside']['id']}", years.world.as_("author")
    await ok(author.post(f"{url}/assign", json={"assignee_id": body_of(years, "principal_s3")}))
    await asked(years, "principal_s3", "answer")
    await ok(author.post(f"{url}/decide", json={"decision": "They come earlier."}))
    await ok(author.post(f"{url}/resolve", json={"resolution": "They did."}))
    await asked(years, "coordinator_s3", "confirm")
    await ok(years.world.as_("coordinator_s3").post(f"{url}/reopen", json={"reason": "For a week only."}))
    await asked(years, "principal_s3", "answer")
    await ok(author.post(f"{url}/assign", json={"assignee_id": body_of(years, "principal_s3")}))
    await ok(author.post(f"{url}/decide", json={"decision": "A new line."}))
    await ok(author.post(f"{url}/resolve", json={"resolution": "It runs."}))
    await ok(years.world.as_("coordinator_s3").post(f"{url}/confirm", json={}))


async def close_again(years: Years) -> None:
    """The second year ends too; the first is what it was."""
    total = await years.watch.figures_add_up(years.next_plan)
    url = f"/v1/plans/{years.next_plan['id']}"
    years.next_plan = await ok(years.world.as_("author").post(f"{url}/close", json={}))
    assert (await ok(years.world.as_("executive").get(f"{url}/result")))["figures"]["total"] == total
    await stands(years)


CLOSED, CLOSED_AGAIN = date(2027, 6, 14), date(2028, 6, 12)
ACTS: dict[date, Act] = {
    **{CLOSED: close, date(2027, 6, 15): next_year, date(2027, 6, 16): carry_on, date(2027, 8, 24): publish},
    **{date(2027, 9, 14): late_facts, date(2027, 10, 4): fall_again, date(2027, 11, 15): outside},
    **{date(2027, 11, 29): inside_again, CLOSED_AGAIN: close_again},
}
