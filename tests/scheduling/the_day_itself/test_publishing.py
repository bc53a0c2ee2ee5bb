"""Who gets tasks, and whose they are, on the day schools open and close, roles begin and end, and tasks are due."""

from datetime import timedelta
from typing import Any

import pytest

from services.scheduling.planning.plans.rules import faults
from tests.scheduling.factories import District, activity, plan_of, scored
from tests.scheduling.mornings import begin_day
from tests.scheduling.the_day_itself.conftest import At
from tests.scheduling.the_day_itself.world import DAY, by_school, daily, day, due, role, school, tasks

LASTING = ("oak", "elm", "high")


async def prepare(district: District) -> None:
    """A school opens on the day and another closes; at Oak a counselor begins and a teacher ends."""
    await school(district, "opening", opens_on=DAY)
    await school(district, "closing", closes_on=DAY)
    await role(district, "principal_oak", "counselor", "oak", 0, None)
    await role(district, "mentor_oak", "teacher", "oak", -30, 0)


def activities() -> list[dict[str, Any]]:
    """One for whoever begins, one for whoever ends, and one that falls the day before, on the day and the day after."""
    later = due(20)
    return [
        activity("A1", owner_role="counselor", due=later),
        activity("A2", owner_role="teacher", due=later),
        daily("A3", -1, 3),
    ]


@pytest.mark.parametrize(
    ("published", "more", "falls", "counselor", "teacher"),
    [
        (-1, ("closing",), [-1, 0, 1], None, "mentor_oak"),
        (0, ("closing", "opening"), [0, 1], "principal_oak", "mentor_oak"),
        (1, ("opening",), [1], "principal_oak", None),
    ],
)
async def test_a_plan_reaches_the_schools_open_and_the_people_in_office_that_day(
    district: District,
    at: At,
    published: int,
    more: tuple[str, ...],
    falls: list[int],
    counselor: str | None,
    teacher: str | None,
) -> None:
    await prepare(district)
    at(published)
    draft = (await district.author.post("/v1/plans", json=plan_of(*activities()))).json()
    foreseen = (await district.author.get(f"/v1/plans/{draft['id']}/preview")).json()["totals"]
    plan = await district.published(*activities())
    found = await tasks(district, plan)
    schools = {*LASTING, *more}
    assert set(by_school(district, found, "A1")) == schools
    assert by_school(district, found, "A3") == dict.fromkeys(schools, falls)
    owners = {
        task["activity_code"]: task["owner"] and task["owner"]["id"]
        for task in found
        if task["school"]["id"] == str(district.schools["oak"])
    }
    assert owners["A1"] == (str(district.people[counselor]) if counselor else None)
    assert owners["A2"] == (str(district.people[teacher]) if teacher else None)
    count = len(schools) * (2 + len(falls))
    assert (plan["school_count"], plan["task_count"]) == (len(schools), count) == (foreseen["schools"], len(found))
    assert foreseen["tasks"] == count


async def test_a_school_and_a_role_turn_on_their_very_day(district: District, at: At) -> None:
    await prepare(district)
    at(-1)
    plan = await district.published(*activities(), daily("A4", 0, 1))
    seen = []
    for today in (0, 1):
        at(today)
        await begin_day(district)
        found = await tasks(district, plan)
        oak = [task for task in found if task["school"]["id"] == str(district.schools["oak"])]
        owners = {task["activity_code"]: task["owner"] and task["owner"]["id"] for task in oak}
        seen.append((set(by_school(district, found, "A1")), owners["A1"], owners["A2"]))
        # What was due the day before is not asked of a school that opens today; what is due today is.
        assert by_school(district, found, "A3")["opening"] == [0, 1]
        assert by_school(district, found, "A4")["opening"] == [0]
    counselor, teacher = str(district.people["principal_oak"]), str(district.people["mentor_oak"])
    assert seen == [
        ({*LASTING, "closing", "opening"}, counselor, teacher),
        ({*LASTING, "opening"}, counselor, None),
    ]


async def test_a_school_turns_on_its_day_when_nothing_else_does(district: District, at: At) -> None:
    await school(district, "opening", opens_on=DAY)
    await school(district, "closing", closes_on=DAY)
    at(-2)
    plan = await district.published(activity(due=due(20)))
    turned = {}
    for today in (-1, 0, 1):
        at(today)
        await begin_day(district)
        turned[today] = set(by_school(district, await tasks(district, plan), "A1")) - set(LASTING)
    assert turned == {-1: {"closing"}, 0: {"closing", "opening"}, 1: {"opening"}}


async def test_a_school_that_comes_back_gets_back_what_is_due_that_day_and_nothing_older(
    district: District, at: At
) -> None:
    await school(district, "back", closes_on=None)
    at(-2)
    plan = await district.published(daily("A1", -1, 3))
    at(-1)
    await school(district, "back", closes_on=day(-2))
    assert "back" not in by_school(district, await tasks(district, plan), "A1")
    at(0)
    await school(district, "back", closes_on=None)
    assert by_school(district, await tasks(district, plan), "A1")["back"] == [0, 1]


@pytest.mark.parametrize(("today", "is_due_in_the_past", "is_target_in_the_past"), [(-1, 0, 0), (0, 0, 1), (1, 1, 1)])
def test_a_due_date_may_be_today_and_a_target_date_lies_ahead(
    today: int, is_due_in_the_past: int, is_target_in_the_past: int
) -> None:
    content = plan_of(activity(due=due(0)))
    content["goals"][0]["target_on"] = DAY.isoformat()
    found = [(pointer.rpartition("/")[2], code) for pointer, code, _ in faults(content, None, day(today))]
    assert found.count(("due", "in_the_past")) == is_due_in_the_past
    assert found.count(("target_on", "in_the_past")) == is_target_in_the_past


async def test_a_repetition_may_end_today_and_not_yesterday(district: District, at: At) -> None:
    for today, status in ((0, 200), (1, 422)):
        at(today)
        draft = (await district.author.post("/v1/plans", json=plan_of(daily("A1", -1, 2)))).json()
        reply = await district.author.post(f"/v1/plans/{draft['id']}/submit")
        assert reply.status_code == status, (today, reply.text)


@pytest.mark.parametrize(
    ("first", "last", "is_proved"),
    [(-1, None, True), (0, None, True), (1, None, False), (-9, -1, False), (-9, 0, True), (-9, 1, True), (0, 0, True)],
)
async def test_a_role_proves_its_task_while_it_is_held(
    district: District, at: At, first: int, last: int | None, *, is_proved: bool
) -> None:
    at(0)
    conditions = [{"field": "role", "op": "equals", "value": "mentor"}]
    proof = {"kind": "event", "event_type": "partners.role.assigned.v1", "conditions": conditions}
    plan = await district.published(activity(done_when=proof, due=due(3)))
    await role(district, "mentor_oak", "mentor", "elm", first, last)
    assert ((await district.task(plan, "elm"))["state"] == "done") is is_proved


async def test_an_event_of_the_very_moment_a_task_was_made_proves_it_and_one_before_does_not(
    district: District, at: At
) -> None:
    at(0)
    proof = {
        "kind": "event",
        "event_type": "assessment.administration.scored.v2",
        "conditions": [{"field": "points", "op": "at_least", "value": 24}],
    }
    plan = await district.published(activity(done_when=proof, due=due(3)))
    (row,) = await district.scheduling.sql(
        "select min(created_at) as made from tasks where district_id = $1", district.id
    )
    states = []
    for name, early in (("oak", timedelta(microseconds=1)), ("elm", timedelta(0))):
        await district.scheduling.receive(
            district.id, scored(district.schools[name], held_on=day(0)), at=row["made"] - early
        )
        states.append((await district.task(plan, name))["state"])
    assert states == ["open", "done"]
