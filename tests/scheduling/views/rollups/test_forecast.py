"""The forecast is arithmetic that can be checked by hand, and says nothing it does not know."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.views.rollups import rules

YEAR = SchoolYear(date(2026, 8, 31), date(2027, 6, 11), frozenset({date(2026, 11, 26), date(2026, 11, 27)}))
BEGAN = date(2026, 9, 1)
TODAY = date(2026, 11, 23)  # a Monday
WORKDAYS = [day for day in (TODAY - timedelta(days=n) for n in range(1, 80)) if YEAR.is_school_day(day)]


def test_a_steady_pace_is_carried_on_over_school_days() -> None:
    found = rules.forecast(YEAR, TODAY, BEGAN, 140, 100, dict.fromkeys(WORKDAYS[:20], 5))
    # Eight school days on: 24, 25, (Thanksgiving, its Friday,) 30 November, 1, 2, 3, 4, 7 December.
    assert (found.status, found.pace, found.remaining) == ("foreseen", 5.0, 40)
    assert (found.finishes_on, found.earliest_on, found.latest_on) == (date(2026, 12, 7),) * 3
    assert (found.window_from, found.window_until) == (WORKDAYS[19], WORKDAYS[0])
    assert found.left_at_year_end == 0


def test_the_range_is_that_of_the_best_and_the_weakest_five_days() -> None:
    by_day = dict.fromkeys(WORKDAYS[:5], 8) | dict.fromkeys(WORKDAYS[5:20], 4)
    found = rules.forecast(YEAR, TODAY, BEGAN, 180, 100, by_day)
    assert found.pace == 5
    assert found.earliest_on == YEAR.shift(TODAY, 10, forward=True)
    assert found.latest_on == YEAR.shift(TODAY, 20, forward=True)


def test_what_was_done_on_a_weekend_counts() -> None:
    saturday = TODAY - timedelta(days=2)
    assert rules.forecast(YEAR, TODAY, BEGAN, 100, 20, {saturday: 20}).window_done == 20


def test_what_was_done_today_waits_until_the_day_is_over() -> None:
    assert rules.forecast(YEAR, TODAY, BEGAN, 100, 20, {TODAY: 20}).window_done == 0


def test_too_little_is_not_extrapolated() -> None:
    assert rules.forecast(YEAR, TODAY, BEGAN, 100, 9, {WORKDAYS[3]: 9}).status == "not_enough_data"
    young = rules.forecast(YEAR, TODAY, WORKDAYS[8], 100, 50, dict.fromkeys(WORKDAYS[:9], 5))
    assert (young.status, young.window_school_days, young.finishes_on) == ("not_enough_data", 9, None)
    assert "Not enough data" in young.said


def test_beyond_the_school_year_no_day_is_named_but_what_is_left() -> None:
    found = rules.forecast(YEAR, TODAY, BEGAN, 10_000, 20, dict.fromkeys(WORKDAYS[:20], 1))
    assert (found.status, found.finishes_on, found.latest_on) == ("beyond_year", None, None)
    left = sum(YEAR.is_school_day(TODAY + timedelta(days=n)) for n in range(1, 300))
    assert found.left_at_year_end == 9_980 - left
    assert str(YEAR.ends_on) in found.said


def test_outside_a_school_year_nothing_is_foreseen() -> None:
    assert rules.forecast(None, TODAY, BEGAN, 5, 1, {}).status == "no_school_year"
    assert rules.forecast(YEAR, date(2026, 7, 1), BEGAN, 5, 1, {}).status == "no_school_year"


def test_what_is_done_is_done() -> None:
    assert rules.forecast(YEAR, TODAY, BEGAN, 5, 5, {}).status == "finished"
    assert rules.forecast(None, TODAY, None, 0, 0, {}).said == "There are no tasks."


@given(
    by_day=st.dictionaries(st.sampled_from(WORKDAYS[:30]), st.integers(-5, 60)),
    remaining=st.integers(0, 5000),
    began=st.sampled_from([None, *WORKDAYS]),
)
def test_a_forecast_lies_between_its_bounds_and_within_the_year(
    by_day: dict[date, int], remaining: int, began: date | None
) -> None:
    found = rules.forecast(YEAR, TODAY, began, 100 + remaining, 100, by_day)
    days = (found.earliest_on, found.finishes_on, found.latest_on)
    assert days
    assert all(day is None or (TODAY < day <= YEAR.ends_on and YEAR.is_school_day(day)) for day in days)
    known = [day or date.max for day in days]
    assert known == sorted(known)
    assert (found.finishes_on is not None) == (found.status == "foreseen")
    assert found.said
