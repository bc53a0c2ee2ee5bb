"""What the first year brings, by its days."""

from datetime import date, timedelta
from typing import Any

from shared.testing.calls import assert_refused
from tests.assessment.bundles import person
from tests.assessment.measures.administrations.factories import ANSWERS, correct, withdraw
from tests.journeys.two_years.content import ADDED, REDATED, REMOVED, first_plan, revised
from tests.journeys.two_years.doing import approve, asked, body_of, owed, scored, settled, task_of
from tests.journeys.two_years.living import Act, Years
from tests.journeys.two_years.world import DAY, items, ok

#: Words about children: in what is given to a colleague, and in a note for oneself.
GIVEN, NOTED = "Call the family of Kimberlyxa", "Ask Ms. Obi about Leandraxa"
#: What is late and done by somebody's word.
LATE = """select t.id, t.owner_id from tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id
where t.district_id = $1 and t.state = 'open' and t.due_on < $2 and t.owner_id is not null and a.done_when ->> 'kind' <> 'event'
order by t.id"""


async def write_plan(years: Years) -> None:
    """The coordinator writes the plan and submits it: the executive leader has it on their day."""
    author = years.world.as_("author")
    years.plan = await ok(author.post("/v1/plans", json=first_plan()))
    await ok(author.post(f"/v1/plans/{years.plan['id']}/submit"))
    await asked(years, "executive", "approve")


async def return_plan(years: Years) -> None:
    """It comes back with a reason."""
    url = f"/v1/plans/{years.plan['id']}"
    await ok(years.world.as_("executive").post(f"{url}/return", json={"reason": "Say who leads."}))
    await asked(years, "author", "mend")


async def submit_again(years: Years) -> None:
    """The author submits once more."""
    await ok(years.world.as_("author").post(f"/v1/plans/{years.plan['id']}/submit"))
    await asked(years, "executive", "approve")


async def publish(years: Years) -> None:
    """It is approved and published: whoever owns a task is told once."""
    url = f"/v1/plans/{years.plan['id']}"
    await approve(years, url)
    await asked(years, "author", "publish")
    years.plan = await ok(years.world.as_("author").post(f"{url}/publish"))
    caseload = {"student_id": person(years.world.id, "000001"), "staff_id": body_of(years, "coordinator_s2")}
    wish = {**caseload, "relation": "mentee", "starts_on": f"{years.world.today}"}
    await ok(years.world.as_("principal_s2", "assessment").post("/v1/caseload-assignments", json=wish))


async def score_walk(years: Years) -> None:
    """A weekly walk is scored."""
    await scored(years, "walk", "s1")


async def walk_told_late(years: Years) -> None:
    """A walk of last week is entered only now; whoever took the pool's task is done with it."""
    await scored(years, "walk", "s1", held_on="2026-10-14")
    task = await task_of(years, "P1", "s1")
    await ok(years.world.as_("counselor_a_s1").post(f"/v1/tasks/{task['id']}/complete", json={}))


async def fall_score(years: Years) -> None:
    """The fall's self-check closes its task."""
    years.kept["fall"] = await scored(years, "check", "s1")
    task = await task_of(years, "F1", "s1")
    assert (task["state"], task["done_on"]) == ("done", f"{years.world.today}")


async def correct_score(years: Years) -> None:
    """An answer was wrong: what the score closed is open again, and its owner is told. A teacher comes."""
    caller = years.world.as_("coordinator_s1", "assessment")
    row = years.kept["fall"]
    reply = await correct(caller, row, {"item_code": "a0", "points": 0}, {"item_code": "b1", "points": 0})
    assert reply.is_success, reply.text
    years.kept["fall"] = reply.json()
    await years.world.hear()
    assert (await task_of(years, "F1", "s1"))["state"] == "open"
    await years.world.hire("teacher_d_s1", "teacher", "s1")
    await years.world.hear()
    assert {task["owner"]["name"] for task in await each_of(years, "s1")} == {f"A teacher_{n}_s1" for n in "abcd"}


async def each_of(years: Years, at: str) -> list[dict[str, Any]]:
    """What every teacher of a school has to do, each for themselves."""
    query = {"plan_id": years.plan["id"], "school_id": years.world.school(at)}
    found = await items(years.world.as_("author"), "/v1/tasks", **query)
    return [task for task in found if task["activity_code"] == "E1" and task["state"] != "withdrawn"]


async def other_scores(years: Years) -> None:
    """One school's score is of the wrong school; a walk is scored besides."""
    years.kept["wrong"] = await scored(years, "check", "s2")
    await scored(years, "walk", "s1")
    assert (await task_of(years, "F1", "s2"))["state"] == "done"


async def put_scores_right(years: Years) -> None:
    """It is withdrawn, and the corrected one corrected again."""
    reply = await withdraw(years.world.as_("coordinator_s2", "assessment"), years.kept["wrong"])
    assert reply.is_success, reply.text
    answers = [answer for answer in ANSWERS if answer["item_code"] != "a1"]
    reply = await correct(years.world.as_("coordinator_s1", "assessment"), years.kept["fall"], *answers)
    assert reply.is_success, reply.text
    await years.world.hear()
    assert (await task_of(years, "F1", "s2"))["state"] == "open"
    assert (await task_of(years, "F1", "s1"))["done_on"] == "2026-10-05"


async def score_anew(years: Years) -> None:
    """The right school's own; a teacher goes, and what they had for themselves goes with them."""
    await scored(years, "check", "s2")
    assert (await task_of(years, "F1", "s2"))["state"] == "done"
    await years.world.leave("teacher_c_s1")
    await years.world.hear()
    assert len(await each_of(years, "s1")) == 3


async def done_by_mistake(years: Years) -> None:
    """A wrong click."""
    task = years.kept["clicked"] = await task_of(years, "L1", "s2")
    await ok(years.world.as_("coordinator_s2").post(f"/v1/tasks/{task['id']}/complete", json={}))


async def reopened(years: Years) -> None:
    """The principal opens it again, with a reason."""
    url = f"/v1/tasks/{years.kept['clicked']['id']}"
    found = await ok(years.world.as_("principal_s2").post(f"{url}/reopen", json={"reason": "Not sent yet."}))
    assert (found["state"], len(found["reopenings"])) == ("open", 1)


async def give_task(years: Years) -> None:
    """A principal gives a task, whose words are read at it alone; its owner notes something for themselves."""
    wish = {"title": GIVEN, "school_id": years.world.school("s1"), "owner_id": body_of(years, "coordinator_s1")}
    made = await ok(years.world.as_("principal_s1").post("/v1/tasks", json={**wish, "due_on": "2026-10-21"}))
    years.kept["given"] = made
    await ok(years.world.as_("coordinator_s1").post("/v1/own-notes", json={"title": NOTED, "due_on": "2026-10-20"}))


async def take_task(years: Years) -> None:
    """Of the pool one takes it; the other is told that they are second."""
    task = await task_of(years, "P1", "s1")
    await ok(years.world.as_("counselor_a_s1").post(f"/v1/tasks/{task['id']}/take"))
    assert_refused(await years.world.as_("counselor_b_s1").post(f"/v1/tasks/{task['id']}/take"), 409, "taken_already")


async def raise_barrier(years: Years) -> None:
    """Something stands in the way at a school; what was given is done."""
    await ok(years.world.as_("coordinator_s1").post(f"/v1/tasks/{years.kept['given']['id']}/complete", json={}))
    task = await task_of(years, "N1", "s1")
    words = {"title": "No substitutes", "category": "people", "task_ids": [task["id"]]}
    years.kept["barrier"] = await ok(years.world.as_("coordinator_s1").post("/v1/barriers", json=words))
    await asked(years, "principal_s1", "triage")


async def triage(years: Years) -> None:
    """The principal says it is the district's; nobody there answers, nor above."""
    await walk_told_late(years)
    body = {"level": "district_team", "reason": "No school can do that."}
    url = f"/v1/barriers/{years.kept['barrier']['id']}"
    await ok(years.world.as_("principal_s1").post(f"{url}/triage", json=body))
    await asked(years, "author", "answer")


async def decide(years: Years) -> None:
    """Its clocks took it to the top and ended there: the executive leader was told, and decides."""
    said = [
        one["type"] for one in await years.world.services["scheduling"].published(years.world.id, "scheduling.barr%")
    ]
    assert said.count("scheduling.barrier.escalated.v1") == 1
    assert said.count("scheduling.barrier.overdue.v1") == 1
    await asked(years, "executive", "answer")
    url = f"/v1/barriers/{years.kept['barrier']['id']}"
    await ok(years.world.as_("executive").post(f"{url}/decide", json={"decision": "A substitute is hired."}))
    await asked(years, "executive", "resolve")


async def resolve(years: Years) -> None:
    """It is seen through, and whoever raised it is asked."""
    url = f"/v1/barriers/{years.kept['barrier']['id']}"
    await ok(years.world.as_("executive").post(f"{url}/resolve", json={"resolution": "She began."}))
    await asked(years, "coordinator_s1", "confirm")


async def confirm(years: Years) -> None:
    """The raiser says it is gone: the task goes on."""
    url = f"/v1/barriers/{years.kept['barrier']['id']}"
    await ok(years.world.as_("coordinator_s1").post(f"{url}/confirm", json={}))
    assert (await task_of(years, "N1", "s1"))["state"] in ("open", "done")


async def emergency(years: Years) -> None:
    """A teacher reads records by override; whoever answers for them is asked to look at it."""
    teacher = years.world.as_("teacher_a_s1", "partners")
    wish = {
        "reason": "A student wrote of harming others today.",
        "disclosed_to": "The sheriff",
        "school_id": years.world.school("s1"),
    }
    opened = years.kept["emergency"] = await ok(teacher.post("/v1/emergency-access", json=wish))
    await ok(teacher.post(f"/v1/emergency-access/{opened['id']}/close"))
    await owed(years, "author", "Review the emergency access")


async def review(years: Years) -> None:
    """The review closes it."""
    url = f"/v1/emergency-access/{years.kept['emergency']['id']}/review"
    finding = {"outcome": "justified", "note": "The sheriff was called."}
    await ok(years.world.as_("author", "partners").post(url, json=finding))
    await settled(years, "author", "Review the emergency access")


async def ask_grant(years: Years) -> None:
    """A far-reaching role needs a second voice: somebody who may is asked."""
    wish = {"staff_id": body_of(years, "principal_s3"), "role": "executive_leader", "starts_on": f"{years.world.today}"}
    reply = await years.world.as_("manager", "partners").post("/v1/role-assignments", json=wish)
    assert reply.status_code == 202, reply.text
    years.kept["grant"] = reply.json()
    await years.world.hear()
    day = await ok(years.world.as_("executive").get("/v1/my-day"))
    who = "executive" if any(row["origin"]["kind"] == "owed" for row in day["due_soon"]) else "author"
    years.kept["grant_of"] = who
    await owed(years, who, "Confirm or refuse")


async def refuse_grant(years: Years) -> None:
    """They say no."""
    who = years.kept["grant_of"]
    await ok(years.world.as_(who, "partners").post(f"/v1/grant-proposals/{years.kept['grant']['id']}/refuse"))
    await settled(years, who, "Confirm or refuse")


async def snow(years: Years) -> None:
    """School closes for a day."""
    years.world.at(years.world.today, 10, 5)
    await years.world.close("closure", years.world.today + DAY)


async def cover(years: Years) -> None:
    """A principal stands in for their coordinator."""
    names = {"from_id": body_of(years, "coordinator_s3"), "to_id": body_of(years, "principal_s3")}
    days = {"starts_on": f"{years.world.today + DAY}", "ends_on": f"{years.world.today + 4 * DAY}", "reason": "Away"}
    wish = {**names, **days, "school_id": years.world.school("s3")}
    await ok(years.world.as_("author").post("/v1/delegations", json=wish))


async def leave(years: Years) -> None:
    """A coordinator with a caseload goes: tasks wait for somebody, and so do students, whom the principal is asked about."""
    await years.world.leave("coordinator_s2")
    await years.world.hear()
    found = await items(years.world.as_("author"), "/v1/handovers")
    assert any(one["former_owner"]["id"] == body_of(years, "coordinator_s2") for one in found)
    await owed(years, "principal_s2", "Find somebody at School 0102 for 1 student")


async def succeed(years: Years) -> None:
    """Somebody follows, with the tasks and with the students."""
    await years.world.hire("successor_s2", "school_coordinator", "s2")
    await years.world.hear()
    assert (await task_of(years, REDATED, "s2"))["owner"]["name"] == "A successor_s2"
    wish = {"from_staff_id": body_of(years, "coordinator_s2"), "to_staff_id": body_of(years, "successor_s2")}
    body = {**wish, "starts_on": f"{years.world.today}"}
    await ok(years.world.as_("principal_s2", "assessment").post("/v1/caseload-handovers", json=body))
    await settled(years, "principal_s2", "Find somebody at School 0102 for 1 student")


async def set_risk(years: Years) -> None:
    """The district says from which share of overdue tasks on a plan is at risk: this one is."""
    total = await years.watch.figures_add_up(years.plan)
    assert total["overdue"] > 1
    # New occurrences come each day, so that the share is a little less tomorrow.
    share = round(total["overdue"] / total["tasks"] * 0.85, 3)
    rule = {"code": "late", "kind": "slippage", "overdue_share": share, "least_tasks": 5}
    await ok(years.world.as_("executive").put("/v1/risk-rules", json={"rules": [rule]}))


async def catch_up(years: Years) -> None:
    """It was told once; what is overdue is done."""
    found = await items(years.world.as_("author"), "/v1/risks", state="open")
    assert [risk["rule_code"] for risk in found] == ["late"]
    rows = await years.world.services["scheduling"].sql(LATE, years.world.id, years.world.today)
    assert rows
    for row in rows:
        caller = years.world.as_(years.names()[row["owner_id"]])
        await ok(caller.post(f"/v1/tasks/{row['id']}/complete", json={"note": "Late."}))


async def is_cleared(years: Years) -> None:
    """It is so no longer, and that was told too, once to each."""
    found = await items(years.world.as_("author"), "/v1/risks", plan_id=years.plan["id"])
    assert [(risk["state"], risk["cleared_on"]) for risk in found if risk["rule_code"] == "late"] == [
        ("cleared", f"{years.world.today}")
    ]
    await years.watch.look()
    told = [one for one in years.watch.told if one["kind"] == "plan_at_risk" and one["day"] >= date(2027, 2, 9)]
    late = [(one["recipient"], one["facts"]["step"]) for one in told if one["facts"]["looked_at"] == "slippage"]
    people = (body_of(years, "author"), body_of(years, "executive"))
    assert sorted(late) == sorted((person, step) for person in people for step in ("at_risk", "cleared"))


async def revise(years: Years) -> None:
    """The plan is revised: one activity on another day, one gone, one more."""
    author = years.world.as_("author")
    made = await ok(author.post(f"/v1/plans/{years.plan['id']}/revisions", json=revised()))
    url = f"/v1/plans/{years.plan['id']}/revisions/{made['number']}"
    await ok(author.post(f"{url}/submit"))
    await asked(years, "executive", "approve")
    await approve(years, url)
    await ok(author.post(f"{url}/publish"))
    await years.world.hear()
    assert (await task_of(years, REMOVED, "s1"))["state"] == "withdrawn"
    assert (await task_of(years, REDATED, "s1"))["due_on"] == "2027-05-19"
    assert (await task_of(years, ADDED, "s3"))["state"] == "open"


async def spring_score(years: Years) -> None:
    """The spring's self-check, at one school."""
    await scored(years, "check", "s1", "spring")
    assert (await task_of(years, "F2", "s1"))["state"] == "done"
    assert (await task_of(years, "F2", "s3"))["state"] == "open"


ACTS: dict[date, Act] = {
    **{date(2026, 8, 25): write_plan, date(2026, 8, 26): return_plan, date(2026, 8, 27): submit_again},
    **{
        date(2026, 8, 28): publish,
        date(2026, 9, 16): score_walk,
        date(2026, 9, 28): score_walk,
        date(2026, 9, 30): score_walk,
    },
    **{date(2026, 10, 5): fall_score, date(2026, 10, 6): correct_score, date(2026, 10, 7): other_scores},
    **{date(2026, 10, 8): put_scores_right, date(2026, 10, 9): score_anew, date(2026, 10, 12): done_by_mistake},
    **{date(2026, 10, 13): reopened, date(2026, 10, 14): give_task, date(2026, 10, 15): take_task},
    **{date(2026, 10, 19): raise_barrier, date(2026, 10, 20): triage, date(2026, 11, 3): emergency},
    **{date(2026, 11, 5): review, date(2026, 11, 10): ask_grant, date(2026, 11, 12): refuse_grant},
    **{date(2026, 12, 1): decide, date(2026, 12, 2): resolve, date(2026, 12, 3): confirm, date(2026, 12, 8): snow},
    **{date(2027, 1, 11): cover, date(2027, 1, 19): leave, date(2027, 1, 25): succeed, date(2027, 2, 8): set_risk},
    **{date(2027, 2, 9): catch_up, date(2027, 2, 10): is_cleared, date(2027, 3, 9): revise},
    date(2027, 4, 20): spring_score,
}
#: The worker was down.
DOWN = {date(2027, 1, 26), date(2027, 1, 27)}
#: Nobody works, so that something is overdue.
IDLE = {date(2027, 2, 1) + timedelta(days=n) for n in range(9)}
