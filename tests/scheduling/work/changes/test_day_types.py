"""What repeats by a type of days: tasks on the days that are of it, as schools' calendars come to have them."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.year.corrections.factories import listed

EVERY = {"day_type": "reflection"}


def friday(week: int) -> str:
    """A Friday some weeks ahead; 1 is the first that is a week ahead or more."""
    return (TODAY + timedelta(days=7 * week + (4 - TODAY.weekday()) % 7)).isoformat()


def thursday(week: int) -> str:
    return (date.fromisoformat(friday(week)) - timedelta(days=1)).isoformat()


@pytest.fixture
async def reflecting(district: District) -> District:
    """A district with Reflection Days: three Fridays at Oak, none elsewhere."""
    wish = {"code": "reflection", "title": "Reflection Day", "school_is_held": True}
    assert (await district.author.post("/v1/day-types", json=wish)).status_code == 201
    await reflect(district, friday(1), friday(2), friday(3))
    return district


async def reflect(district: District, *days: str, school: str = "oak") -> dict[str, Any]:
    wish = {"day_type": "reflection", "days": list(days), "school_ids": [str(district.schools[school])]}
    reply = await district.author.post("/v1/calendar/patterns", json=wish)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def weekly(**changes: Any) -> dict[str, Any]:
    return activity(due={"kind": "date", "on": TODAY.isoformat()}, repeat={**EVERY, **changes})


async def states(district: District, plan: dict[str, Any], school: str = "oak") -> dict[str, str]:
    query = {"plan_id": plan["id"], "school_id": str(district.schools[school])}
    items = (await district.author.get("/v1/tasks", params=query)).json()["items"]
    return {task["due_on"]: task["state"] for task in items}


async def test_each_school_has_a_task_on_each_of_its_days(reflecting: District) -> None:
    await reflect(reflecting, friday(2), school="elm")
    plan = await reflecting.published(weekly())
    assert await states(reflecting, plan) == dict.fromkeys((friday(1), friday(2), friday(3)), "open")
    assert await states(reflecting, plan, "elm") == {friday(2): "open"}
    assert await states(reflecting, plan, "high") == {}
    second = await reflecting.published(weekly(every=2))
    assert await states(reflecting, second) == dict.fromkeys((friday(1), friday(3)), "open")


async def test_tasks_follow_the_calendar_and_each_owner_is_told_once(reflecting: District) -> None:
    plan = await reflecting.published(weekly())
    tasks = (await reflecting.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    first = next(task["id"] for task in tasks if task["due_on"] == friday(1))
    assert (await reflecting.oak.post(f"/v1/tasks/{first}/complete", json={})).status_code == 200
    oak = {"school_id": str(reflecting.schools["oak"])}
    done = await listed(
        reflecting.author,
        *({"day": day, "day_type": "instructional", **oak} for day in (friday(1), friday(2))),
        {"day": thursday(2), "day_type": "reflection", **oak},
    )
    effect = done["effect"]
    assert (effect["tasks_made"], effect["tasks_withdrawn"], effect["tasks_moved"]) == (1, 1, 0)
    assert (effect["people_told"], effect["close_count"]) == (1, 0)
    # What is done stays, on whatever kind of day.
    expected = {friday(1): "done", friday(2): "withdrawn", thursday(2): "open", friday(3): "open"}
    assert await states(reflecting, plan) == expected
    told = [
        event["data"] for event in await reflecting.scheduling.published(reflecting.id, "scheduling.tasks.changed.v2")
    ]
    assert [(one["owner_id"], one["counts"]["added"], one["counts"]["withdrawn"]) for one in told] == [
        (str(reflecting.people["coordinator_oak"]), 1, 1)
    ]
    # The day is one again: the task that went comes back.
    back = await listed(reflecting.author, {"day": friday(2), "day_type": "reflection", **oak})
    assert back["effect"]["tasks_made"] == 1
    assert (await states(reflecting, plan))[friday(2)] == "open"


async def test_a_closure_takes_the_days_task_and_moves_the_others(reflecting: District) -> None:
    plan = await reflecting.published(weekly(), activity("A2", due={"kind": "date", "on": friday(2)}))
    done = await listed(reflecting.author, {"day": friday(2), "day_type": "closure"})
    assert (done["effect"]["tasks_withdrawn"], done["effect"]["tasks_moved"]) == (1, 3)
    tasks = (await reflecting.author.get("/v1/tasks", params={"plan_id": plan["id"], "limit": "50"})).json()["items"]
    here = [task for task in tasks if task["school"]["name"] == "oak"]
    assert {(task["activity_code"], task["due_on"], task["state"]) for task in here} == {
        ("A1", friday(1), "open"),
        ("A1", friday(2), "withdrawn"),
        ("A1", friday(3), "open"),
        ("A2", (date.fromisoformat(friday(2)) + timedelta(days=3)).isoformat(), "open"),
    }


async def test_what_is_past_stays(reflecting: District) -> None:
    plan = await reflecting.published(weekly())
    past = (TODAY - timedelta(days=3)).isoformat()
    await reflecting.scheduling.sql(
        "update tasks set due_on = $3::date where district_id = $1 and plan_id = $2::uuid and due_on = $4::date returning id",
        *(reflecting.id, plan["id"], date.fromisoformat(past), date.fromisoformat(friday(1))),
    )
    oak = {"school_id": str(reflecting.schools["oak"])}
    await listed(reflecting.author, {"day": friday(1), "day_type": "instructional", **oak})
    assert (await states(reflecting, plan))[past] == "open"


async def test_the_preview_counts_them_and_warns_where_there_are_none(reflecting: District) -> None:
    plan = (await reflecting.author.post("/v1/plans", json=plan_of(weekly()))).json()
    preview = (await reflecting.author.get(f"/v1/plans/{plan['id']}/preview")).json()
    assert preview["totals"]["tasks"] == 3
    assert [(one["code"], one["count"]) for one in preview["warnings"] if one["code"] == "no_such_days"] == [
        ("no_such_days", 2)
    ]
    assert preview["activities"][0]["schools_with_days"] == 1


@pytest.mark.parametrize(
    ("repeat", "code"),
    [
        ({"day_type": "market"}, "no_such_day_type"),
        ({"day_type": "instructional"}, "no_such_day_type"),
        ({"day_type": "holiday"}, "no_such_day_type"),
        ({"day_type": "reflection", "rrule": "FREQ=DAILY"}, "invalid"),
        ({"day_type": "reflection", "of_month": 0}, "invalid"),
        ({"day_type": "reflection", "on_non_school_day": "skip"}, "invalid"),
        ({"rrule": "FREQ=DAILY", "every": 2}, "invalid"),
        ({}, "invalid"),
    ],
)
async def test_what_no_calendar_can_follow_is_refused(reflecting: District, repeat: dict[str, Any], code: str) -> None:
    reply = await reflecting.author.post("/v1/plans", json=plan_of(activity(repeat=repeat)))
    assert_refused(reply, 422, code)


@pytest.mark.parametrize("form", ["yaml", "json", "csv"])
@pytest.mark.parametrize(
    "repeat",
    [
        *(EVERY, {**EVERY, "every": 2}, {**EVERY, "of_month": 1}, {**EVERY, "of_month": -1, "grace_days": 2}),
        {**EVERY, "of_month": -2, "every": 3},
    ],
)
async def test_it_goes_out_and_in_with_one_hash(reflecting: District, repeat: dict[str, Any], form: str) -> None:
    plan = (await reflecting.author.post("/v1/plans", json=plan_of(activity(repeat=repeat)))).json()
    out = await reflecting.author.get(f"/v1/plans/{plan['id']}/export", params={"format": form})
    headers = {"Content-Type": out.headers["content-type"]}
    back = await reflecting.author.post("/v1/plan-imports", content=out.content, headers=headers)
    assert back.status_code == 201, back.text
    assert back.json()["content_hash"] == plan["content_hash"]


async def test_a_school_carries_its_plan_through_a_microsocietys_week(district: District) -> None:
    """Its coordinator gives the days their kinds, and its own plan goes by them."""
    oak = str(district.schools["oak"])
    for code in ("planning", "action", "reflection"):
        wish = {"code": code, "title": f"{code} day", "school_is_held": True, "school_id": oak}
        assert (await district.oak.post("/v1/day-types", json=wish)).status_code == 201
    span: dict[str, Any] = {"first_on": friday(1), "last_on": friday(6), "school_ids": [oak]}
    for code, weekday in (("planning", "MO"), ("action", "WE"), ("reflection", "FR")):
        wish = {"day_type": code, "rrule": f"FREQ=WEEKLY;BYDAY={weekday}", **span}
        reply = await district.oak.post("/v1/calendar/patterns", json=wish)
        assert (reply.status_code, reply.json()["skipped"]) == (200, [])
    principal = district.as_person("principal_oak", ("principal", "oak"))
    wish = {**plan_of(weekly(), weekly(of_month=1) | {"code": "A2", "owner_role": "principal"}), "school_id": oak}
    plan = (await district.oak.post("/v1/plans", json=wish)).json()
    path = f"/v1/plans/{plan['id']}"
    assert (await district.oak.post(f"{path}/submit")).status_code == 200
    seen = (await principal.get(f"{path}/preview")).json()
    body = {"content_hash": plan["content_hash"], "seen_warnings": seen["warnings_hash"]}
    assert (await principal.post(f"{path}/approve", json=body)).status_code == 200
    published = await district.oak.post(f"{path}/publish")
    assert published.json()["task_count"] == seen["totals"]["tasks"] >= 7
    assert set(await states(district, plan)) == {friday(week) for week in range(1, 7)}
    closed = await listed(district.author, {"day": friday(2), "day_type": "closure"})
    assert [one["school"]["name"] for one in closed["effect"]["overruled"]] == ["oak"]
    assert (await states(district, plan))[friday(2)] == "withdrawn"
    again = {"day_type": "reflection", "days": [thursday(2)], "school_ids": [oak]}
    assert (await district.oak.post("/v1/calendar/patterns", json=again)).json()["effect"]["tasks_made"] == 1
    assert (await states(district, plan))[thursday(2)] == "open"
    (own,) = (await district.author.get("/v1/roll-up", params={"owner": "school"})).json()["groups"]
    assert (own["id"], own["school"]["name"], own["withdrawn"]) == (plan["id"], "oak", 1)
    opened = await listed(district.author, {"day": friday(2), "day_type": "instructional"})
    assert [one["school"]["name"] for one in opened["effect"]["restored"]] == ["oak"]
    assert (await states(district, plan))[friday(2)] == "open"
