"""Between which days facts prove an activity at a school."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from services.scheduling.work.evidence.rules import span_of
from shared.expecting.occurrences import Span

#: Three school years with summers between them.
YEARS = [(date(2025 + n, 9, 1), date(2026 + n, 6, 12)) for n in range(3)]
DAYS = some.dates(date(2025, 9, 1), date(2028, 6, 12))
ONE_DAY = timedelta(days=1)


def test_it_begins_on_the_day_the_school_has_it() -> None:
    made, due = date(2026, 9, 20), date(2026, 12, 4)
    assert span_of(YEARS, made, [due]) == Span(made, date(2027, 8, 31))
    # Made in the summer before.
    assert span_of(YEARS, date(2026, 8, 3), [due]) == Span(date(2026, 8, 3), date(2027, 8, 31))
    # Due in the summer after.
    assert span_of(YEARS, made, [date(2027, 6, 30)]) == Span(made, date(2027, 8, 31))


def test_made_in_the_year_before_it_begins_with_the_summer() -> None:
    assert span_of(YEARS, date(2026, 5, 4), [date(2026, 10, 2)]) == Span(date(2026, 6, 13), date(2027, 8, 31))


def test_a_year_nobody_has_listed_ends_nothing() -> None:
    assert span_of(YEARS, date(2027, 9, 1), [date(2027, 9, 30)]) == Span(date(2027, 9, 1))
    assert span_of([], date(2026, 9, 1), [date(2026, 9, 30)]) == Span(date(2026, 9, 1))


@given(DAYS, some.lists(DAYS, min_size=1, max_size=5))
def test_it_holds_every_due_day_and_none_before_the_school_had_it(made: date, dues: list[date]) -> None:
    dues = [max(made, day) for day in dues]
    span = span_of(YEARS, made, dues)
    assert [day for day in dues if not span.holds(day)] == []
    assert not span.holds(made - ONE_DAY)


@given(DAYS, DAYS)
def test_no_day_of_another_school_year_is_in_it(made: date, due: date) -> None:
    due = max(made, due)
    span = span_of(YEARS, made, [due])
    of_due = max(year for year in YEARS if year[0] <= due)
    assert [day for year in YEARS if year != of_due for day in year if span.holds(day)] == []
