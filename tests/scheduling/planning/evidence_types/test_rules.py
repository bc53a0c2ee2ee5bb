"""Conditions on events, over all inputs."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.scheduling.planning.evidence_types import rules
from services.scheduling.planning.evidence_types.catalogue import PROVABLE

FIELDS = PROVABLE["assessment.administration.scored.v2"]

CONDITIONS = st.one_of(
    st.fixed_dictionaries(
        {"field": st.just("points"), "op": st.sampled_from(rules.OPERATORS["number"]), "value": st.integers(0, 20)}
    ),
    st.fixed_dictionaries({"field": st.just("met_threshold"), "op": st.just("equals"), "value": st.booleans()}),
    st.fixed_dictionaries(
        {
            "field": st.just("window"),
            "op": st.sampled_from(["equals", "not_equals"]),
            "value": st.sampled_from(FIELDS["window"].values),
        }
    ),
    st.fixed_dictionaries(
        {
            "field": st.just("instrument_code"),
            "op": st.just("one_of"),
            "value": st.lists(st.sampled_from("abc"), min_size=1, max_size=3),
        }
    ),
)


def points(*wished: tuple[str, int]) -> list[dict[str, Any]]:
    """Conditions on points."""
    return [{"field": "points", "op": op, "value": value} for op, value in wished]


@given(st.lists(CONDITIONS, max_size=5))
@example(points(("at_most", 5), ("not_equals", 5)))
@example(points(("at_least", 5), ("not_equals", 5)))
def test_conditions_are_refused_exactly_when_no_event_can_meet_them(conditions: list[dict[str, Any]]) -> None:
    possible = any(
        rules.meets(conditions, {"points": points, "met_threshold": met, "window": window, "instrument_code": code})
        for points in range(22)
        for met in (True, False)
        for window in FIELDS["window"].values
        for code in ("a", "b", "c", "z")
    )
    assert (rules.faults(conditions, FIELDS) == []) == possible


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
def test_an_unknown_or_empty_field_meets_nothing(conditions: list[dict[str, Any]]) -> None:
    assert not rules.meets(conditions, {})
    assert not rules.meets(conditions, dict.fromkeys(FIELDS))


PERCENTS = ("percent", "lowest_subscale_percent", "subscale_percent.teams")


@pytest.mark.parametrize("field", PERCENTS)
@pytest.mark.parametrize("op", rules.OPERATORS["number"])
def test_a_percent_lies_from_none_to_a_hundred(field: str, op: str) -> None:
    for value in (-1, 101, 800):
        condition = {"field": field, "op": op, "value": value}
        assert rules.faults([condition], FIELDS) == [(0, "the field is from 0 to 100")]
    for value in (0, 80, 100):
        assert rules.faults([{"field": field, "op": op, "value": value}], FIELDS) == []


def test_a_count_is_nothing_or_more() -> None:
    assert rules.faults(points(("at_most", -1)), FIELDS) == [(0, "the field is 0 or more")]
    assert rules.faults(points(("at_least", 800)), FIELDS) == []


def test_percents_lie_between_whole_numbers_too_and_not_beyond_their_ends() -> None:
    def conditions(*wished: tuple[str, int]) -> list[dict[str, Any]]:
        return [{"field": "percent", "op": op, "value": value} for op, value in wished]

    between = conditions(("at_least", 80), ("at_most", 81), ("not_equals", 80), ("not_equals", 81))
    assert rules.faults(between, FIELDS) == []
    beyond = conditions(("at_least", 100), ("not_equals", 100))
    assert [place for place, _ in rules.faults(beyond, FIELDS)] == [1]
    under = conditions(("at_most", 0), ("not_equals", 0))
    assert [place for place, _ in rules.faults(under, FIELDS)] == [1]
