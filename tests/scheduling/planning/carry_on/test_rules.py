"""Days of one school year become days of another."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.planning.carry_on.rules import Move, carried
from services.scheduling.planning.plans.rules import due_on

OLD = SchoolYear(date(2026, 9, 8), date(2027, 6, 11), frozenset({date(2026, 11, 26), date(2026, 11, 27)}))
NEW = SchoolYear(date(2027, 9, 7), date(2028, 6, 9), frozenset({date(2027, 11, 25), date(2027, 11, 26)}))
SUMMER, SPRING, AUTUMN = date(2027, 7, 20), date(2027, 5, 20), date(2027, 10, 4)


def move(today: date = SUMMER, *, new: SchoolYear = NEW) -> Move:
    """From one year to the next, today."""
    counted = OLD if today <= OLD.ends_on else new
    return Move(OLD, new, counted, today)


within = st.integers(0, (OLD.ends_on - OLD.starts_on).days).map(lambda n: OLD.starts_on + timedelta(days=n))
todays = st.sampled_from([SPRING, SUMMER, AUTUMN, date(2028, 6, 8)])


@given(within, todays)
def test_a_day_becomes_a_school_day_of_the_new_year_that_lies_ahead(day: date, today: date) -> None:
    moved = move(today).day(day)
    assert moved > today
    assert NEW.is_school_day(moved)


@given(within, within)
def test_what_came_first_comes_first(one: date, other: date) -> None:
    earlier, later = sorted([one, other])
    assert move().day(earlier) <= move().day(later)


@given(within.filter(OLD.is_school_day))
def test_as_many_school_days_lie_before_it(day: date) -> None:
    before, after = OLD.school_days_between(OLD.starts_on, day), len(NEW.school_days)
    assert NEW.school_days_between(NEW.starts_on, move().day(day)) == min(before, after)


def test_a_day_that_still_lies_ahead_in_the_new_year_stays() -> None:
    for day in (NEW.starts_on, date(2028, 1, 15), date(2029, 6, 1)):
        assert move().day(day) == day
    assert move(AUTUMN).day(NEW.starts_on) == NEW.next_school_day(AUTUMN)


def test_a_year_too_short_ends_with_its_last_school_day() -> None:
    short = SchoolYear(NEW.starts_on, NEW.starts_on + timedelta(days=30))
    assert move(new=short).day(OLD.ends_on) == short.school_days[-1]
    no_school = SchoolYear(date(2027, 9, 11), date(2027, 9, 12))
    assert move(new=no_school).day(OLD.ends_on) == no_school.ends_on


def test_after_the_years_last_school_day_it_is_tomorrow() -> None:
    assert move(NEW.ends_on).day(OLD.starts_on) == NEW.ends_on + timedelta(days=1)


OFFSETS = [
    {"kind": "offset", "count": count, "unit": unit, "direction": "after", "anchor": anchor, **more}
    for count in (0, 5, 400)
    for unit in ("days", "school_days")
    for anchor, more in (
        *(("school_year_start", {}), ("publication", {})),
        ("date", {"anchor_on": "2026-10-12"}),
    )
]


@pytest.mark.parametrize("today", [SPRING, SUMMER, AUTUMN])
@pytest.mark.parametrize("rule", [*OFFSETS, {"kind": "date", "on": "2027-03-03"}], ids=str)
def test_a_due_rule_falls_ahead_in_the_new_year_when_it_is_submitted_at_once(rule: dict[str, Any], today: date) -> None:
    found = move(today).due(rule, repeats=False)
    day = due_on(found, move(today).counted, today)
    assert today <= day
    assert NEW.starts_on <= day


def test_an_offset_that_falls_there_by_itself_stays_a_rule() -> None:
    rule = {"kind": "offset", "count": 5, "unit": "school_days", "direction": "after", "anchor": "school_year_start"}
    assert move(SUMMER).due(rule, repeats=False) == rule
    anchored = {**rule, "anchor": "date", "anchor_on": "2026-10-12"}
    assert move(SUMMER).due(anchored, repeats=False) == {**anchored, "anchor_on": str(move().day(date(2026, 10, 12)))}
    assert move(SPRING).due(rule, repeats=False) == {"kind": "date", "on": "2027-09-14"}


@given(within, todays)
def test_what_repeats_by_a_weekday_keeps_it(day: date, today: date) -> None:
    found = date.fromisoformat(move(today).due({"kind": "date", "on": str(day)}, repeats=True)["on"])
    assert found.weekday() == day.weekday()
    assert found > today
    assert found >= NEW.starts_on


def test_the_end_of_a_repetition_moves_too() -> None:
    rule = {"rrule": "FREQ=WEEKLY;UNTIL=20270112;BYDAY=TU", "on_non_school_day": "skip"}
    found = move().repeat(rule)
    assert found == {**rule, "rrule": f"FREQ=WEEKLY;UNTIL={move().day(date(2027, 1, 12)):%Y%m%d};BYDAY=TU"}
    timed = move().repeat({**rule, "rrule": "FREQ=DAILY;UNTIL=20270112T235959Z"})
    assert timed["rrule"].endswith("T235959Z")


def test_goals_left_out_are_gone_and_all_else_is_as_it_was() -> None:
    activity = {"code": "A1", "title": "x", "due": {"kind": "date", "on": "2027-03-03"}}
    goals = [
        {"code": code, "target_on": "2027-06-01", "strategies": [{"code": "S", "activities": [activity]}]}
        for code in ("G1", "G2")
    ]
    (kept,) = carried({"goals": goals}, {"G1"}, move())
    assert kept["code"] == "G2"
    assert kept["target_on"] == str(move().day(date(2027, 6, 1)))
    assert kept["strategies"][0]["activities"][0]["title"] == "x"
    assert "repeat" not in kept["strategies"][0]["activities"][0]
    assert goals[1]["target_on"] == "2027-06-01"
