"""What a plan would bring, before it is published."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.publication.previews.factories import codes, due, weekday
from tests.scheduling.publication.revisions.factories import goals, revise

LIMITS = {"tasks_per_person_and_month": 20, "tasks_per_school_and_week": 10, "plans_per_school": 4}


async def draft(district: District, *activities: dict[str, Any]) -> dict[str, Any]:
    made = await district.author.post("/v1/plans", json=plan_of(*activities))
    assert made.status_code == 201, made.text
    return dict(made.json())


async def preview(district: District, plan: dict[str, Any]) -> dict[str, Any]:
    reply = await district.executive.get(f"/v1/plans/{plan['id']}/preview")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def test_a_preview_counts_what_publishing_then_makes(district: District) -> None:
    day = weekday(20)
    only_high = {"kind": "schools", "local_codes": ["0301"]}
    plan = await draft(
        district, activity("A1", due=due(day)), activity("A2", due=due(day), targets=only_high, owner_role="principal")
    )
    seen = await preview(district, plan)
    assert seen["totals"] == {"schools": 3, "tasks": 4, "district_tasks": 0, "people": 2, "unowned": 2}
    schools = {school["school"]["id"]: (school["tasks"], school["unowned"]) for school in seen["schools"]}
    assert schools == {
        str(district.schools["oak"]): (1, 0),
        str(district.schools["elm"]): (1, 0),
        str(district.schools["high"]): (2, 2),
    }
    assert [school["tasks"] for school in seen["schools"]] == [2, 1, 1], "the heaviest load comes first"
    assert {school["first_due_on"] for school in seen["schools"]} == {day.isoformat()}
    people = {person["staff"]["id"]: person["months"] for person in seen["people"]}
    month = f"{day:%Y-%m}"
    assert people == {str(district.people[name]): {month: 1} for name in ("coordinator_oak", "coordinator_elm")}
    assert (seen["months"][month]["tasks"], seen["months"][month]["people"]) == (4, 2)
    assert [(a["code"], a["schools"], a["tasks"]) for a in seen["activities"]] == [("A1", 3, 3), ("A2", 1, 1)]
    await district.author.post(f"/v1/plans/{plan['id']}/submit")
    assert (await district.approve(f"/v1/plans/{plan['id']}", seen["content_hash"])).status_code == 200
    published = (await district.author.post(f"/v1/plans/{plan['id']}/publish")).json()
    assert (published["school_count"], published["task_count"]) == (3, 4)


async def test_the_heaviest_load_comes_first_with_its_first_and_last_day(district: District) -> None:
    day, oak = weekday(20), {"kind": "schools", "local_codes": ["0101"]}
    # Two days of one week, and two of another month.
    days = [day, day + timedelta(days=1), day + timedelta(days=56), day + timedelta(days=57)]
    more = [activity(f"A{n}", due=due(on), targets=oak) for n, on in enumerate(days[1:], start=2)]
    seen = await preview(district, await draft(district, activity("A1", due=due(day)), *more))
    schools = [(school["tasks"], school["first_due_on"], school["last_due_on"]) for school in seen["schools"]]
    assert schools == [(4, str(day), str(days[-1])), *[(1, str(day), str(day))] * 2]
    assert [person["tasks"] for person in seen["people"]] == [4, 1]


async def test_a_preview_changes_nothing(district: District) -> None:
    plan = await draft(district, activity(repeat={"rrule": "FREQ=WEEKLY"}))
    before = (await district.author.get(f"/v1/plans/{plan['id']}")).json()
    await preview(district, plan)
    assert (await district.author.get(f"/v1/plans/{plan['id']}")).json() == before
    assert not (await district.author.get("/v1/tasks")).json()["items"]


async def test_every_occurrence_of_the_school_year_is_counted(district: District) -> None:
    day = weekday(10)
    plan = await draft(district, activity(due=due(day), repeat={"rrule": "FREQ=WEEKLY"}))
    seen = await preview(district, plan)
    weeks = (TODAY + timedelta(days=250) - day).days // 7 + 1
    assert seen["totals"]["tasks"] == 3 * weeks
    assert sum(month["tasks"] for month in seen["months"].values()) == 3 * weeks
    last = day + timedelta(weeks=weeks - 1)
    assert seen["activities"][0]["last_due_on"] == last.isoformat()


async def test_what_nobody_would_get_or_own_is_named(district: District) -> None:
    none = {"kind": "rule", "levels": ["combined"]}
    plan = await draft(district, activity("A1", due=due(weekday(20))), activity("A2", targets=none))
    seen = await preview(district, plan)
    assert seen["activities_without_schools"] == ["A2"]
    high = {"id": str(district.schools["high"]), "name": "high"}
    assert seen["roles_nobody_holds"] == [
        {"role": "school_coordinator", "schools": [high], "school_count": 1, "is_of_district": False, "tasks": 1}
    ]
    place = "/goals/0/strategies/0/activities"
    assert [(w["code"], w["pointer"], w["count"]) for w in seen["warnings"]] == [
        ("no_school", f"{place}/1/targets", 0),
        ("nobody_holds_role", f"{place}/0/owner_role", 1),
    ]


async def test_a_day_without_school_is_named_with_the_schools_it_is_none_at(district: District) -> None:
    day = weekday(20)
    oak = {"day": day.isoformat(), "day_type": "closure", "school_id": str(district.schools["oak"])}
    reply = await district.author.post("/v1/calendar/days", json={"items": [oak]})
    assert (reply.status_code, reply.json()["refused"]) == (200, 0), reply.text
    saturday = day + timedelta(days=3)
    plan = await draft(district, activity("A1", due=due(day)), activity("A2", due=due(saturday)))
    seen = await preview(district, plan)
    found = [(d["code"], d["day"], d["schools"]) for d in seen["dates_on_non_school_days"]]
    assert found == [("A1", day.isoformat(), 1), ("A2", saturday.isoformat(), 3)]
    assert codes(seen)["non_school_day"] == 3


async def test_other_plans_count_towards_what_is_too_much(district: District) -> None:
    day = weekday(20)
    await district.published(*(activity(f"B{n}", due=due(day)) for n in range(3)))
    plan = await draft(district, *(activity(f"A{n}", due=due(day)) for n in range(2)))
    alone = await preview(district, plan)
    assert alone["schools"][0]["other_tasks"] == 3
    assert (alone["schools"][0]["other_plans"], alone["schools"][0]["plans"]) == (1, 2)
    assert (alone["people"][0]["tasks"], alone["people"][0]["other_tasks"], alone["people"][0]["other_plans"]) == (
        2,
        3,
        1,
    )
    assert codes(alone).keys() == {"nobody_holds_role"}
    month = alone["months"][f"{day:%Y-%m}"]
    assert (month["tasks"], month["other_tasks"], month["most_per_person"], month["people_over_limit"]) == (6, 9, 5, 0)

    exact = {"tasks_per_person_and_month": 5, "tasks_per_school_and_week": 5, "plans_per_school": 2}
    assert (await district.executive.put("/v1/preview-limits", json=exact)).json() == exact
    assert codes(await preview(district, plan)).keys() == {"nobody_holds_role"}
    tight = {name: value - 1 for name, value in exact.items()}
    assert (await district.executive.put("/v1/preview-limits", json=tight)).json() == tight
    seen = await preview(district, plan)
    assert codes(seen) == {"nobody_holds_role": 1, "heavy_month": 2, "heavy_week": 3, "many_initiatives": 3}
    assert {w["pointer"] for w in seen["warnings"] if w["code"] == "heavy_month"} == {f"/months/{day:%Y-%m}"}


async def test_done_tasks_and_other_months_of_other_plans_weigh_nothing(district: District) -> None:
    day = weekday(20)
    other = await district.published(activity("B1", due=due(day)), activity("B2", due=due(day + timedelta(days=60))))
    task = await district.task(other, "oak", "B1")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    seen = await preview(district, await draft(district, activity("A1", due=due(day))))
    others = {school["school"]["id"]: (school["other_tasks"], school["plans"]) for school in seen["schools"]}
    assert others[str(district.schools["oak"])] == (0, 2)
    assert others[str(district.schools["elm"])] == (1, 2)


async def test_occurrences_other_plans_have_yet_to_make_are_counted(district: District) -> None:
    day = weekday(100)
    await district.published(activity("B1", due=due(weekday(7)), repeat={"rrule": "FREQ=WEEKLY;BYDAY=WE"}))
    seen = await preview(district, await draft(district, activity("A1", due=due(day))))
    wednesdays = sum(
        (day.replace(day=1) + timedelta(days=n)).weekday() == 2
        for n in range(31)
        if (day.replace(day=1) + timedelta(days=n)).month == day.month
    )
    assert {school["other_tasks"] for school in seen["schools"]} == {wednesdays}


async def test_an_activity_another_plan_left_out_repeats_no_more(district: District) -> None:
    weekly = activity("B1", due=due(weekday(7)), repeat={"rrule": "FREQ=WEEKLY;BYDAY=WE"})
    other = await district.published(weekly, activity("B2", due=due(weekday(9))))
    await revise(district, other, {"goals": goals(activity("B2", due=due(weekday(9))))})
    seen = await preview(district, await draft(district, activity("A1", due=due(weekday(100)))))
    assert {school["other_tasks"] for school in seen["schools"]} == {0}


async def test_an_unfinished_draft_has_a_preview_that_says_what_is_missing(district: District) -> None:
    never = {"kind": "offset", "count": 900, "unit": "school_days", "direction": "after", "anchor": "publication"}
    seen = await preview(
        district, await draft(district, activity("A1", due=due(weekday(9))), activity("A2", due=never))
    )
    assert [(fault["code"], fault["pointer"]) for fault in seen["not_ready"]] == [
        ("due_never_falls", "/goals/0/strategies/0/activities/1/due")
    ]
    assert seen["totals"]["tasks"] == 3
    empty = await district.author.post("/v1/plans", json={"title": "T", "school_year": "2026-27"})
    seen = await preview(district, empty.json())
    assert seen["totals"] == {"schools": 0, "tasks": 0, "district_tasks": 0, "people": 0, "unowned": 0}
    assert (seen["warnings"], seen["months"], [fault["code"] for fault in seen["not_ready"]]) == ([], {}, ["empty"])


async def test_a_district_without_a_school_year_is_warned_of_no_days(scheduling: Service, district: District) -> None:
    bare = District(scheduling, new_id())
    bare.schools = {"oak": new_id()}
    facts: dict[str, Any] = {"name": "oak", "local_code": "1", "level": None, "grades": [], "tags": [], "cohort": None}
    event = {**facts, "school_id": bare.schools["oak"], "opens_on": None, "closes_on": None, "version": 1}
    await scheduling.receive(bare.id, ("partners.school.recorded.v1", event))
    plan = await draft(bare, activity(due=due(weekday(9) + timedelta(days=3))))
    assert codes(await preview(bare, plan)) == {"nobody_holds_role": 1}


async def test_approving_needs_the_hash_of_exactly_these_warnings(district: District) -> None:
    plan = await draft(district, activity(due=due(weekday(20))))
    url = f"/v1/plans/{plan['id']}"
    await district.author.post(f"{url}/submit")
    body = {"content_hash": plan["content_hash"]}
    for wrong in (body, {**body, "seen_warnings": None}, {**body, "seen_warnings": "0" * 64}):
        unseen = await district.executive.post(f"{url}/approve", json=wrong)
        assert_refused(unseen, 409, "warnings_unseen")
        assert [(e["code"], e["pointer"]) for e in unseen.json()["errors"]] == [
            ("nobody_holds_role", "/goals/0/strategies/0/activities/0/owner_role")
        ]
    malformed = await district.executive.post(f"{url}/approve", json={**body, "seen_warnings": "yes"})
    assert malformed.status_code == 422
    assert (await district.executive.get(url)).json()["state"] == "submitted"
    assert (await district.approve(url, plan["content_hash"])).json()["state"] == "approved"


async def test_a_hash_read_before_the_warnings_changed_is_stale(district: District, scheduling: Service) -> None:
    plan = await draft(district, activity(due=due(weekday(20))))
    url = f"/v1/plans/{plan['id']}"
    await district.author.post(f"{url}/submit")
    seen = await preview(district, plan)
    # One more school without a coordinator: the same warning of more schools.
    await scheduling.receive(district.id, another_school("0302"))
    again = await preview(district, plan)
    assert codes(again) == {"nobody_holds_role": 2}
    assert again["warnings_hash"] == seen["warnings_hash"]
    tight = {**LIMITS, "tasks_per_person_and_month": 1, "plans_per_school": 1}
    assert (await district.executive.put("/v1/preview-limits", json=tight)).status_code == 200
    await district.published(activity("B1", due=due(weekday(20))))
    body = {"content_hash": plan["content_hash"], "seen_warnings": seen["warnings_hash"]}
    stale = await district.executive.post(f"{url}/approve", json=body)
    assert_refused(stale, 409, "warnings_unseen")
    assert {e["code"]: e["pointer"] for e in stale.json()["errors"]}["many_initiatives"] == "/seen_warnings"
    assert (await district.approve(url, plan["content_hash"])).status_code == 200


async def test_without_warnings_nothing_need_be_sent(district: District) -> None:
    elementary = {"kind": "rule", "levels": ["elementary"]}
    plan = await draft(district, activity(targets=elementary, due=due(weekday(20))))
    seen = await preview(district, plan)
    assert seen["warnings"] == []
    await district.author.post(f"/v1/plans/{plan['id']}/submit")
    body = {"content_hash": plan["content_hash"]}
    approved = await district.executive.post(f"/v1/plans/{plan['id']}/approve", json=body)
    assert approved.status_code == 200, approved.text


async def test_a_plan_has_a_preview_until_it_is_published(district: District) -> None:
    plan = await district.published(activity())
    over = await district.author.get(f"/v1/plans/{plan['id']}/preview")
    assert_refused(over, 409, "wrong_state")


async def test_schools_see_no_preview_of_a_draft(district: District) -> None:
    plan = await draft(district, activity())
    assert (await district.oak.get(f"/v1/plans/{plan['id']}/preview")).status_code == 404
    teacher = district.as_person("mentor_oak", ("mentor", "oak"))
    assert_refused(await teacher.get(f"/v1/plans/{plan['id']}/preview"), 403, "not_permitted")
    assert (await district.author.get(f"/v1/plans/{new_id()}/preview")).status_code == 404


async def test_limits_have_defaults_and_are_set_by_who_approves(district: District) -> None:
    assert (await district.author.get("/v1/preview-limits")).json() == LIMITS
    refused = await district.author.put("/v1/preview-limits", json=LIMITS)
    assert_refused(refused, 403, "not_permitted")
    twice = [await district.executive.put("/v1/preview-limits", json={**LIMITS, "plans_per_school": n}) for n in (2, 3)]
    assert [reply.json()["plans_per_school"] for reply in twice] == [2, 3]
    assert (await district.author.get("/v1/preview-limits")).json()["plans_per_school"] == 3


@pytest.mark.parametrize("wrong", [0, 1001, -1, "5", 2.5, None, True])
async def test_limits_are_numbers_from_1_to_1000(district: District, wrong: Any) -> None:
    reply = await district.executive.put("/v1/preview-limits", json={**LIMITS, "plans_per_school": wrong})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/plans_per_school")


def another_school(code: str) -> tuple[str, dict[str, Any]]:
    facts = {"name": code, "local_code": code, "level": "high", "grades": ["09"], "tags": [], "cohort": None}
    return "partners.school.recorded.v1", {
        **{"school_id": new_id(), "opens_on": None, "closes_on": None, "version": 1},
        **facts,
    }
