"""School-day arithmetic, held against walking day by day."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.calendars.rules import Listed, SchoolYear, compose
from shared.ids import new_id

FIRST, LAST = date(2026, 8, 24), date(2027, 6, 11)
SPAN = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
NEAR = st.dates(FIRST - timedelta(days=30), LAST + timedelta(days=30))
INSIDE = st.dates(FIRST, LAST)
SETS = st.frozensets(st.sampled_from(SPAN[:40]), max_size=30)
LISTED = st.tuples(SETS, SETS).map(lambda two: Listed(two[0] - two[1], two[1]))


@st.composite
def years(draw: st.DrawFn) -> SchoolYear:
    """A short or long year with some days listed."""
    return draw(LISTED).year(FIRST, draw(st.dates(FIRST + timedelta(days=1), LAST)))


@given(years(), NEAR, st.integers(1, 60), st.booleans())
def test_a_shift_passes_exactly_so_many_school_days(year: SchoolYear, day: date, count: int, forward: bool) -> None:
    found = year.shift(day, count, forward)
    one = timedelta(days=1 if forward else -1)
    seen: list[date] = []
    walked = day + one
    while FIRST - timedelta(days=90) < walked < LAST + timedelta(days=90) and len(seen) < count:
        if year.is_school_day(walked):
            seen.append(walked)
        walked += one
    assert found == (seen[-1] if len(seen) == count else None)


@given(years(), NEAR, st.booleans())
def test_no_days_away_is_the_day_itself_or_the_nearest_school_day_that_way(
    year: SchoolYear, day: date, forward: bool
) -> None:
    found = year.shift(day, 0, forward)
    assert found == (day if year.is_school_day(day) else year.shift(day, 1, forward))


@given(years(), NEAR, NEAR)
def test_school_days_between_two_days_are_those_one_would_count(year: SchoolYear, first: date, last: date) -> None:
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    assert year.school_days_between(first, last) == sum(year.is_school_day(day) for day in span)


@given(years(), INSIDE)
def test_next_and_previous_are_one_step_away(year: SchoolYear, day: date) -> None:
    following, before = year.next_school_day(day), year.previous_school_day(day)
    if following is not None and year.is_school_day(day):
        assert year.previous_school_day(following) == day
    assert before is None or before < day
    assert following is None or following > day


@given(LISTED, LISTED, st.sampled_from(SPAN[:40]))
def test_a_schools_own_word_beats_the_districts_and_the_districts_the_weekday(
    listed: Listed, own: Listed, day: date
) -> None:
    school_id = new_id()
    calendars = compose((FIRST, LAST), {}, listed, [(own, [school_id])])
    said = next((day in found.held for found in (own, listed) if day in found.held | found.closed), day.weekday() < 5)
    assert calendars.of(school_id).is_school_day(day) == said
    assert calendars.of(new_id()) == calendars.of(None) == calendars.district


@given(st.lists(LISTED, max_size=6), LISTED)
def test_schools_with_equal_days_are_one_group_and_every_school_is_in_one(lists: list[Listed], listed: Listed) -> None:
    own = [(days, [new_id(), new_id()]) for days in lists]
    calendars = compose((FIRST, LAST), {}, listed, own)
    groups = calendars.groups()
    assert groups[0] == (calendars.district, None)
    assert len({year for year, _ in groups}) == len(groups)
    named: list[UUID] = [school_id for _, schools in groups[1:] for school_id in schools or []]
    assert len(named) == len(set(named))
    for _, schools in own:
        for school_id in schools:
            assert (school_id in named) == (calendars.of(school_id) != calendars.district)


def test_school_is_held_on_a_make_up_saturday_and_on_no_other() -> None:
    year = Listed(held=frozenset({date(2026, 9, 5)})).year(FIRST, LAST)
    assert year.is_school_day(date(2026, 9, 5))
    assert not year.is_school_day(date(2026, 9, 12))
    assert year.shift(date(2026, 9, 4), 1, True) == date(2026, 9, 5)


def test_a_school_with_a_year_of_its_own_goes_by_its_own_first_and_last_day() -> None:
    school_id, holiday = new_id(), date(2026, 11, 26)
    own = {school_id: (date(2026, 7, 20), date(2027, 6, 30))}
    calendars = compose((FIRST, LAST), own, Listed(closed=frozenset({holiday})), [])
    assert calendars.of(school_id).is_school_day(date(2026, 7, 20))
    assert not calendars.district.is_school_day(date(2026, 7, 20))
    assert not calendars.of(school_id).is_school_day(holiday)
