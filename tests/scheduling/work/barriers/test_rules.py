"""School days lost and given back; the machine of states."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.work.barriers import rules
from services.scheduling.work.barriers.rules import STANDING, WAITING, above
from services.scheduling.work.barriers.tables import BarrierLevel, BarrierState, Restore
from services.scheduling.work.barriers.transitions import MOVES, possible

MONDAY = date(2026, 8, 24)
days = some.dates(MONDAY - timedelta(days=40), MONDAY + timedelta(days=700))


@some.composite
def school_years(draw: some.DrawFn) -> list[SchoolYear]:
    """Up to three years, one after the other, with summers and days without school."""
    found, starts_on = [], MONDAY
    for _ in range(draw(some.integers(0, 3))):
        ends_on = starts_on + timedelta(days=draw(some.integers(60, 290)))
        holidays = draw(some.sets(some.dates(starts_on, ends_on), max_size=30))
        found.append(SchoolYear(starts_on, ends_on, frozenset(holidays)))
        starts_on = ends_on + timedelta(days=draw(some.integers(1, 70)))
    return found


@given(school_years(), days, some.integers(0, 60))
def test_a_day_is_as_many_school_days_later_as_asked(years: list[SchoolYear], day: date, count: int) -> None:
    found = rules.later(years, day, count)
    assert rules.school_days(years, day + timedelta(days=1), found + timedelta(days=1)) == count
    assert found == day if count == 0 else rules.is_school_day(years, found)


@given(school_years(), days, days, some.integers(0, 60))
def test_as_many_school_days_are_left_as_there_were(
    years: list[SchoolYear], due_on: date, blocked_on: date, lasting: int
) -> None:
    today = blocked_on + timedelta(days=lasting)
    restored = rules.restored(Restore.EXTEND, years, due_on, blocked_on, today)
    lost = rules.school_days(years, blocked_on, today)
    assert rules.school_days(years, due_on + timedelta(days=1), restored + timedelta(days=1)) == lost
    assert restored >= due_on
    assert rules.restored(Restore.KEEP, years, due_on, blocked_on, today) == due_on


def test_nothing_is_lost_on_a_holiday_at_a_weekend_or_in_summer() -> None:
    year = SchoolYear(MONDAY, MONDAY + timedelta(days=11), frozenset({MONDAY + timedelta(days=2)}))
    following = SchoolYear(MONDAY + timedelta(days=70), MONDAY + timedelta(days=300))
    assert rules.school_days([year], MONDAY, MONDAY + timedelta(days=7)) == 4
    # Twelve days of the first year, the summer, and the Monday after it.
    assert rules.school_days([year, following], MONDAY, MONDAY + timedelta(days=71)) == 9 + 1
    due = MONDAY + timedelta(days=11)
    assert (
        rules.restored(Restore.EXTEND, [year, following], due, MONDAY, MONDAY + timedelta(days=1))
        == following.starts_on
    )


def test_after_the_last_known_year_weekdays_count_and_before_the_first_nothing_does() -> None:
    year = SchoolYear(MONDAY, MONDAY + timedelta(days=4))
    assert rules.later([year], MONDAY + timedelta(days=4), 1) == MONDAY + timedelta(days=7)
    assert rules.later([], MONDAY, 5) == MONDAY + timedelta(days=7)
    assert rules.later([year], MONDAY - timedelta(days=30), 1) == MONDAY


def test_every_state_can_be_left_or_is_the_end_and_every_state_is_reached() -> None:
    for state in BarrierState:
        assert bool(possible(state, BarrierLevel.SCHOOL)) == (state is not BarrierState.CONFIRMED)
    assert {move.target for move in MOVES.values()} | {BarrierState.RAISED} == set(BarrierState)
    assert set(STANDING) == set(BarrierState) - {BarrierState.RESOLVED, BarrierState.CONFIRMED}
    assert set(WAITING) < set(STANDING)


@given(some.data())
def test_any_walk_rises_one_level_at_a_time_and_every_standing_barrier_can_be_resolved(data: some.DataObject) -> None:
    state, level = BarrierState.RAISED, BarrierLevel.SCHOOL
    for _ in range(data.draw(some.integers(0, 12))):
        moves = possible(state, level)
        if not moves:
            break
        move = data.draw(some.sampled_from(moves))
        if move.value == "escalated":
            up = above(level)
            assert up is not None
            assert list(BarrierLevel).index(up) == list(BarrierLevel).index(level) + 1
            level = up
        assert state in MOVES[move].sources
        state = MOVES[move].leads_to
    seen, reach = {state}, [state]
    while reach:
        for move in possible(reach.pop(), level):
            if (to := MOVES[move].leads_to) not in seen:
                seen.add(to)
                reach.append(to)
    assert state is BarrierState.CONFIRMED or BarrierState.RESOLVED in seen
