"""A clock that ends on the day, a raiser whose time to speak ends on it, and an assignee whose role begins or ends on it."""

from typing import Any

import pytest

from tests.scheduling.factories import District, activity
from tests.scheduling.the_day_itself.conftest import At
from tests.scheduling.the_day_itself.world import DAY, day, due, role
from tests.scheduling.work.barriers.factories import brought_to, move, raised, read


async def numbers(district: District, **query: Any) -> list[int]:
    """Barriers of a list."""
    reply = await district.author.get("/v1/barriers", params=query)
    return [barrier["number"] for barrier in reply.json()["items"]]


async def report(district: District, **query: str) -> dict[str, Any]:
    """The report of some days."""
    reply = await district.author.get("/v1/barriers/report", params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def at_school(district: District) -> dict[str, Any]:
    """A barrier raised on the Friday before: its school's three school days end on the day."""
    barrier = await raised(district.oak, school_ids=[str(district.schools["oak"])])
    assert (barrier["level"], barrier["answer_due_on"]) == ("school", DAY.isoformat())
    return barrier


async def test_an_answer_is_overdue_from_the_day_after_its_clock_ends(district: District, at: At) -> None:
    at(-5)
    barrier = await at_school(district)
    for today, level in ((0, "school"), (1, "district_team")):
        at(today)
        window = {"from": day(-5).isoformat(), "until": day(-5).isoformat()}
        assert (await report(district, **window))["clocks_missed"] == today
        assert (await numbers(district, overdue=True), await numbers(district, overdue=False)) == (
            ([1], []) if today else ([], [1])
        )
        assert (await district.author.post("/v1/school-days/begin")).status_code == 200
        assert (await read(district, barrier))["level"] == level
    # Taken a level up the day after: a missed clock stays one.
    assert (await report(district, **window))["clocks_missed"] == 1


async def test_an_answer_on_the_last_day_of_its_clock_misses_nothing(district: District, at: At) -> None:
    at(-5)
    barrier = await at_school(district)
    at(0)
    assert (await move(district, barrier, "triage")).status_code == 200
    assert (await report(district))["clocks_missed"] == 0


async def test_a_report_holds_its_first_and_last_day(district: District, at: At) -> None:
    at(0)
    await raised(district.oak, school_ids=[str(district.schools["oak"])])
    at(3)
    for first, last, count in ((0, 0, 1), (1, 3, 0), (-3, -1, 0), (-3, 0, 1), (0, 3, 1)):
        window = {"from": day(first).isoformat(), "until": day(last).isoformat()}
        assert (await report(district, **window))["barriers"] == count, (first, last)


async def test_the_coordinator_speaks_for_the_raiser_only_after_the_last_day_they_had(
    district: District, at: At
) -> None:
    at(-7)
    barriers = [await brought_to(district, "resolved") for _ in range(2)]
    # Five school days: Thursday, Friday, Monday, Tuesday, and the day.
    for today, status in ((0, 403), (1, 200)):
        at(today)
        for barrier, verb, body in zip(
            barriers, ("confirm", "reopen"), ({"reason": "x"}, {"reason": "x"}), strict=True
        ):
            reply = await district.author.post(f"/v1/barriers/{barrier['id']}/{verb}", json=body)
            assert reply.status_code == status, (today, verb, reply.text)
            assert status == 200 or reply.json()["code"] == "not_the_raiser"


@pytest.mark.parametrize(
    ("first", "last", "may"), [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False), (0, 0, True)]
)
async def test_who_holds_a_role_on_the_day_can_be_given_a_barrier_or_a_task(
    district: District, at: At, first: int, last: int | None, *, may: bool
) -> None:
    at(0)
    await role(district, "coordinator_elm", "counselor", "oak", first, last)
    barrier = await brought_to(district, "triaged")
    given = await move(district, barrier, "assign", assignee_id=str(district.people["coordinator_elm"]))
    assert (given.status_code == 200) is may, given.text
    plan = await district.published(activity(due=due(9)))
    task = await district.task(plan, "oak")
    url, body = f"/v1/tasks/{task['id']}", {"owner_id": str(district.people["coordinator_elm"])}
    reply = await district.oak.patch(url, json=body, headers={"If-Match": f'"{task["version"]}"'})
    assert (reply.status_code == 200) is may, reply.text
    named = {"body": "x", "mentioned_ids": [str(district.people["coordinator_elm"])]}
    said = await district.oak.post(f"{url}/comments", json=named)
    assert (said.status_code == 201) is may, said.text
    for refused, code in ((given, "not_at_school"), (reply, "not_at_school"), (said, "cannot_see_task")):
        assert may or (refused.status_code, refused.json()["code"]) == (422, code)
