"""Repetition by day type: every so many of a year's days of a type, or of each month the one at a place."""

from datetime import date, timedelta

import pytest

from services.scheduling.calendar.calendars.rules import Listed, SchoolYear
from services.scheduling.calendar.recurrence.day_types import occurrences

FIRST, LAST = date(2026, 8, 24), date(2027, 6, 11)
FRIDAYS = [FIRST + timedelta(days=4 + 7 * week) for week in range(40)]
YEAR = SchoolYear(FIRST, LAST, typed=frozenset((day, "reflection") for day in FRIDAYS))


def days(every: int = 1, of_month: int | None = None, first: date = FIRST) -> list[date]:
    found = occurrences("reflection", every, of_month, first, YEAR)
    assert all(one.occurrence_on == one.due_on for one in found)
    return [one.due_on for one in found]


def test_every_one_and_every_second_from_the_first_day_on() -> None:
    assert days() == FRIDAYS
    assert days(2) == FRIDAYS[::2]
    assert days(2, first=FRIDAYS[1]) == FRIDAYS[1::2]
    assert days(first=LAST) == []


@pytest.mark.parametrize(("place", "of_september"), [(1, 4), (2, 11), (-1, 25), (-2, 18)])
def test_of_each_month_the_one_at_a_place(place: int, of_september: int) -> None:
    found = days(of_month=place)
    assert [day.day for day in found if (day.year, day.month) == (2026, 9)] == [of_september]
    assert len({(day.year, day.month) for day in found}) == len(found)


def test_the_place_counts_all_of_the_month_and_a_month_without_it_has_none() -> None:
    assert date(2026, 9, 4) not in days(of_month=1, first=date(2026, 9, 5))
    assert date(2026, 9, 11) not in days(of_month=1, first=date(2026, 9, 5))
    # Of August there is one alone.
    assert min(days(of_month=2)) == date(2026, 9, 11)
    assert [day.month for day in days(2, of_month=1)[:3]] == [8, 10, 12]


def test_days_of_no_such_type_are_none() -> None:
    assert occurrences("action", 1, None, FIRST, YEAR) == []


def test_a_schools_own_word_on_a_day_beats_the_districts() -> None:
    listed = Listed(frozenset(FRIDAYS[:3]), typed=frozenset((day, "reflection") for day in FRIDAYS[:3]))
    own = Listed(frozenset(FRIDAYS[:1]), frozenset(FRIDAYS[1:2]), frozenset({(FRIDAYS[0], "action")}))
    year = listed.under(own).year(FIRST, LAST)
    assert year.days_of_type == {"action": (FRIDAYS[0],), "reflection": (FRIDAYS[2],)}
    assert not year.is_school_day(FRIDAYS[1])
    assert year.untyped == listed.under(own).year(FIRST, LAST).untyped
    assert year != year.untyped
