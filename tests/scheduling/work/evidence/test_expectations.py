"""What a plan expects of a school, and how it stands."""

from datetime import timedelta
from typing import Any

from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.barriers.factories import raised
from tests.scheduling.work.evidence.conftest import Turn
from tests.scheduling.work.evidence.factories import FRIDAY, friday, once, scored_on, weekly

DAY = timedelta(days=1)


async def expectations(district: District, plan: dict[str, Any], school: str = "oak") -> list[dict[str, Any]]:
    """What a plan expects of a school, by activity."""
    reply = await district.author.get(f"/v1/plans/{plan['id']}/schools/{district.schools[school]}/expectations")
    assert reply.status_code == 200, reply.text
    said = reply.json()
    assert (said["plan"]["id"], said["school"]["name"]) == (plan["id"], school)
    return list(said["activities"])


async def test_each_task_has_its_days_and_stands_as_its_facts_say(
    district: District, scheduling: Service, turn: Turn
) -> None:
    turn(TODAY)
    plan = await district.published(weekly(grace_days=2), once(friday(1), "A2"), activity("A3"))
    tasks = await district.author.get(
        "/v1/tasks",
        params={"plan_id": plan["id"], "activity_id": plan["goals"][0]["strategies"][0]["activities"][0]["id"]},
    )
    at_oak = [one for one in tasks.json()["items"] if one["school"]["name"] == "oak"]
    off = await district.author.post(f"/v1/tasks/{at_oak[2]['id']}/withdraw", json={"reason": "A conference."})
    assert off.status_code == 200, off.text
    turn(friday(1) + 3 * DAY)
    await scheduling.redeliver(scored_on(district, friday(1)))
    again, alone = await expectations(district, plan)
    assert [task["standing"] for task in again["tasks"][:4]] == ["missed", "met", "excused", "expected"]
    counts = (again["missed"], again["met"], again["excused"])
    assert (counts, again["expected"], again["grace_days"]) == ((1, 1, 1), len(again["tasks"]) - 3, 2)
    first, second = again["tasks"][:2]
    assert (first["first_on"], first["last_on"]) == (TODAY.isoformat(), (FRIDAY + 2 * DAY).isoformat())
    assert second["first_on"] == (FRIDAY + DAY).isoformat()
    # Others are to come after the last that is made.
    assert again["tasks"][-1]["last_on"] is not None
    assert [(task["standing"], task["last_on"]) for task in alone["tasks"]] == [("met", None)]


async def test_it_is_expected_through_its_grace_and_while_it_is_blocked(district: District, turn: Turn) -> None:
    turn(TODAY)
    plan = await district.published(weekly(grace_days=2))
    await raised(district.elm, task_ids=[(await district.task(plan, "elm"))["id"]])
    stands = {}
    for late in (0, 2, 3):
        turn(FRIDAY + late * DAY)
        for school in ("oak", "elm"):
            (again,) = await expectations(district, plan, school)
            stands[school, late] = again["tasks"][0]["standing"]
    assert [stands["oak", late] for late in (0, 2, 3)] == ["expected", "expected", "missed"]
    assert [stands["elm", late] for late in (0, 2, 3)] == ["expected", "expected", "expected"]


async def test_weeks_without_school_excuse_what_they_hold(district: District, turn: Turn) -> None:
    turn(TODAY)
    plan = await district.published(once(FRIDAY))
    days = [{"day": (TODAY + n * DAY).isoformat(), "day_type": "holiday"} for n in range((FRIDAY - TODAY).days + 1)]
    closed = await district.author.post("/v1/calendar/days", json={"items": days})
    assert closed.status_code == 200, closed.text
    await district.scheduling.sql(
        "update tasks set due_on = $2 where district_id = $1 returning 1", *(district.id, FRIDAY)
    )
    turn(FRIDAY + 4 * DAY)
    (alone,) = await expectations(district, plan)
    assert (alone["tasks"][0]["standing"], alone["excused"]) == ("excused", 1)


async def test_it_is_read_where_one_reads_the_plan(district: District) -> None:
    plan = await district.published(once(TODAY))
    principal = district.as_person("principal_oak", ("principal", "oak"))
    url = f"/v1/plans/{plan['id']}/schools"
    assert (await principal.get(f"{url}/{district.schools['oak']}/expectations")).status_code == 200
    assert_refused(await principal.get(f"{url}/{district.schools['elm']}/expectations"), 404, "not_found")
    assert_refused(await district.author.get(f"{url}/{plan['id']}/expectations"), 404, "not_found")
