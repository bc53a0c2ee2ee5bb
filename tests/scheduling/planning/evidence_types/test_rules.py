"""Conditions on events, over all inputs."""

from typing import Any

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
        for points in range(-1, 22)
        for met in (True, False)
        for window in FIELDS["window"].values
        for code in ("a", "b", "c", "z")
    )
    assert (rules.faults(conditions, FIELDS) == []) == possible


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
def test_an_unknown_or_empty_field_meets_nothing(conditions: list[dict[str, Any]]) -> None:
    assert not rules.meets(conditions, {})
    assert not rules.meets(conditions, dict.fromkeys(FIELDS))
