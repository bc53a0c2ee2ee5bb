"""Our part of RFC 5545 §3.3.10, held against an implementation of all of it."""

import itertools
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from services.scheduling.calendar_imports.recurrence import WEEKDAYS, Unsupported, read

FIRST, LAST = date(2026, 8, 24), date(2027, 6, 11)


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule of the part that is taken."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    months = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
    if months:
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    # Days of the month that every month has, and none beside an n-th weekday: what never falls on any day takes the
    # other implementation to the year 9999. It also reads "MO,1MO" as both at once, where the standard says either.
    ordinal = draw(st.booleans()) and (frequency == "MONTHLY" or (frequency == "YEARLY" and bool(months)))
    if frequency != "WEEKLY" and not ordinal and draw(st.booleans()):
        numbers = draw(st.lists(st.integers(-28, 28).filter(bool), min_size=1, max_size=4, unique=True))
        parts.append("BYMONTHDAY=" + ",".join(map(str, numbers)))
    if draw(st.booleans()):
        nth = st.sampled_from(["1", "2", "-1", "-2"] if ordinal else [""])
        pairs = draw(st.lists(st.tuples(nth, st.sampled_from(WEEKDAYS)), min_size=1, max_size=3))
        parts.append("BYDAY=" + ",".join(n + name for n, name in pairs))
    if draw(st.booleans()):
        parts.append("WKST=" + draw(st.sampled_from(WEEKDAYS)))
    return ";".join(parts)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(rules(), st.dates(FIRST - timedelta(days=800), LAST), st.none() | st.integers(1, 30))
def test_it_falls_on_the_days_the_standard_says(rule: str, start: date, count: int | None) -> None:
    assume(start.day <= 28)
    text = rule if count is None else f"{rule};COUNT={count}"
    ours = read(text, start).days(FIRST, LAST)
    theirs = rrulestr(f"{rule};UNTIL={LAST:%Y%m%d}T000000", dtstart=datetime.combine(start, time()))
    assert ours == [moment.date() for moment in itertools.islice(theirs, count) if moment.date() >= FIRST]


def test_it_ends_with_the_day_it_lasts_until() -> None:
    start = date(2026, 9, 4)
    assert read("FREQ=WEEKLY;UNTIL=20260918", start).days(FIRST, LAST) == [start, date(2026, 9, 11), date(2026, 9, 18)]
    assert read("freq=weekly;until=20260918T120000Z;count=2", start).days(FIRST, LAST) == [start, date(2026, 9, 11)]


@pytest.mark.parametrize(
    "text",
    [
        *("", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=100000", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=x"),
        *("FREQ=YEARLY;BYWEEKNO=3", "FREQ=YEARLY;BYDAY=2MO", "FREQ=WEEKLY;BYDAY=2MO", "FREQ=MONTHLY;BYDAY=FUNDAY"),
        *("FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=YEARLY;BYMONTH=13", "FREQ=DAILY;UNTIL=20260230", "FREQ=DAILY;UNTIL=soon"),
        *("FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;BYMONTHDAY=99"),
    ],
)
def test_what_is_no_rule_or_not_taken_is_refused(text: str) -> None:
    with pytest.raises(Unsupported):
        read(text, FIRST)
