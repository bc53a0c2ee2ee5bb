"""What rules say of figures."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.views.risks.rules import Facts, findings, short_of

DAY, GOAL = date(2027, 3, 1), UUID(int=1)
NUMBERS = st.floats(-1000, 1000, allow_nan=False)


def facts(**known: Any) -> Facts:
    """Nothing known but this."""
    nothing = {"tasks": 0, "overdue": 0, "last_due_on": None, "finishes_on": None, "beyond_year": False}
    return Facts(**{**nothing, "goals": {}, "scores": {}, **known})


def says(rule: dict[str, Any], known: Facts) -> list[bool]:
    """What a rule says of each thing it looks at."""
    return [finding.at_risk for finding in findings([{"code": "r", **rule}], known)]


@given(st.integers(1, 500), st.data(), st.floats(0.01, 1))
def test_slippage_is_a_share_of_all_tasks(tasks: int, data: st.DataObject, limit: float) -> None:
    overdue = data.draw(st.integers(0, tasks))
    rule = {"kind": "slippage", "overdue_share": limit, "least_tasks": 10}
    found = says(rule, facts(tasks=tasks, overdue=overdue))
    assert found == ([overdue / tasks >= limit] if tasks >= 10 else [])


@given(st.integers(-50, 50), st.integers(0, 30))
def test_a_forecast_past_its_day_is_a_risk(days: int, allowed: int) -> None:
    rule = {"kind": "forecast", "days_past": allowed}
    known = facts(last_due_on=DAY, finishes_on=DAY + timedelta(days=days))
    assert says(rule, known) == [days > allowed]


def test_what_lies_beyond_the_school_year_is_past_and_what_cannot_be_foreseen_is_not() -> None:
    rule = {"kind": "forecast", "days_past": 0}
    assert says(rule, facts(last_due_on=DAY, beyond_year=True)) == [True]
    assert says(rule, facts(last_due_on=DAY)) == []
    assert says(rule, facts(beyond_year=True)) == []


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.floats(0, 100))
def test_a_goal_is_behind_by_how_far_it_is_short(
    value: float, due: float, baseline: float, target: float, by: float
) -> None:
    short = short_of(value, due, baseline, target)
    assert short == (due - value if target >= baseline else value - due)
    assert says({"kind": "goal_behind", "by": by}, facts(goals={GOAL: (short, value, due)})) == [short > by]


def test_scores_below_are_counted_by_instrument_and_window() -> None:
    rule = {"kind": "score_below", "instrument_code": "tier1", "schools": 2}
    assert says(rule, facts(scores={("tier1", None): (2, 3)})) == [True]
    assert says(rule, facts(scores={("tier1", None): (1, 3)})) == [False]
    assert says(rule, facts(scores={("tier1", "fall"): (2, 3), ("tier1", None): (0, 0)})) == []
    assert says({**rule, "window": "fall"}, facts(scores={("tier1", "fall"): (2, 3)})) == [True]
