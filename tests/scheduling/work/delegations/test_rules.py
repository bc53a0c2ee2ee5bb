"""Circles of delegations, found as somebody would find them day by day and school by school."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduling.work.delegations.rules import Cover, closes_circle, reaches
from tests.effort import times

DAY = date(2026, 9, 1)
PEOPLE = [UUID(int=n) for n in range(1, 5)]
SCHOOLS = [UUID(int=n) for n in (11, 12)]


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    absent, delegate = draw(st.permutations(PEOPLE))[:2]
    first = draw(st.integers(0, 6))
    return Cover(
        absent,
        delegate,
        draw(st.sampled_from([None, *SCHOOLS])),
        DAY + timedelta(days=first),
        DAY + timedelta(days=first + draw(st.integers(0, 4))),
    )


def goes_round(standing: list[Cover]) -> bool:
    """On some day at some school (one nobody names included), does following the delegates come back to where it began?"""
    for number in range(12):
        day = DAY + timedelta(days=number)
        for school in [*SCHOOLS, UUID(int=99)]:
            here = {
                c.from_id: c.to_id
                for c in standing
                if c.school_id in (None, school) and c.starts_on <= day <= c.ends_on
            }
            for person in here:
                at: UUID | None = person
                for _ in range(len(here)):
                    at = here.get(at) if at else None
                    if at == person:
                        return True
    return False


@settings(max_examples=times(100))
@given(st.lists(covers(), max_size=9))
def test_no_order_of_delegations_lets_a_circle_stand_and_none_is_refused_for_nothing(wished: list[Cover]) -> None:
    standing: list[Cover] = []
    for new in wished:
        if any(other.from_id == new.from_id and other.meets(new) for other in standing):
            continue
        assert closes_circle(new, standing) == goes_round([*standing, new])
        if not closes_circle(new, standing):
            standing.append(new)


def test_a_delegate_reaches_what_they_hold_a_role_at() -> None:
    oak, elm = SCHOOLS
    assert reaches({oak}, {oak}, oak)
    assert reaches({oak}, {None}, oak)
    assert not reaches({oak}, {elm}, oak)
    assert reaches({oak, elm}, {oak, elm}, None)
    assert not reaches({oak, elm}, {oak}, None)
    assert reaches({None}, {None}, None)
    assert not reaches({None}, {oak}, None)
    assert not reaches(set(), {oak}, None)


def cover(absent: int, delegate: int, first: int, last: int) -> Cover:
    """Somebody for somebody, everywhere, from one day to another."""
    return Cover(PEOPLE[absent], PEOPLE[delegate], None, DAY + timedelta(days=first), DAY + timedelta(days=last))


def test_covers_that_follow_one_another_hold_only_on_the_days_they_share() -> None:
    new = cover(0, 1, 2, 5)
    early = [cover(1, 2, 4, 8), cover(2, 0, 2, 3)]
    late = [cover(1, 2, 0, 3), cover(2, 0, 4, 5)]
    at_once = [cover(1, 2, 4, 8), cover(2, 0, 5, 9)]
    assert [closes_circle(new, standing) for standing in (early, late, at_once)] == [False, False, True]
