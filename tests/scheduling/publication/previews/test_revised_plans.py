"""What a published plan would ask for with a revision."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared import clock
from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.publication.previews.factories import codes, due, weekday


async def revise(district: District, plan: dict[str, Any], *activities: dict[str, Any]) -> str:
    """The address of a submitted revision to these activities."""
    body = {"note": "x", "goals": plan_of(*activities)["goals"]}
    made = await district.author.post(f"/v1/plans/{plan['id']}/revisions", json=body)
    assert made.status_code == 201, made.text
    url = f"/v1/plans/{plan['id']}/revisions/{made.json()['number']}"
    assert (await district.author.post(f"{url}/submit")).status_code == 200
    return url


async def preview(district: District, url: str) -> dict[str, Any]:
    reply = await district.executive.get(f"{url}/preview")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def test_it_counts_what_is_still_to_be_done_with_the_revision(district: District) -> None:
    day = weekday(20)
    plan = await district.published(activity("A1", due=due(day)), activity("A2", due=due(day)))
    task = await district.task(plan, "oak", "A1")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    later = due(day + timedelta(days=7))
    url = await revise(district, plan, activity("A1", due=due(day)), activity("A3", due=later))
    seen = await preview(district, url)
    assert [(a["code"], a["tasks"]) for a in seen["activities"]] == [("A1", 2), ("A3", 3)]
    assert seen["totals"]["tasks"] == 5
    assert {school["other_tasks"] for school in seen["schools"]} == {0}
    assert {school["plans"] for school in seen["schools"]} == {1}


async def test_another_plans_activities_of_the_same_code_are_not_its_own(district: District) -> None:
    day = weekday(20)
    plan = await district.published(activity("A1", due=due(day)))
    task = await district.task(plan, "oak")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    await district.published(activity("A1", due=due(day)))
    seen = await preview(district, await revise(district, plan, activity("A1", title="B", due=due(day))))
    assert [(a["code"], a["tasks"]) for a in seen["activities"]] == [("A1", 2)]
    assert {school["other_tasks"] for school in seen["schools"]} == {1}


async def test_a_task_given_by_hand_stays_with_who_has_it(district: District) -> None:
    plan = await district.published(activity("A1", due=due(weekday(20))))
    task = await district.task(plan, "oak")
    body = {"owner_id": str(district.people["mentor_oak"])}
    etag = {"If-Match": f'"{task["version"]}"'}
    given = await district.author.patch(f"/v1/tasks/{task['id']}", json=body, headers=etag)
    assert given.status_code == 200, given.text
    seen = await preview(district, await revise(district, plan, activity("A1", title="B", due=due(weekday(20)))))
    assert {person["staff"]["id"] for person in seen["people"]} == {
        str(district.people[name]) for name in ("mentor_oak", "coordinator_elm")
    }


async def test_days_that_stay_count_from_the_first_publication(district: District) -> None:
    offset = {"kind": "offset", "count": 30, "unit": "days", "direction": "after", "anchor": "publication"}
    plan = await district.published(activity("A1", due=offset, repeat={"rrule": "FREQ=WEEKLY"}))
    (first,) = [a for goal in plan["goals"] for s in goal["strategies"] for a in s["activities"]]
    seen = await preview(
        district, await revise(district, plan, activity("A1", title="B", due=offset, repeat={"rrule": "FREQ=WEEKLY"}))
    )
    assert seen["activities"][0]["first_due_on"] >= first["due_on"]
    assert seen["activities"][0]["tasks"] > 3 * 20


async def test_approving_a_revision_needs_its_warnings_seen(district: District) -> None:
    plan = await district.published(activity("A1", due=due(weekday(20))))
    url = await revise(district, plan, activity("A1", due=due(weekday(20) + timedelta(days=3))))
    seen = await preview(district, url)
    assert codes(seen) == {"nobody_holds_role": 1, "non_school_day": 3}
    body = {"content_hash": seen["content_hash"]}
    for wrong in (body, {**body, "seen_warnings": "0" * 64}):
        unseen = await district.executive.post(f"{url}/approve", json=wrong)
        assert_refused(unseen, 409, "warnings_unseen")
        assert [error["code"] for error in unseen.json()["errors"]] == ["nobody_holds_role", "non_school_day"]
    assert (await district.approve(url, seen["content_hash"])).json()["state"] == "approved"


async def test_only_a_revision_under_way_has_one_and_schools_do_not_see_it(district: District) -> None:
    plan = await district.published(activity("A1"))
    url = await revise(district, plan, activity("A2"))
    assert (await district.oak.get(f"{url}/preview")).status_code == 404
    assert (await district.author.get(f"/v1/plans/{plan['id']}/revisions/99/preview")).status_code == 404
    assert (await district.author.post(f"{url}/discard")).status_code == 200
    over = await district.author.get(f"{url}/preview")
    assert_refused(over, 409, "wrong_state")


async def close(district: District, *days: date) -> None:
    """A day off for every school."""
    items = [{"day": day.isoformat(), "day_type": "holiday"} for day in days]
    reply = await district.author.post("/v1/calendar/days", json={"items": items})
    assert (reply.status_code, reply.json()["refused"]) == (200, 0), reply.text


async def test_what_a_closed_day_moved_is_counted_on_the_day_it_has(district: District) -> None:
    day = weekday(20)
    plan = await district.published(activity("A1", due=due(day)))
    await close(district, day)
    moved = (await district.task(plan, "oak"))["due_on"]
    assert moved == (day + timedelta(days=1)).isoformat()
    seen = await preview(district, await revise(district, plan, activity("A1", title="B", due=due(day))))
    (counted,) = seen["activities"]
    assert (counted["tasks"], counted["first_due_on"], counted["last_due_on"]) == (3, moved, moved)
    assert {(school["first_due_on"], school["last_due_on"]) for school in seen["schools"]} == {(moved, moved)}
    assert seen["dates_on_non_school_days"] == []
    assert "non_school_day" not in codes(seen)


async def test_what_a_closed_day_moved_and_a_revision_redates_is_counted_on_the_new_day(district: District) -> None:
    day, later = weekday(20), weekday(27)
    plan = await district.published(activity("A1", due=due(day)))
    await close(district, day)
    seen = await preview(district, await revise(district, plan, activity("A1", due=due(later))))
    assert seen["activities"][0]["first_due_on"] == later.isoformat()


async def test_an_occurrence_whose_day_was_closed_after_it_was_made_is_still_counted(district: District) -> None:
    day = weekday(20)
    repeat = {"rrule": "FREQ=WEEKLY;COUNT=3", "on_non_school_day": "skip"}
    plan = await district.published(activity("A1", due=due(day), repeat=repeat))
    await close(district, day + timedelta(days=7))
    url = await revise(district, plan, activity("A1", title="B", due=due(day), repeat=repeat))
    before = await preview(district, url)
    assert before["activities"][0]["tasks"] == 9
    task = await district.task(plan, "oak")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    assert (await preview(district, url))["activities"][0]["tasks"] == 8


async def test_a_task_moved_from_a_day_gone_by_is_still_to_come(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = weekday(20)
    plan = await district.published(activity("A1", due=due(day)))
    await close(district, day, day + timedelta(days=1))
    url = await revise(district, plan, activity("A1", title="B", due=due(day)))
    now = clock.now() + (day + timedelta(days=1) - TODAY)
    monkeypatch.setattr(clock, "now", lambda: now)
    seen = await preview(district, url)
    assert (seen["totals"]["tasks"], seen["activities"][0]["first_due_on"]) == (3, str(day + timedelta(days=2)))
