"""Repetition: against an independent expansion, and the days tasks fall on."""

from datetime import date, datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendars.rules import SchoolYear
from services.scheduling.occurrences import rules

FIRST = date(2026, 8, 31)
YEAR = SchoolYear(FIRST, date(2027, 6, 11), frozenset({date(2026, 9, 7), date(2026, 11, 26), date(2026, 11, 27)}))
WEEKDAY = st.sampled_from(rules.WEEKDAYS)


@st.composite
def falling_rules(draw: st.DrawFn) -> str:
    """Rules that fall every few weeks at the latest: the library searches the calendar's end for one that never does."""
    frequency = draw(st.sampled_from(rules.FREQUENCIES))
    parts = [f"FREQ={frequency}"]
    if frequency != "YEARLY" and draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.booleans()):
        # The library takes "MO,1TH" for days that are both; by RFC 5545 either will do.
        plain = frequency in ("DAILY", "WEEKLY") or draw(st.booleans())
        ordinal = st.just("") if plain else st.sampled_from(["1", "2", "-1", "-2"])
        days = draw(st.lists(st.tuples(ordinal, WEEKDAY).map("".join), min_size=1, max_size=3))
        parts.append(f"BYDAY={','.join(days)}")
    elif frequency != "WEEKLY" and draw(st.booleans()):
        days = draw(st.lists(st.sampled_from([1, 2, 15, 28, 31, -1, -5]), min_size=1, max_size=3))
        parts.append(f"BYMONTHDAY={','.join(map(str, days))}")
    if frequency == "YEARLY" and draw(st.booleans()):
        parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
    # With WEEKLY the library cuts the first week at the first day and counts BYSETPOS in the rest; RFC 5545 counts in the week.
    if len(parts) > 1 and parts[-1].startswith("BYDAY") and frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, -1]))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(WEEKDAY)}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 20))}")
    return ";".join(parts)


@given(falling_rules(), st.integers(0, 300))
def test_a_rule_falls_as_an_independent_library_says(text: str, offset: int) -> None:
    first = FIRST + timedelta(days=offset)
    last = first + timedelta(days=400)
    theirs = rrulestr(text, dtstart=datetime.combine(first, datetime.min.time()))
    expected = [moment.date() for moment in takewhile(lambda moment: moment.date() <= last, theirs)]
    assert list(rules.expand(rules.parse(text), first, last)) == expected, text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "NAME=value"),
        ("FREQ=SECONDLY", "not an hour"),
        ("FREQ=HOURLY;COUNT=4", "not an hour"),
        ("FREQ=DAILY;BYHOUR=1,2,3", "BYHOUR"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        ("FREQ=DAILY;COUNT=999999", "COUNT"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "exclude"),
        ("FREQ=DAILY;FREQ=DAILY", "once"),
        ("FREQ=DAILY;UNTIL=20270231", "UNTIL"),
        ("FREQ=WEEKLY;BYDAY=2MO", "no numbers"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYDAY=XX", "BYDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 500), "BYMONTHDAY"),
        ("FREQ=DAILY;DTSTART=20260101", "DTSTART"),
        ("FREQ=DAILY;INTERVAL=٣", "INTERVAL"),
    ],
)
def test_a_faulty_rule_is_refused_by_its_part(text: str, why: str) -> None:
    with pytest.raises(rules.RuleFaulty, match=why):
        rules.parse(text)


def test_a_rule_that_never_falls_ends_at_once() -> None:
    assert list(rules.expand(rules.parse("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), FIRST, YEAR.ends_on)) == []


@pytest.mark.parametrize(
    ("moved", "due"),
    [("before", date(2026, 11, 25)), ("after", date(2026, 11, 30)), ("skip", None)],
)
def test_an_occurrence_on_a_day_without_school_moves_by_rule(moved: rules.Moved, due: date | None) -> None:
    found = rules.occurrences(rules.parse("FREQ=DAILY;COUNT=1"), moved, date(2026, 11, 26), YEAR)
    if moved == "before":
        assert found == []  # it would be due before the repetition begins
        found = rules.occurrences(rules.parse("FREQ=WEEKLY;COUNT=2"), moved, date(2026, 11, 19), YEAR)[1:]
    assert [entry.due_on for entry in found] == ([due] if due else [])


def test_days_that_come_to_be_due_together_are_one_occurrence() -> None:
    found = rules.occurrences(rules.parse("FREQ=DAILY"), "after", date(2026, 11, 25), YEAR)
    assert [(entry.occurrence_on.day, entry.due_on.day) for entry in found[:3]] == [(25, 25), (30, 30), (1, 1)]


def test_a_repetition_ends_with_the_school_year() -> None:
    found = rules.occurrences(rules.parse("FREQ=WEEKLY"), "after", FIRST, YEAR)
    assert found[-1].due_on <= YEAR.ends_on
    assert len(found) == 41


@given(falling_rules(), st.sampled_from(["before", "after", "skip"]), st.integers(0, 280))
def test_every_occurrence_is_due_on_a_school_day_of_its_own(text: str, moved: rules.Moved, offset: int) -> None:
    found = rules.occurrences(rules.parse(text), moved, FIRST + timedelta(days=offset), YEAR)
    assert all(YEAR.is_school_day(entry.due_on) for entry in found)
    assert len({entry.due_on for entry in found}) == len(found) == len({entry.occurrence_on for entry in found})
