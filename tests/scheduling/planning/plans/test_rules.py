"""Due dates and school days, over all inputs."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.planning.plans.rules import NeverFalls, due_on
from shared.approval.hashing import content_hash

FIRST, LAST = date(2026, 8, 24), date(2027, 6, 11)
DAYS = st.dates(FIRST - timedelta(days=60), LAST + timedelta(days=60))
YEARS = st.builds(SchoolYear, st.just(FIRST), st.just(LAST), st.frozensets(st.dates(FIRST, LAST), max_size=40))


def offset(
    count: int, unit: str = "school_days", direction: str = "after", anchor: str = "publication", **more: Any
) -> dict[str, Any]:
    """A due rule."""
    return {"kind": "offset", "count": count, "unit": unit, "direction": direction, "anchor": anchor, **more}


@given(YEARS, DAYS, st.integers(0, 250), st.booleans())
def test_a_shift_lands_on_a_school_day_with_exactly_that_many_on_the_way(
    year: SchoolYear, day: date, count: int, forward: bool
) -> None:
    landed = year.shift(day, count, forward)
    if landed is None:
        return
    assert year.is_school_day(landed)
    if count == 0 and landed == day:
        return
    step = timedelta(days=1 if forward else -1)
    passed, walker = 0, day
    while walker != landed:
        walker += step
        passed += year.is_school_day(walker)
    assert passed == max(count, 1)


@given(YEARS, DAYS, st.integers(1, 60))
def test_forth_and_back_is_where_it_began(year: SchoolYear, day: date, count: int) -> None:
    if not year.is_school_day(day):
        return
    there = year.shift(day, count, True)
    if there is not None:
        assert year.shift(there, count, False) == day


@given(DAYS, st.integers(0, 1000), st.sampled_from(["before", "after"]))
def test_plain_days_are_plain_days(published: date, count: int, direction: str) -> None:
    found = due_on(offset(count, "days", direction), None, published)
    assert abs((found - published).days) == count


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ({"kind": "date", "on": "2026-12-04"}, date(2026, 12, 4)),
        (offset(1), date(2026, 11, 23)),  # from a Sunday to the Monday after
        (offset(0), date(2026, 11, 23)),
        (offset(0, direction="before"), date(2026, 11, 20)),
        (offset(5, anchor="school_year_start"), date(2026, 8, 31)),
        (offset(3, "school_days", "before", "date", anchor_on="2026-12-01"), date(2026, 11, 24)),
        (offset(14, "days", "before", "date", anchor_on="2026-12-24"), date(2026, 12, 10)),
    ],
)
def test_due_rules_by_example(due: dict[str, Any], expected: date) -> None:
    year = SchoolYear(FIRST, LAST, frozenset({date(2026, 11, 26), date(2026, 11, 27)}))
    assert due_on(due, year, date(2026, 11, 22)) == expected


@pytest.mark.parametrize(
    "due",
    [
        offset(400),
        offset(10, direction="before", anchor="school_year_start"),
        offset(1000, "days", "after", "date", anchor_on="9999-12-30"),
    ],
)
def test_a_rule_that_never_falls_says_so(due: dict[str, Any]) -> None:
    with pytest.raises(NeverFalls):
        due_on(due, SchoolYear(FIRST, LAST), date(2026, 11, 22))


def test_without_a_school_year_school_days_cannot_be_counted() -> None:
    for due in (offset(1), offset(1, "days", anchor="school_year_start")):
        with pytest.raises(NeverFalls):
            due_on(due, None, date(2026, 11, 22))


def test_the_hash_knows_content_not_order() -> None:
    assert content_hash({"a": 1, "b": [1, 2]}) == content_hash({"b": [1, 2], "a": 1})
    assert content_hash({"b": [2, 1]}) != content_hash({"b": [1, 2]})
