"""One person a day answers for a team: its leader while there, else who stands in."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.planning.teams.rules import Span, belonging, leading

FIRST = date(2026, 9, 1)
LEADER = ["leader"]


@dataclass
class One:
    """A member."""

    number: int
    member_id: UUID = field(init=False)
    staff_id: UUID = field(init=False)
    meeting_roles: list[str] = field(default_factory=list)
    stands_in_for: list[str] = field(default_factory=list)
    starts_on: date = FIRST
    ends_on: date | None = None
    away_from: date | None = None
    away_until: date | None = None

    def __post_init__(self) -> None:
        self.member_id, self.staff_id = UUID(int=self.number), UUID(int=100 + self.number)


def day(offset: int) -> date:
    """A day after the team's first."""
    return FIRST + timedelta(days=offset)


def of(number: int, first: int, last: int | None) -> Span:
    """Days of a member."""
    return Span(UUID(int=100 + number), day(first), None if last is None else day(last))


def test_who_stands_in_answers_while_the_leader_is_away_or_gone() -> None:
    leader = One(1, meeting_roles=LEADER, ends_on=day(30), away_from=day(10), away_until=day(12))
    stand_in = One(2, stands_in_for=LEADER)
    assert leading([leader, stand_in], FIRST, None) == [of(1, 0, 9), of(2, 10, 12), of(1, 13, 30), of(2, 31, None)]
    assert leading([leader], FIRST, None) == [of(1, 0, 9), of(1, 13, 30)]


def test_the_longest_on_the_team_stands_in_first_and_a_team_has_an_end() -> None:
    newer, older = One(2, stands_in_for=LEADER, starts_on=day(5)), One(3, stands_in_for=LEADER, starts_on=day(2))
    assert leading([newer, older], FIRST, day(8)) == [of(3, 2, 8)]
    assert belonging([newer, One(1, starts_on=day(9))], FIRST, day(8)) == [of(2, 5, 8)]
    assert belonging([One(1)], day(3), None) == [of(1, 3, None)]


DAYS = st.integers(0, 12)


@st.composite
def members(draw: st.DrawFn) -> list[One]:
    """Some members with any days at all."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        first, away = draw(DAYS), draw(st.none() | DAYS)
        found.append(
            One(
                number,
                meeting_roles=draw(st.sampled_from([[], LEADER])),
                stands_in_for=draw(st.sampled_from([[], LEADER])),
                starts_on=day(first),
                ends_on=draw(st.none() | st.just(day(first + draw(DAYS)))),
                away_from=None if away is None else day(away),
                away_until=None if away is None else day(away + draw(DAYS)),
            )
        )
    return found


@given(members(), DAYS, st.none() | DAYS)
def test_each_day_has_the_one_who_answers_on_it(some: list[One], first: int, lasts: int | None) -> None:
    starts, ends = day(first), None if lasts is None else day(first + lasts)
    spans = leading(some, starts, ends)
    for offset in range(40):
        at = day(offset)
        there = [one for one in some if one.starts_on <= at <= (one.ends_on or date.max)]
        there = [one for one in there if not (one.away_from and one.away_from <= at <= (one.away_until or date.max))]
        able = [one for one in there if one.meeting_roles] or [one for one in there if one.stands_in_for]
        expected = {min(able, key=lambda one: (one.starts_on, one.member_id)).staff_id} if able else set()
        if not starts <= at <= (ends or date.max):
            expected = set()
        assert {span.staff_id for span in spans if span.starts_on <= at <= (span.ends_on or date.max)} == expected
