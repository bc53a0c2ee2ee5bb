"""Where a goal stands, over all ways."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.planning.goal_values.rules import reaches, standing

TODAY = date(2027, 1, 15)
DAYS = st.dates(TODAY - timedelta(days=100), TODAY + timedelta(days=100))
NUMBERS = st.floats(-100, 100, allow_nan=False)
POINTS = st.lists(st.tuples(DAYS, NUMBERS), max_size=6)


@given(NUMBERS, NUMBERS, POINTS, POINTS)
def test_what_lies_ahead_says_nothing_of_today(
    baseline: float, target: float, steps: list[tuple[date, float]], values: list[tuple[date, float]]
) -> None:
    found = standing(baseline, target, steps, values, TODAY)
    past = standing(baseline, target, [s for s in steps if s[0] <= TODAY], [v for v in values if v[0] <= TODAY], TODAY)
    assert found == past
    assert (found.stands == "not_due") == (not any(day <= TODAY for day, _ in steps))
    assert (found.latest_on is None) == (not any(day <= TODAY for day, _ in values))
    if found.latest_on is not None:
        assert found.latest_on == max(day for day, _ in values if day <= TODAY)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_what_is_wanted_is_reached_from_either_side(
    value: float, wanted: float, baseline: float, target: float
) -> None:
    assert reaches(wanted, wanted, baseline, target)
    if baseline != target and value != wanted:
        assert reaches(value, wanted, baseline, target) != reaches(value, wanted, target, baseline)


def test_the_last_benchmark_whose_day_has_come_is_due() -> None:
    steps = [(TODAY - timedelta(days=20), 50.0), (TODAY, 60.0), (TODAY + timedelta(days=1), 70.0)]
    found = standing(40, 80, steps, [(TODAY - timedelta(days=1), 59.0)], TODAY)
    assert (found.stands, found.due_value, found.latest_value) == ("behind", 60.0, 59.0)
    assert standing(40, 80, steps, [(TODAY, 60.0)], TODAY).stands == "reached"
    assert standing(40, 80, steps, [], TODAY).stands == "no_value"
