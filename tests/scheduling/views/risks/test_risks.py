"""A plan at risk is told once, and cleared when the rule no longer says so."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.scheduling.views.risks import service
from shared import clock
from shared.context.work import work_for
from shared.testing.calls import Service, assert_refused
from tests.one_day import noon
from tests.scheduling.factories import THIS_YEAR, TODAY, District, activity, plan_of, scored

LATE = TODAY + timedelta(days=22)
AT_RISK, CLEARED = "scheduling.plan.at_risk.v1", "scheduling.plan.risk_cleared.v1"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the clock to a day."""
    return lambda day: monkeypatch.setattr(clock, "now", lambda: noon(day))


async def begun(district: District, day: date) -> None:
    """The day begins, as its event tells."""
    facts: dict[str, Any] = {
        "day": day,
        "since": None,
        "school_is_held": True,
        "differing_school_ids": [],
        "calendar_version": 1,
    }
    await district.scheduling.receive(district.id, ("scheduling.day.begun.v1", facts))


async def rules(district: District, *wanted: dict[str, Any]) -> None:
    """The district's own rules."""
    reply = await district.executive.put("/v1/risk-rules", json={"rules": list(wanted)})
    assert reply.status_code == 200, reply.text


async def risks(district: District, **filters: Any) -> list[dict[str, Any]]:
    """What is and was at risk."""
    return list((await district.author.get("/v1/risks", params=filters)).json()["items"])


async def published(district: District, **goal: Any) -> dict[str, Any]:
    """A plan of this school year whose goal says this."""
    body = {**plan_of(activity()), "school_year": THIS_YEAR}
    body["goals"][0] |= goal
    plan = (await district.author.post("/v1/plans", json=body)).json()
    url = f"/v1/plans/{plan['id']}"
    assert (await district.author.post(f"{url}/submit")).is_success
    assert (await district.approve(url, plan["content_hash"])).is_success
    return dict((await district.author.post(f"{url}/publish")).json())


SLIPPAGE = {"code": "late", "kind": "slippage", "overdue_share": 0.5, "least_tasks": 1}


async def test_slippage_is_told_once_and_cleared_when_it_is_caught_up(
    district: District, scheduling: Service, at: Callable[[date], None]
) -> None:
    plan = await published(district)
    await rules(district, SLIPPAGE)
    await begun(district, TODAY)
    assert await risks(district) == []
    for day in (LATE, LATE + timedelta(days=1)):
        at(day)
        await begun(district, day)
    (risk,) = await risks(district, state="open")
    assert (risk["plan"]["id"], risk["rule_code"], risk["rules_version"]) == (plan["id"], "late", 1)
    assert risk["figures"] == {"overdue": 3, "tasks": 3, "share": 1.0, "limit": 0.5}
    (told,) = await scheduling.published(district.id, AT_RISK)
    assert (told["data"]["plan_id"], told["data"]["risk_id"]) == (plan["id"], risk["id"])
    assert told["data"]["people"] == sorted(str(district.people[name]) for name in ("author", "executive"))
    for school in ("oak", "elm"):
        task = await district.task(plan, school)
        assert (await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})).is_success
    at(LATE + timedelta(days=2))
    await begun(district, LATE + timedelta(days=2))
    (risk,) = await risks(district, plan_id=plan["id"])
    assert (risk["state"], risk["cleared_on"]) == ("cleared", (LATE + timedelta(days=2)).isoformat())
    assert risk["cleared_figures"]["overdue"] == 1
    (told,) = await scheduling.published(district.id, CLEARED)
    assert (told["data"]["plan_id"], told["data"]["risk_id"]) == (plan["id"], risk["id"])
    assert {figure["name"]: figure["value"] for figure in told["data"]["figures"]}["share"] == pytest.approx(0.3333)
    await begun(district, LATE + timedelta(days=2))
    assert len(await scheduling.published(district.id, CLEARED)) == 1


async def test_a_goal_behind_its_benchmark_is_at_risk_until_it_is_reached(
    district: District, scheduling: Service, at: Callable[[date], None]
) -> None:
    near = TODAY + timedelta(days=5)
    plan = await published(district, benchmarks=[{"on": near.isoformat(), "value": 60}])
    goal_id = plan["goals"][0]["id"]
    url = f"/v1/plans/{plan['id']}/goals/{goal_id}/values"
    assert (await district.author.post(url, json={"on": TODAY.isoformat(), "value": 50, "source": "x"})).is_success
    await begun(district, TODAY)
    assert await risks(district) == []
    at(near)
    await begun(district, near)
    (risk,) = await risks(district)
    assert (risk["rule_code"], risk["goal"]["id"], risk["rules_version"]) == ("goal-behind", goal_id, 0)
    assert (risk["figures"]["value"], risk["figures"]["due"], risk["figures"]["short"]) == (50, 60, 10)
    (told,) = await scheduling.published(district.id, AT_RISK)
    assert told["data"]["goal_title"] == "Fidelity"
    assert (await district.author.post(url, json={"on": near.isoformat(), "value": 61, "source": "x"})).is_success
    await begun(district, near)
    assert [risk["state"] for risk in await risks(district)] == ["cleared"]


async def test_scores_under_the_threshold_put_the_plans_they_measure_at_risk(
    district: District, scheduling: Service
) -> None:
    measured_by = {"instrument_code": "tier1", "what": "mean_share"}
    plan = await published(district, measured_by=measured_by)
    await published(district)
    await rules(district, {"code": "low", "kind": "score_below", "instrument_code": "tier1", "schools": 2})
    low = {"met_threshold": False, "school_year": THIS_YEAR}
    await scheduling.receive(district.id, scored(district.schools["oak"], **low))
    await begun(district, TODAY)
    assert await risks(district) == []
    await scheduling.receive(district.id, scored(district.schools["elm"], **low))
    await begun(district, TODAY)
    assert [risk["plan"]["id"] for risk in await risks(district)] == [plan["id"]]


async def test_a_rule_that_is_gone_and_a_plan_that_has_ended_clear_what_they_found(
    district: District, at: Callable[[date], None]
) -> None:
    plans = [await published(district) for _ in range(2)]
    await rules(district, SLIPPAGE)
    at(LATE)
    await begun(district, LATE)
    assert [risk["state"] for risk in await risks(district)] == ["open", "open"]
    closed = await district.author.post(f"/v1/plans/{plans[0]['id']}/close", json={"reason": "Over"})
    assert closed.is_success, closed.text
    await begun(district, LATE)
    assert sorted(risk["state"] for risk in await risks(district)) == ["cleared", "open"]
    await rules(district)
    await begun(district, LATE)
    assert [risk["state"] for risk in await risks(district)] == ["cleared", "cleared"]


async def test_a_day_that_was_missed_finds_nothing(district: District, at: Callable[[date], None]) -> None:
    await published(district)
    await rules(district, SLIPPAGE)
    at(LATE)
    await begun(district, LATE - timedelta(days=1))
    assert await risks(district) == []


async def test_rules_are_versions_set_by_who_approves(district: District) -> None:
    before = (await district.author.get("/v1/risk-rules")).json()
    assert (before["version"], [rule["kind"] for rule in before["rules"]]) == (
        0,
        ["slippage", "forecast", "goal_behind"],
    )
    await rules(district, SLIPPAGE)
    await rules(district, SLIPPAGE, {"code": "late-2", "kind": "forecast"})
    now = (await district.author.get("/v1/risk-rules")).json()
    assert (now["version"], [rule["code"] for rule in now["rules"]]) == (2, ["late", "late-2"])
    refused = await district.author.put("/v1/risk-rules", json={"rules": []})
    assert_refused(refused, 403, "not_permitted")
    twice = await district.executive.put("/v1/risk-rules", json={"rules": [SLIPPAGE, SLIPPAGE]})
    assert_refused(twice, 422, "invalid")


async def test_who_sees_some_schools_reads_no_risk(district: District) -> None:
    assert_refused(await district.oak.get("/v1/risks"), 403, "not_permitted")


async def test_looking_twice_at_once_finds_once(
    district: District, scheduling: Service, at: Callable[[date], None]
) -> None:
    await published(district)
    await rules(district, SLIPPAGE)
    at(LATE)
    for _ in range(2):
        async with work_for(scheduling.app.state.db, scheduling.settings, district.id) as ctx:
            await service.look(ctx, LATE)
    assert len(await risks(district)) == 1
