"""A closure during the year moves what was due that day, and says so; taking it back moves it back."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from shared.testing.calls import assert_refused
from tests.scheduling.calendar.calendars.years import day_of
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.year.corrections.factories import listed


def wednesday() -> date:
    """A Wednesday about two weeks ahead."""
    return TODAY + timedelta(days=14 + (2 - TODAY.weekday()) % 7)


SNOW = wednesday()
CLOSURE = {"day": SNOW.isoformat(), "day_type": "closure"}
NEXT = (SNOW + timedelta(days=1)).isoformat()


async def due(district: District, plan: dict[str, Any]) -> dict[str, str]:
    """When each school's task is due."""
    tasks = [await district.task(plan, name) for name in district.schools]
    return dict(zip(district.schools, (task["due_on"] for task in tasks), strict=True))


async def told(district: District) -> list[dict[str, Any]]:
    """The changes people were told of."""
    events = await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")
    return [event["data"] for event in events]


async def snowed_in(district: District) -> dict[str, Any]:
    """A plan with a task due on the day the snow will fall, at every school."""
    return await district.published(activity(due={"kind": "date", "on": SNOW.isoformat()}))


async def test_a_snow_day_moves_what_was_due_tells_each_owner_once_and_back_again(district: District) -> None:
    plan, today = await snowed_in(district), SNOW.isoformat()
    trial = await listed(district.author, CLOSURE, dry=True)
    assert await due(district, plan) == dict.fromkeys(district.schools, today)
    assert await told(district) == []
    done = await listed(district.author, CLOSURE)
    assert await due(district, plan) == dict.fromkeys(district.schools, NEXT)
    effect = done["effect"]
    # Oak and Elm have a coordinator; nobody owns High's task.
    assert (effect["tasks_due"], effect["tasks_moved"], effect["people_told"]) == (3, 3, 2)
    assert {**effect, "change_id": None} == trial["effect"]
    heard = await told(district)
    assert {data["change_id"] for data in heard} == {effect["change_id"]}
    assert {data["cause"] for data in heard} == {"calendar"}
    assert Counter(data["owner_id"] for data in heard) == {
        str(district.people["coordinator_oak"]): 1,
        str(district.people["coordinator_elm"]): 1,
        None: 1,
    }
    assert {(line["former_due_on"], line["due_on"]) for data in heard for line in data["lines"]} == {(today, NEXT)}
    back = await district.author.delete(f"/v1/calendar/days/{done['rows'][0]['id']}")
    assert (back.status_code, back.json()["tasks_moved"], back.json()["tasks_due"]) == (200, 3, 0)
    assert await due(district, plan) == dict.fromkeys(district.schools, today)
    assert len(await told(district)) == 6


async def test_a_school_that_closes_alone_moves_only_its_own(district: District) -> None:
    plan = await snowed_in(district)
    oak = {"school_id": str(district.schools["oak"])}
    effect = (await listed(district.author, {**CLOSURE, **oak}))["effect"]
    assert (effect["tasks_due"], effect["tasks_moved"]) == (1, 1)
    assert await due(district, plan) == {"oak": NEXT, "elm": SNOW.isoformat(), "high": SNOW.isoformat()}


async def test_a_school_that_stays_open_on_a_snow_day_keeps_its_day(district: District) -> None:
    plan = await snowed_in(district)
    oak = {"school_id": str(district.schools["oak"])}
    await listed(district.author, CLOSURE, {**CLOSURE, "day_type": "instructional", **oak})
    assert await due(district, plan) == {"oak": SNOW.isoformat(), "elm": NEXT, "high": NEXT}


async def test_two_days_of_snow_said_one_after_the_other_move_it_twice_and_all_the_way_back(district: District) -> None:
    plan = await snowed_in(district)
    first = await listed(district.author, CLOSURE)
    second = await listed(district.author, {**CLOSURE, "day": NEXT})
    later = (SNOW + timedelta(days=2)).isoformat()
    assert set((await due(district, plan)).values()) == {later}
    for done in (second, first):
        await district.author.delete(f"/v1/calendar/days/{done['rows'][0]['id']}")
    assert set((await due(district, plan)).values()) == {SNOW.isoformat()}


async def test_a_file_and_the_list_of_a_school_year_move_it_too(district: District) -> None:
    plan = await snowed_in(district)
    file = f"day,day_type\n{SNOW},closure\n"
    query = {"validate_only": "true"}
    for params, moved in ((query, SNOW.isoformat()), ({}, NEXT)):
        reply = await district.author.post(
            "/v1/calendar/import", content=file, headers={"Content-Type": "text/csv"}, params=params
        )
        assert (reply.status_code, reply.json()["effect"]["tasks_moved"]) == (200, 3), reply.text
        assert set((await due(district, plan)).values()) == {moved}
    (year,) = (await district.author.get("/v1/school-years")).json()["items"]
    assert year["non_school_days"] == [SNOW.isoformat()]
    path = f"/v1/school-years/{year['id']}"
    match = {"If-Match": f'"{year["version"]}"'}
    opened = await district.author.patch(path, json={"non_school_days": []}, headers=match)
    assert (opened.status_code, opened.json()["non_school_days"]) == (200, []), opened.text
    assert set((await due(district, plan)).values()) == {SNOW.isoformat()}


async def test_what_closes_nothing_new_tells_nobody(district: District) -> None:
    await snowed_in(district)
    await listed(district.author, CLOSURE)
    heard = len(await told(district))
    effect = (await listed(district.author, {**CLOSURE, "day_type": "holiday", "note": "Snow"}))["effect"]
    assert (effect["close_count"], effect["tasks_due"], effect["change_id"]) == (0, 0, None)
    assert len(await told(district)) == heard
    assert (await day_of(district.author, SNOW.isoformat()))["note"] == "Snow"


async def test_a_refused_correction_moves_nothing(district: District) -> None:
    plan = await snowed_in(district)
    (year,) = (await district.author.get("/v1/school-years")).json()["items"]
    first = date.fromisoformat(year["starts_on"])
    span = [first + timedelta(days=n) for n in range((date.fromisoformat(year["ends_on"]) - first).days + 1)]
    items = [{"day": day.isoformat(), "day_type": "closure"} for day in span]
    reply = await district.author.post("/v1/calendar/days", json={"items": items})
    assert_refused(reply, 422, "year_without_school_days")
    assert set((await due(district, plan)).values()) == {SNOW.isoformat()}
    assert await told(district) == []
