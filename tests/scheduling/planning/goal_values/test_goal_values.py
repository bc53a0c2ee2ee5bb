"""Goals are measured: by hand with a source, or by an instrument's scores as they are told, corrected and withdrawn."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.ids import new_id
from shared.school_year import later
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import THIS_YEAR, TODAY, District, plan_of
from tests.scheduling.planning.goal_values.factories import by, measured, score

CORRECTED, WITHDRAWN = "assessment.administration.corrected.v1", "assessment.administration.withdrawn.v1"


async def picture(district: District, plan: dict[str, Any]) -> dict[str, Any]:
    """The goal as it is read."""
    reply = await district.author.get(plan["url"])
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def test_a_value_by_hand_has_its_source_and_stands_in_the_picture(district: District) -> None:
    near = {"on": (TODAY + timedelta(days=1)).isoformat(), "value": 60.0}
    plan = await measured(district, benchmarks=[near])
    day = (TODAY - timedelta(days=3)).isoformat()
    reply = await district.author.post(plan["url"], json={"on": day, "value": 50.5, "source": "State report card"})
    assert reply.status_code == 201, reply.text
    found = await picture(district, plan)
    assert [(v["on"], v["value"], v["source"], v["kind"]) for v in found["values"]] == [
        (day, 50.5, "State report card", "hand")
    ]
    assert (found["baseline"], found["target"], found["benchmarks"]) == (46.0, 80.0, [{**near, "note": None}])
    standing = found["standing"]
    assert (standing["stands"], standing["latest_value"], standing["due_value"]) == ("not_due", 50.5, None)


async def test_a_value_that_does_not_stand_is_withdrawn_with_the_reason(district: District) -> None:
    plan = await measured(district)
    body = {"on": TODAY.isoformat(), "value": 99, "source": "Typed wrong"}
    value = (await district.author.post(plan["url"], json=body)).json()
    url = f"{plan['url']}/{value['id']}/withdraw"
    gone = (await district.author.post(url, json={"reason": "Wrong line"})).json()
    assert (gone["state"], gone["withdrawn_reason"]) == ("withdrawn", "Wrong line")
    found = await picture(district, plan)
    assert found["standing"]["latest_value"] is None
    assert [v["state"] for v in found["values"]] == ["withdrawn"]
    assert_refused(await district.author.post(url, json={"reason": "x"}), 409, "wrong_state")


async def test_who_may_not_write_plans_measures_none_and_no_day_ahead_is_measured(district: District) -> None:
    plan = await measured(district)
    body = {"on": TODAY.isoformat(), "value": 1, "source": "x"}
    assert_refused(await district.oak.post(plan["url"], json=body), 403, "not_permitted")
    ahead = {**body, "on": (TODAY + timedelta(days=1)).isoformat()}
    assert_refused(await district.author.post(plan["url"], json=ahead), 422, "value_ahead")
    assert (await district.oak.get(plan["url"])).status_code == 200
    draft = (await district.author.post("/v1/plans", json=plan_of())).json()
    url = f"/v1/plans/{draft['id']}/goals/{draft['goals'][0]['id']}/values"
    assert_refused(await district.author.post(url, json=body), 409, "wrong_state")
    assert_refused(await district.author.get(f"/v1/plans/{plan['id']}/goals/{new_id()}/values"), 404, "not_found")


@pytest.mark.parametrize(("what", "value"), [("mean_share", 50.0), ("share_meeting", 50.0), ("count_meeting", 1.0)])
async def test_scores_are_values_of_a_goal(district: District, scheduling: Service, what: str, value: float) -> None:
    plan = await measured(district, **by(what=what))
    await scheduling.receive(
        district.id,
        score(district, "oak", 10, met_threshold=False),
        score(district, "elm", 30, met_threshold=True),
        score(district, "elm", 40, instrument_code="other"),
        score(district, "elm", 40, school_year=later(THIS_YEAR, -1)),
    )
    (found,) = (await picture(district, plan))["values"]
    assert (found["value"], found["schools"], found["kind"], found["on"]) == (value, 2, "instrument", TODAY.isoformat())


async def test_a_subscale_and_a_window_can_be_what_counts(district: District, scheduling: Service) -> None:
    plan = await measured(district, **by(subscale="teams", window="fall"))
    await scheduling.receive(district.id, score(district, "oak", 10, window="fall"), score(district, "oak", 10))
    assert [v["value"] for v in (await picture(district, plan))["values"]] == [75.0]


async def test_each_schools_latest_score_of_a_window_counts(district: District, scheduling: Service) -> None:
    plan = await measured(district, **by())
    early = score(district, "oak", 10, held_on=TODAY - timedelta(days=5))
    await scheduling.receive(district.id, score(district, "oak", 20), early)
    assert [v["value"] for v in (await picture(district, plan))["values"]] == [50.0]


async def test_a_corrected_score_stands_for_what_it_corrects_in_any_order(
    district: District, scheduling: Service
) -> None:
    plan = await measured(district, **by())
    type_, facts = score(district, "oak", 10)
    await scheduling.receive(district.id, (CORRECTED, {**facts, "points": 30, "version": 9}))
    await scheduling.receive(district.id, (type_, facts))
    assert [v["value"] for v in (await picture(district, plan))["values"]] == [75.0]


async def test_of_a_withdrawn_score_nothing_is_left_in_any_order(district: District, scheduling: Service) -> None:
    plan = await measured(district, **by())
    type_, facts = score(district, "oak", 10)
    await scheduling.receive(district.id, (WITHDRAWN, {**facts, "version": 9}))
    await scheduling.receive(district.id, (type_, facts))
    assert (await picture(district, plan))["values"] == []


async def test_a_goal_that_names_an_instrument_later_has_what_was_scored_before(
    district: District, scheduling: Service
) -> None:
    await scheduling.receive(district.id, score(district, "oak", 20))
    plan = await measured(district, **by())
    assert len((await picture(district, plan))["values"]) == 1


async def test_the_roll_up_tells_where_goals_stand(district: District) -> None:
    plan = await measured(district)
    body = {"on": TODAY.isoformat(), "value": 50, "source": "x"}
    assert (await district.author.post(plan["url"], json=body)).is_success
    url = f"/v1/plans/{plan['id']}/roll-up"
    (goal,) = (await district.author.get(url)).json()["goals"]
    assert (goal["code"], goal["latest_value"], goal["stands"]) == ("G1", 50.0, "not_due")
    sheet = (await district.author.get(url, params={"by": "goal", "format": "csv"})).text
    assert "latest_value" in sheet.splitlines()[0]
    assert date.fromisoformat(goal["latest_on"]) == TODAY


async def test_the_picture_is_drawn(district: District) -> None:
    near = {"on": (TODAY + timedelta(days=1)).isoformat(), "value": 60.0}
    plan = await measured(district, benchmarks=[near])
    body = {"on": TODAY.isoformat(), "value": 50, "source": "x"}
    assert (await district.author.post(plan["url"], json=body)).is_success
    url = f"/v1/plans/{plan['id']}/roll-up/chart.svg"
    goal_id = plan["goals"][0]["id"]
    drawn = await district.author.get(url, params={"figure": "goal_values", "goal_id": goal_id})
    assert drawn.status_code == 200, drawn.text
    assert "From baseline to target: G1 Fidelity" in drawn.text
    assert "50% on" in drawn.text
    assert_refused(await district.author.get(url, params={"figure": "goal_values"}), 422, "invalid")
