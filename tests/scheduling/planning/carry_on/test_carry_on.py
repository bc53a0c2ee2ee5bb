"""Last year's plan goes on in the next: a draft that can be submitted as it is."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from shared import clock
from shared.testing.calls import assert_refused
from tests.one_day import noon
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.planning.carry_on.factories import NEXT, NEXT_YEAR, ask, carried, next_year


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Make it noon on a day."""

    def turn(day: date) -> None:
        moment = noon(day)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return turn


def activities_of(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The activities of its first strategy."""
    return list(plan["goals"][0]["strategies"][0]["activities"])


async def test_a_carried_plan_can_be_submitted_approved_and_published_as_it_is(district: District) -> None:
    after = {"kind": "offset", "count": 3, "unit": "school_days", "direction": "after", "anchor": "publication"}
    plan = await district.published(activity("A1"), activity("A2", due=after))
    await next_year(district)
    draft = await carried(district, plan, title="The same again")
    assert (draft["state"], draft["title"], draft["school_year"]) == ("draft", "The same again", NEXT_YEAR)
    assert draft["carried_from"] == {"id": plan["id"], "name": plan["title"]}
    assert draft["former_goals"] == [{"code": "G1", "title": "Fidelity", "decision": "maintained"}]
    days = [date.fromisoformat(part["due"]["on"]) for part in activities_of(draft)]
    target = date.fromisoformat(draft["goals"][0]["target_on"])
    assert all(NEXT[0] <= day <= NEXT[1] and day.weekday() < 5 for day in (*days, target))
    url = f"/v1/plans/{draft['id']}"
    assert (await district.author.post(f"{url}/submit")).json()["state"] == "submitted"
    assert (await district.approve(url, draft["content_hash"])).status_code == 200
    assert (await district.author.post(f"{url}/publish")).json()["task_count"] == 6
    task = await district.task(draft, "oak", "A1")
    assert task["due_on"] == days[0].isoformat()
    read = (await district.author.get(f"/v1/plans/{plan['id']}")).json()
    assert (read["state"], read["content_hash"]) == ("published", plan["content_hash"])
    assert activities_of(read)[0]["due_on"] == (TODAY + timedelta(days=20)).isoformat()


async def test_a_plan_of_the_year_to_come_is_held_against_that_years_days(
    district: District, at: Callable[[date], None]
) -> None:
    ten = {"kind": "offset", "count": 10, "unit": "school_days", "direction": "after"}
    of_year, of_publication = ({**ten, "anchor": anchor} for anchor in ("school_year_start", "publication"))
    first = NEXT[0] + timedelta(days=14)
    await next_year(district)
    weekly = activity("A1", due={"kind": "date", "on": first.isoformat()}, repeat={"rrule": "FREQ=WEEKLY"})
    body = plan_of(weekly, activity("A2", due=of_year), activity("A3", due=of_publication))
    body["goals"][0]["target_on"] = NEXT[1].isoformat()
    draft = (await district.author.post("/v1/plans", json={**body, "school_year": NEXT_YEAR})).json()
    url = f"/v1/plans/{draft['id']}"

    preview = (await district.author.get(f"{url}/preview")).json()
    assert preview["not_ready"] == []
    assert [warning["code"] for warning in preview["warnings"] if warning["code"] == "non_school_day"] == []
    spans = {each["code"]: (each["first_due_on"], each["last_due_on"]) for each in preview["activities"]}
    assert spans["A1"][0] >= NEXT[0].isoformat() < spans["A1"][1] <= NEXT[1].isoformat()
    assert NEXT[0].isoformat() < spans["A2"][0] == spans["A2"][1] == spans["A3"][0] <= first.isoformat()

    assert (await district.author.post(f"{url}/submit")).status_code == 200
    assert (await district.approve(url, draft["content_hash"])).status_code == 200
    assert (await district.author.post(f"{url}/publish")).status_code == 200
    assert (await district.task(draft, "oak", "A2"))["due_on"] == spans["A2"][0]
    assert (await district.task(draft, "oak", "A3"))["due_on"] == spans["A3"][0]
    assert await _of(district, draft, "A1") == len(
        [day for n in range(9) if (day := first + timedelta(weeks=n)) <= NEXT[0] + timedelta(days=60)]
    )

    at(NEXT[0] + timedelta(days=30))
    await district.author.post("/v1/school-days/begin")
    at(NEXT[0] + timedelta(days=60))
    before = await _of(district, draft, "A1")
    await district.author.post("/v1/school-days/begin")
    assert await _of(district, draft, "A1") > before


async def _of(district: District, plan: dict[str, Any], code: str) -> int:
    """How many tasks of an activity a school has."""
    query = {"plan_id": plan["id"], "school_id": str(district.schools["oak"]), "search": code, "limit": "200"}
    return len((await district.author.get("/v1/tasks", params=query)).json()["items"])


async def test_what_repeats_goes_on_once_the_old_year_is_over(district: District, at: Callable[[date], None]) -> None:
    until = (TODAY + timedelta(days=100)).strftime("%Y%m%d")
    weekly = {"rrule": f"FREQ=WEEKLY;UNTIL={until}", "on_non_school_day": "after"}
    plan = await district.published(activity("A1", repeat=weekly), activity("A2"))
    await next_year(district)
    at(TODAY + timedelta(days=280))
    closed = await district.author.post(f"/v1/plans/{plan['id']}/close", json={"reason": "The year is over."})
    assert closed.status_code == 200, closed.text
    draft = await carried(district, plan)
    first = activities_of(draft)[0]
    assert date.fromisoformat(first["due"]["on"]).weekday() == (TODAY + timedelta(days=20)).weekday()
    assert f"UNTIL={until}" not in first["repeat"]["rrule"]
    assert (await district.author.post(f"/v1/plans/{draft['id']}/submit")).json()["state"] == "submitted"


async def test_goals_are_revised_maintained_or_discontinued(district: District) -> None:
    goals = [{**plan_of()["goals"][0], "code": f"G{n}"} for n in range(3)]
    for n, goal in enumerate(goals):
        goal["strategies"] = [{"code": f"S{n}", "title": "T", "activities": [activity(f"A{n}")]}]
    plan = await published(district, {**plan_of(), "goals": goals})
    await next_year(district)
    decided = [{"code": "G0", "decision": "revised"}, {"code": "G1", "decision": "discontinued"}]
    draft = await carried(district, plan, goals=decided)
    assert [goal["code"] for goal in draft["goals"]] == ["G0", "G2"]
    assert [goal["decision"] for goal in draft["goals"]] == [None, None]
    said = {goal["code"]: goal["decision"] for goal in draft["former_goals"]}
    assert said == {"G0": "revised", "G1": "discontinued", "G2": "maintained"}
    former = (await district.author.get(f"/v1/plans/{plan['id']}")).json()
    assert {goal["code"]: goal["decision"] for goal in former["goals"]} == said
    assert former["content_hash"] == plan["content_hash"]


async def published(district: District, content: dict[str, Any]) -> dict[str, Any]:
    """This content brought all the way."""
    plan = (await district.author.post("/v1/plans", json=content)).json()
    url = f"/v1/plans/{plan['id']}"
    assert (await district.author.post(f"{url}/submit")).status_code == 200
    assert (await district.approve(url, plan["content_hash"])).status_code == 200
    return dict((await district.author.post(f"{url}/publish")).json())


async def test_what_cannot_be_carried_on_is_refused_by_name(district: District) -> None:
    plan = await district.published()
    assert_refused(await ask(district, plan), 422, "school_year_missing")
    await next_year(district)
    assert_refused(await ask(district, plan, school_year="no such year"), 422, "school_year_missing")
    assert_refused(await ask(district, plan, school_year="this year"), 422, "year_not_later")
    assert_refused(await ask(district, plan, first_day=TODAY.isoformat()), 422, "year_not_later")
    both = await ask(district, plan, school_year="next year", first_day=NEXT[0].isoformat())
    assert both.status_code == 422
    for goals, pointer in (
        ([{"code": "G9", "decision": "revised"}], "/goals/0/code"),
        ([{"code": "G1", "decision": "revised"}] * 2, "/goals/1/code"),
    ):
        refused = await ask(district, plan, goals=goals)
        assert_refused(refused, 422, "no_such_goal")
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert_refused(await district.oak.post(f"/v1/plans/{plan['id']}/carry-on", json={}), 403, "not_permitted")
    found = (await district.author.get("/v1/plans")).json()["items"]
    assert [one["id"] for one in found] == [plan["id"]], "nothing was made"


async def test_a_day_names_the_year_as_well_as_its_title(district: District) -> None:
    plan = await district.published()
    await next_year(district)
    day = (NEXT[0] + timedelta(days=30)).isoformat()
    assert (await carried(district, plan, first_day=day))["school_year"] == NEXT_YEAR


async def test_who_wrote_last_years_plan_does_not_approve_the_next(district: District) -> None:
    plan = await district.published()
    await next_year(district)
    other = district.as_person("executive", ("district_coordinator", None))
    draft = (await other.post(f"/v1/plans/{plan['id']}/carry-on", json={})).json()
    url = f"/v1/plans/{draft['id']}"
    await other.post(f"{url}/submit")
    body = {"content_hash": draft["content_hash"], "seen_warnings": "0" * 64}
    for name in ("author", "executive"):
        mine = district.as_person(name, ("executive_leader", None))
        assert_refused(await mine.post(f"{url}/approve", json=body), 403, "own_work")
