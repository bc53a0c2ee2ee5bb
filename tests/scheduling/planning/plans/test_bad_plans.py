"""Plans that make no sense are refused by name, and nothing is stored."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ids import new_id
from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District, activity, plan_of

SCORED = "assessment.administration.scored.v2"


def proof(*conditions: dict[str, Any], event_type: str = SCORED) -> dict[str, Any]:
    """An activity proved by an event."""
    return activity(done_when={"kind": "event", "event_type": event_type, "conditions": list(conditions)})


def when(field: str, op: str, value: Any) -> dict[str, Any]:
    """A condition."""
    return {"field": field, "op": op, "value": value}


def measured(what: str, **changes: Any) -> dict[str, Any]:
    """A plan whose goal is measured by an instrument's scores."""
    goal = {**plan_of()["goals"][0], "measured_by": {"instrument_code": "tier1", "what": what}, **changes}
    return {**plan_of(), "goals": [goal]}


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (plan_of(proof(when("percent", "at_least", 800))), "condition_never_matches", "/done_when/conditions/0"),
        (plan_of(activity("A1"), activity("A1")), "code_repeated", "/goals/0/strategies/0/activities/1/code"),
        (
            plan_of(activity(targets={"kind": "schools", "local_codes": ["9999"]})),
            "no_such_school",
            "/targets/local_codes/0",
        ),
        (
            plan_of(activity(targets={"kind": "schools", "school_ids": [str(new_id())]})),
            "no_such_school",
            "/school_ids/0",
        ),
        (plan_of(activity(targets={"kind": "schools"})), "invalid", "/targets"),
        (plan_of(activity(targets={"kind": "rule"})), "invalid", "/targets"),
        (plan_of(activity(targets={"kind": "rule", "levels": ["kindergarten"]})), "invalid", "/levels"),
        (plan_of(activity(owner_role="janitor")), "no_such_role", "/owner_role"),
        (plan_of(activity(owner_role="Head of school")), "invalid", "/owner_role"),
        (plan_of(activity(due={"kind": "date", "on": "2026-02-30"})), "invalid", "/due/on"),
        (
            plan_of(
                activity(
                    due={"kind": "offset", "count": -1, "unit": "days", "direction": "after", "anchor": "publication"}
                )
            ),
            "invalid",
            "/count",
        ),
        (
            plan_of(
                activity(due={"kind": "offset", "count": 1, "unit": "days", "direction": "after", "anchor": "date"})
            ),
            "invalid",
            "/due",
        ),
        (plan_of(proof(event_type="partners.district.recorded.v1")), "not_provable", "/done_when/event_type"),
        (plan_of(proof(when("student_name", "equals", "x"))), "condition_never_matches", "/conditions/0"),
        (plan_of(proof(when("met_threshold", "equals", "yes"))), "condition_never_matches", "/conditions/0"),
        (plan_of(proof(when("window", "equals", "autumn"))), "condition_never_matches", "/conditions/0"),
        (plan_of(proof(when("points", "one_of", [1]))), "invalid", "/done_when/conditions/0/value/0"),
        (plan_of(proof(when("window", "one_of", []))), "condition_never_matches", "/conditions/0"),
        (
            plan_of(proof(when("points", "at_least", 5), when("points", "at_most", 3))),
            "condition_never_matches",
            "/conditions/1",
        ),
        (
            plan_of(proof(when("window", "equals", "fall"), when("window", "equals", "spring"))),
            "condition_never_matches",
            "/conditions/1",
        ),
        ({**plan_of(), "surprise": 1}, "invalid", "/surprise"),
        ({**plan_of(), "title": ""}, "invalid", "/title"),
        ({**plan_of(), "goals": [plan_of()["goals"][0]] * 21}, "invalid", "/goals"),
    ],
)
async def test_a_faulty_plan_is_refused_with_its_place(
    district: District, body: dict[str, Any], code: str, pointer: str
) -> None:
    reply = await district.author.post("/v1/plans", json=body)
    assert_refused(reply, 422, code)
    assert any(pointer in fault["pointer"] for fault in reply.json()["errors"]), reply.text
    assert (await district.author.get("/v1/plans")).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"title": "t", "school_year": "2026-27"}, "empty", "/goals"),
        ({**plan_of(), "goals": [{**plan_of()["goals"][0], "strategies": []}]}, "empty", "/goals/0/strategies"),
        ({**plan_of(), "goals": [{**plan_of()["goals"][0], "target": 46}]}, "goal_without_change", "/goals/0/target"),
        (measured("mean_share", target=800), "beyond_percent", "/goals/0/target"),
        (measured("share_meeting", baseline=-1), "beyond_percent", "/goals/0/baseline"),
        (
            measured("mean_share", benchmarks=[{"on": (TODAY + timedelta(days=90)).isoformat(), "value": 101}]),
            *("beyond_percent", "/goals/0/benchmarks/0/value"),
        ),
        (
            {**plan_of(), "goals": [{**plan_of()["goals"][0], "target_on": "2020-01-01"}]},
            "in_the_past",
            "/goals/0/target_on",
        ),
        (plan_of(activity(due={"kind": "date", "on": (TODAY - timedelta(days=5)).isoformat()})), "in_the_past", "/due"),
        (
            plan_of(
                activity(
                    due={
                        "kind": "offset",
                        "count": 900,
                        "unit": "school_days",
                        "direction": "after",
                        "anchor": "publication",
                    }
                )
            ),
            "due_never_falls",
            "/due",
        ),
        (
            plan_of(activity(targets={"kind": "rule", "levels": ["high"], "grades": ["KG"]})),
            "targets_no_school",
            "/targets",
        ),
        (plan_of(activity(targets={"kind": "rule", "tags": ["nobody-has-this"]})), "targets_no_school", "/targets"),
    ],
)
async def test_a_plan_that_cannot_go_to_the_schools_is_not_submitted(
    district: District, body: dict[str, Any], code: str, pointer: str
) -> None:
    plan = (await district.author.post("/v1/plans", json=body)).json()
    reply = await district.author.post(f"/v1/plans/{plan['id']}/submit")
    assert_refused(reply, 422, "plan_incomplete")
    assert (code, True) in [(fault["code"], pointer in fault["pointer"]) for fault in reply.json()["errors"]]
    assert (await district.author.get(f"/v1/plans/{plan['id']}")).json()["state"] == "draft"


async def test_who_may_not_write_plans_is_told_who_may(district: District) -> None:
    reply = await district.oak.post("/v1/plans", json=plan_of())
    assert_refused(reply, 403, "not_permitted")
    assert "district_coordinator" in reply.json()["detail"]
