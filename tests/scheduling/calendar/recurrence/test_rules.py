"""Repetition: against an independent expansion, and the days tasks fall on."""

from datetime import date, datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.calendar.recurrence import rules

FIRST = date(2026, 8, 31)
YEAR = SchoolYear(FIRST, date(2027, 6, 11), frozenset({date(2026, 9, 7), date(2026, 11, 26), date(2026, 11, 27)}))
WEEKDAY = st.sampled_from(rules.WEEKDAYS)


ORDINALS = [f"{sign}{number}" for sign in ("", "-") for number in range(1, 6)]
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=4).map(lambda months: ",".join(map(str, months)))


@st.composite
def falling_rules(draw: st.DrawFn) -> str:
    """Rules that fall now and then, or end: the library searches to the calendar's end for one that does neither."""
    frequency = draw(st.sampled_from(rules.FREQUENCIES))
    parts = [f"FREQ={frequency}"]
    if frequency != "YEARLY" and draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.booleans()):
        # The library takes "MO,1TH" for days that are both; by RFC 5545 either will do.
        plain = frequency in ("DAILY", "WEEKLY") or draw(st.booleans())
        ordinal = st.just("") if plain else st.sampled_from(ORDINALS)
        days = draw(st.lists(st.tuples(ordinal, WEEKDAY).map("".join), min_size=1, max_size=3))
        parts.append(f"BYDAY={','.join(days)}")
    elif frequency != "WEEKLY" and draw(st.booleans()):
        days = draw(st.lists(st.sampled_from([1, 2, 15, 28, 31, -1, -5, -31]), min_size=1, max_size=3))
        parts.append(f"BYMONTHDAY={','.join(map(str, days))}")
    # With WEEKLY the library cuts the first week at the first day and counts BYSETPOS in the rest; RFC 5545 counts in the week.
    if len(parts) > 1 and parts[-1].startswith("BYDAY") and frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '2', '-2', '3', '1,-1']))}")
    has_months = draw(st.booleans())
    if has_months:
        parts.append(f"BYMONTH={draw(MONTHS)}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(WEEKDAY)}")
    match draw(st.sampled_from(["UNTIL", "COUNT", ""])):
        case "UNTIL":
            parts.append(f"UNTIL={FIRST + timedelta(days=draw(st.integers(0, 700))):%Y%m%d}")
        case "COUNT" if not has_months:
            parts.append(f"COUNT={draw(st.integers(1, 20))}")
    return ";".join(parts)


def by_the_library(text: str, first: date, last: date) -> list[date]:
    """What `dateutil` makes of a rule; it is told where to stop, for it would search on."""
    if "COUNT" not in text and "UNTIL" not in text:
        text = f"{text};UNTIL={last:%Y%m%d}"
    theirs = rrulestr(text, dtstart=datetime.combine(first, datetime.min.time()))
    return [moment.date() for moment in takewhile(lambda moment: moment.date() <= last, theirs)]


@given(falling_rules(), st.integers(0, 300))
def test_a_rule_falls_as_an_independent_library_says(text: str, offset: int) -> None:
    first = FIRST + timedelta(days=offset)
    last = first + timedelta(days=400)
    assert list(rules.expand(rules.parse(text), first, last)) == by_the_library(text, first, last), text


@pytest.mark.parametrize("ordinal", ORDINALS)
def test_every_ordinal_of_every_weekday_falls_in_months_that_have_it(ordinal: str) -> None:
    first, last = date(2026, 9, 1), date(2027, 8, 31)
    for weekday in rules.WEEKDAYS:
        for text in (
            f"FREQ=MONTHLY;BYDAY={ordinal}{weekday}",
            f"FREQ=MONTHLY;INTERVAL=2;BYDAY={ordinal}{weekday}",
            f"FREQ=YEARLY;BYMONTH=2,9,5;BYDAY={ordinal}{weekday}",
        ):
            assert list(rules.expand(rules.parse(text), first, last)) == by_the_library(text, first, last), text


@pytest.mark.parametrize("ordinal", ["52", "53", "-52", "-53"])
def test_a_year_has_a_fifty_third_of_some_weekdays(ordinal: str) -> None:
    first, last = date(2026, 1, 1), date(2032, 12, 31)
    for weekday in rules.WEEKDAYS:
        text = f"FREQ=YEARLY;BYDAY={ordinal}{weekday}"
        assert list(rules.expand(rules.parse(text), first, last)) == by_the_library(text, first, last), text


def test_every_fourth_tuesday_is_a_day_of_each_month() -> None:
    found = rules.expand(rules.parse("FREQ=MONTHLY;BYDAY=4TU"), date(2026, 9, 1), date(2027, 6, 1))
    assert [f"{day:%m-%d}" for day in found] == [
        *("09-22", "10-27", "11-24", "12-22", "01-26", "02-23", "03-23", "04-27", "05-25")
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=DAILY;UNTIL=20260902", [31, 1, 2]),
        ("FREQ=DAILY;UNTIL=20260831", [31]),
        ("FREQ=DAILY;UNTIL=20260830", []),
        ("FREQ=DAILY;UNTIL=20260902T235959Z", [31, 1, 2]),
        ("FREQ=DAILY;COUNT=1", [31]),
        ("FREQ=DAILY;COUNT=2;INTERVAL=3", [31, 3]),
        ("FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2;WKST=MO;COUNT=3", [31, 6, 14]),
        ("FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2;WKST=SU;COUNT=3", [31, 13, 14]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", [31, 30]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", [31, 31, 31]),
    ],
)
def test_a_rule_holds_on_its_very_last_day_and_no_further(text: str, days: list[int]) -> None:
    assert [day.day for day in rules.expand(rules.parse(text), FIRST, date(2027, 6, 11))] == days


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("INTERVAL", ["1", "366"], ["0", "367"]),
        ("COUNT", ["1", "400"], ["0", "401"]),
        ("BYMONTH", ["1", "12"], ["0", "13", "-1"]),
        ("BYMONTHDAY", ["1", "31", "-31", "-1"], ["0", "32", "-32"]),
        ("BYMONTHDAY", [",".join(["1"] * 40)], [",".join(["1"] * 41)]),
        ("BYMONTH=1;BYSETPOS", ["1", "366", "-366"], ["0", "367", "-367"]),
    ],
)
def test_a_number_is_taken_up_to_its_bound(name: str, taken: list[str], refused: list[str]) -> None:
    for value in taken:
        rules.parse(f"FREQ=MONTHLY;{name}={value}")
    for value in refused:
        with pytest.raises(rules.RuleFaulty):
            rules.parse(f"FREQ=MONTHLY;{name}={value}")


def test_an_occurrence_may_be_due_on_the_years_first_and_last_day() -> None:
    found = rules.occurrences(rules.parse("FREQ=DAILY"), "skip", YEAR.starts_on, YEAR)
    assert (found[0].due_on, found[-1].due_on) == (YEAR.starts_on, YEAR.ends_on)
    late = rules.occurrences(rules.parse("FREQ=DAILY"), "before", YEAR.ends_on, YEAR)
    assert [entry.due_on for entry in late] == [YEAR.ends_on]


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
