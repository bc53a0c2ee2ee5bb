"""What each row of a day is about, and where its reader is led to."""

from datetime import date, timedelta
from typing import Any

from shared.ids import new_id
from shared.testing.calls import Service
from tests.front_ends import lead
from tests.scheduling.factories import TODAY, District, activity

APP = "https://app.example"


async def day_of(caller: Any) -> dict[str, Any]:
    reply = await caller.get("/v1/my-day")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def due_today(scheduling: Service, task_id: str, day: str) -> None:
    await scheduling.sql(
        "update tasks set due_on = $2 where id = $1::uuid returning id", task_id, date.fromisoformat(day)
    )


async def test_a_task_says_what_it_is_and_leads_into_its_readers_front_end(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(activity("A1", title="Train the team"))
    task = await district.task(plan, "oak")
    await due_today(scheduling, task["id"], (await day_of(district.oak))["day"])
    about = {"kind": "task", "id": task["id"], "number": None, "title": "Train the team"}
    [shown] = (await day_of(district.oak))["due_today"]
    assert shown["about"] == {**about, "link": None}
    await lead(scheduling, district.id, f"{APP}/default")
    [shown] = (await day_of(district.oak))["due_today"]
    assert shown["about"] == {**about, "link": f"{APP}/default/tasks/{task['id']}"}
    me = district.people["coordinator_oak"]
    await lead(scheduling, district.id, f"{APP}/mine", me, task=f"{APP}/mine/t?id={{id}}")
    [shown] = (await day_of(district.oak))["due_today"]
    assert shown["about"] == {**about, "link": f"{APP}/mine/t?id={task['id']}"}


async def test_what_another_service_asked_for_leads_to_where_it_is_done(
    district: District, scheduling: Service
) -> None:
    await lead(scheduling, district.id, APP)
    wish = {
        **{"school_id": str(district.schools["oak"]), "owned_by": "one", "role": "school_coordinator"},
        **{"person_id": None, "due_on": str(TODAY + timedelta(days=2)), "due_after": None, "school_days": None},
        **{"text_code": "caseloads.orphaned", "text_values": {"count": 1, "school": str(district.schools["oak"])}},
        **{"link": "/v1/caseloads?orphaned=true", "closes_by": "origin"},
    }
    fact = {"origin_type": "caseload", "origin_id": new_id(), "version": 1, "wish": wish}
    await scheduling.receive(district.id, ("assessment.work.owed.v1", fact))
    [shown] = (await day_of(district.oak))["due_soon"]
    assert shown["about"]["link"] == f"{APP}/caseloads?orphaned=true"
    assert (shown["about"]["kind"], shown["about"]["id"]) == ("task", shown["id"])


async def test_of_what_a_colleague_wrote_the_title_is_read_at_the_thing(
    district: District, scheduling: Service
) -> None:
    await lead(scheduling, district.id, APP)
    note = await district.oak.post("/v1/own-notes", json={"title": "Call Ana's mother", "due_on": str(TODAY)})
    assert note.status_code == 201, note.text
    given = await district.author.post(
        "/v1/tasks",
        json={
            **{"title": "Look in on Ana", "due_on": str(TODAY + timedelta(days=1))},
            **{"owner_id": str(district.people["coordinator_oak"]), "school_id": str(district.schools["oak"])},
        },
    )
    assert given.status_code == 201, given.text
    day = await day_of(district.oak)
    [written], [task] = day["own_notes"], day["due_soon"]
    assert written["about"] == {
        **{"kind": "own_note", "id": note.json()["id"], "number": None, "title": None, "link": f"{APP}/my-day"}
    }
    assert (task["about"]["title"], task["about"]["id"]) == (None, given.json()["id"])


async def test_what_is_asked_of_somebody_is_about_its_plan_or_barrier(district: District, scheduling: Service) -> None:
    await lead(scheduling, district.id, APP)
    plan = await district.published(activity("A1"))
    task = await district.task(plan, "oak")
    barrier = await district.oak.post(
        "/v1/barriers",
        json={"title": "No room", "category": "space", "description": "x", "task_ids": [task["id"]]},
    )
    assert barrier.status_code == 201, barrier.text
    principal = district.as_person("principal_oak", ("principal", "oak"))
    asked = [one for one in (await day_of(district.oak))["asked_of_you"] if one["kind"] == "barrier"]
    asked += [one for one in (await day_of(principal))["asked_of_you"] if one["kind"] == "barrier"]
    assert asked
    for one in asked:
        assert "number" not in one
        assert one["about"] == {
            **{"kind": "barrier", "id": barrier.json()["id"], "number": barrier.json()["number"]},
            **{"title": one["title"], "link": f"{APP}/barriers/{barrier.json()['id']}"},
        }
