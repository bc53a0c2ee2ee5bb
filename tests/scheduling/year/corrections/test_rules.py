"""What a correction makes of days, by example."""

from datetime import date

from services.scheduling.calendar.calendars.rules import Calendars, SchoolYear
from services.scheduling.year.corrections.rules import Change, changes
from shared.ids import new_id

FIRST, LAST = date(2026, 8, 24), date(2027, 6, 11)


def test_what_became_of_days_is_told_for_the_district_and_for_those_it_differs_at() -> None:
    open_, same, shut = new_id(), new_id(), new_id()
    snow, later = date(2027, 1, 13), date(2027, 1, 14)
    before = Calendars(SchoolYear(FIRST, LAST), {same: SchoolYear(FIRST, LAST, frozenset({FIRST}))})
    closed = SchoolYear(FIRST, LAST, frozenset({snow}))
    after = Calendars(
        closed,
        {
            same: SchoolYear(FIRST, LAST, frozenset({FIRST, snow})),
            open_: SchoolYear(FIRST, LAST),
            shut: SchoolYear(FIRST, LAST, frozenset({snow, later})),
        },
    )
    days = [snow, later]
    there, back = dict.fromkeys(days, before), dict.fromkeys(days, after)
    assert changes(days, there, back) == {None: Change((snow,)), open_: Change(), shut: Change((snow, later))}
    assert changes(days, back, there)[shut] == Change((), (snow, later))
    assert changes([snow], dict.fromkeys(days), there) == {None: Change((), (snow,))}
