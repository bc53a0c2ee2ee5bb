"""Which facts meet which occurrences, and how each then stands."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.expecting.occurrences import (
    Answer,
    Occurrence,
    OccurrenceStanding,
    Span,
    answers,
    standing,
    stretches,
    tally,
)

FIRST = date(2026, 9, 1)
DAYS = some.integers(-10, 70).map(lambda n: FIRST + timedelta(days=n))


def day(number: int) -> date:
    """So many days after the first."""
    return FIRST + timedelta(days=number)


def due(*numbers: int, grace: int = 0) -> list[Occurrence]:
    """Occurrences due so many days after the first, their ids being their places."""
    return [Occurrence(UUID(int=place), day(number), grace) for place, number in enumerate(numbers)]


def facts(*numbers: int) -> dict[UUID, date]:
    """Facts of these days, their ids being their places from 100."""
    return {UUID(int=100 + place): day(number) for place, number in enumerate(numbers)}


def said(found: dict[UUID, Answer | None]) -> list[str]:
    """What each fact is, in the order of their ids: "0" meets the first occurrence, "+0" is further evidence, "" nothing."""
    return [
        "" if answer is None else f"{'' if answer.meets else '+'}{answer.occurrence_id.int}"
        for _, answer in sorted(found.items())
    ]


@some.composite
def expectations(draw: some.DrawFn) -> list[Occurrence]:
    """Some occurrences, of which several may be due on one day, some are met otherwise and some excused."""
    grace, found = draw(some.integers(0, 9)), []
    for place, number in enumerate(draw(some.lists(some.integers(0, 50), min_size=1, max_size=8))):
        is_met, is_excused = draw(some.sampled_from([(False, False)] * 4 + [(True, False), (False, True)]))
        found.append(Occurrence(UUID(int=place), day(number), grace, is_met=is_met, is_excused=is_excused))
    return sorted(found, key=lambda occurrence: occurrence.due_on)


def told_of(most: int) -> some.SearchStrategy[dict[UUID, date]]:
    """Up to so many facts."""
    lists = some.lists(DAYS, max_size=most)
    return lists.map(lambda days: {UUID(int=100 + place): at for place, at in enumerate(days)})


FACTS = told_of(10)
SPANS = some.builds(Span, some.integers(-5, 5).map(day), some.one_of(some.none(), some.integers(50, 65).map(day)))


def meeting(found: dict[UUID, Answer | None]) -> dict[UUID, UUID]:
    """Which fact meets which occurrence."""
    return {fact: answer.occurrence_id for fact, answer in found.items() if answer and answer.meets}


@given(expectations(), SPANS)
def test_the_stretches_leave_out_no_day_of_the_span(every: list[Occurrence], span: Span) -> None:
    found = stretches(every, span)
    last = span.last or day(80)
    for number in range((last - span.first).days + 1):
        at = span.first + timedelta(days=number)
        assert any(stretch.holds(at) for stretch in found.values()), at
    assert not any(stretch.holds(span.first - timedelta(days=1)) for stretch in found.values())
    assert span.last is None or not any(stretch.holds(span.last + timedelta(days=1)) for stretch in found.values())


@given(expectations(), SPANS, DAYS)
def test_without_grace_a_day_is_in_the_stretch_of_one_due_day_alone(
    every: list[Occurrence], span: Span, at: date
) -> None:
    plain = [Occurrence(one.id, one.due_on) for one in every]
    found = stretches(plain, span)
    assert len({one.due_on for one in plain if found[one.id].holds(at)}) == (1 if span.holds(at) else 0)


@given(expectations(), FACTS, SPANS)
def test_a_fact_meets_one_occurrence_at_most_and_only_in_its_stretch(
    every: list[Occurrence], told: dict[UUID, date], span: Span
) -> None:
    found, days = answers(every, told, span), stretches(every, span)
    by_id = {one.id: one for one in every}
    assert found.keys() == told.keys()
    met = list(meeting(found).values())
    assert len(set(met)) == len(met)
    for fact, answer in found.items():
        if answer is not None:
            one = by_id[answer.occurrence_id]
            assert days[one.id].holds(told[fact])
            assert not one.is_excused
            assert not (answer.meets and one.is_met)
    taken = set(met) | {one.id for one in every if one.is_met}
    for fact, answer in found.items():
        holding = [one for one in every if days[one.id].holds(told[fact]) and not one.is_excused]
        if answer is None:
            assert holding == []
        elif answer.meets:
            # The earliest: whatever comes before it in the stretch another fact meets, or a word.
            place = holding.index(by_id[answer.occurrence_id])
            assert {one.id for one in holding[:place]} <= taken
        else:
            assert {one.id for one in holding} <= taken
            assert answer.occurrence_id == holding[-1].id


@given(expectations(), FACTS, SPANS, some.randoms())
def test_the_order_in_which_facts_come_changes_nothing_and_what_is_met_stays_met(
    every: list[Occurrence], told: dict[UUID, date], span: Span, chance: Random
) -> None:
    order = list(told)
    chance.shuffle(order)
    so_far: dict[UUID, date] = {}
    found: dict[UUID, Answer | None] = {}
    for fact in order:
        so_far[fact] = told[fact]
        before = meeting(found)
        found = answers(every, so_far, span, before)
        assert set(before.values()) <= set(meeting(found).values())
    assert found == answers(every, told, span)


@given(expectations(), expectations(), FACTS, SPANS)
def test_what_is_met_stays_met_where_days_have_moved(
    before: list[Occurrence], after: list[Occurrence], told: dict[UUID, date], span: Span
) -> None:
    known = {one.id for one in after if not one.is_met and not one.is_excused}
    met = {fact: one for fact, one in meeting(answers(before, told, span)).items() if one in known}
    found = meeting(answers(after, told, span, met))
    assert set(met.values()) <= set(found.values())
    assert len(set(found.values())) == len(found)


@given(expectations(), told_of(5), SPANS)
def test_no_other_way_of_giving_facts_to_occurrences_meets_more(
    every: list[Occurrence], told: dict[UUID, date], span: Span
) -> None:
    days = stretches(every, span)
    free = [one for one in every if not one.is_met and not one.is_excused]
    assert len(meeting(answers(every, told, span))) == most([*told.values()], free, days)


def most(left: Sequence[date], free: Sequence[Occurrence], days: dict[UUID, Span]) -> int:
    """How many occurrences these facts can meet at most, by trying all."""
    if not left:
        return 0
    at, *others = left
    ways = [
        most(others, [one for one in free if one is not taken], days) + 1 for taken in free if days[taken.id].holds(at)
    ]
    return max([most(others, free, days), *ways])


@pytest.mark.parametrize(
    ("dues", "grace", "told", "is_"),
    [
        # A fact of the due day, of the day after the one before, and of the day after its own.
        ((7, 14), 0, (7, 8, 14), ["0", "1", "+1"]),
        # One week skipped, two in the next: the skipped stays open.
        ((7, 14, 21), 0, (5, 16, 18), ["0", "2", "+2"]),
        # With grace the second of the next week is the skipped one's.
        ((7, 14, 21), 4, (5, 16, 18), ["0", "1", "2"]),
        # Whatever comes late is the last one's.
        ((7, 14), 0, (40, 41), ["1", "+1"]),
        # The first is met from the beginning of the span, not before.
        ((7,), 0, (-1, 0), ["", "0"]),
        # Two due on one day share a stretch.
        ((7, 14, 14), 0, (9, 10, 11), ["1", "2", "+2"]),
    ],
)
def test_a_fact_goes_by_its_day(dues: tuple[int, ...], grace: int, told: tuple[int, ...], is_: Iterable[str]) -> None:
    assert said(answers(due(*dues, grace=grace), facts(*told), Span(FIRST))) == list(is_)


def test_the_days_of_an_excused_one_are_no_neighbours() -> None:
    first, second, third = due(7, 14, 21)
    off = Occurrence(second.id, second.due_on, is_excused=True)
    assert said(answers([first, off, third], facts(8, 14, 15), Span(FIRST))) == ["", "", "2"]


def test_what_a_word_met_takes_further_evidence() -> None:
    first, second = due(7, 14)
    done = Occurrence(first.id, first.due_on, is_met=True)
    assert said(answers([done, second], facts(3, 10), Span(FIRST))) == ["+0", "1"]


def test_a_span_that_is_over_takes_no_late_fact() -> None:
    assert said(answers(due(7), facts(20, 21), Span(FIRST, day(20)))) == ["0", ""]


@pytest.mark.parametrize(
    ("today", "met", "stands"),
    [
        (7, False, OccurrenceStanding.EXPECTED),
        (9, False, OccurrenceStanding.EXPECTED),
        (10, False, OccurrenceStanding.MISSED),
        (10, True, OccurrenceStanding.MET),
        (0, True, OccurrenceStanding.MET),
    ],
)
def test_it_is_missed_from_the_day_after_its_grace(today: int, stands: OccurrenceStanding, *, met: bool) -> None:
    (one,) = due(7, grace=2)
    assert standing(one, Span(FIRST), day(today), lambda _: True, met=met) is stands


def test_days_without_school_excuse_it_and_one_day_with_school_does_not() -> None:
    (one,) = due(7)
    assert standing(one, Span(day(3)), day(30), lambda _: False) is OccurrenceStanding.EXCUSED
    assert standing(one, Span(day(3)), day(30), lambda at: at == day(3)) is OccurrenceStanding.MISSED
    assert standing(one, Span(day(3)), day(30), lambda at: at in (day(2), day(8))) is OccurrenceStanding.EXCUSED
    assert standing(one, Span(day(3)), day(30), lambda _: False, met=True) is OccurrenceStanding.MET


def test_one_called_off_is_excused_and_one_met_by_a_word_is_met() -> None:
    off, done = (Occurrence(UUID(int=1), day(7), **{name: True}) for name in ("is_excused", "is_met"))
    stand = [standing(one, Span(FIRST), day(30), lambda _: True) for one in (off, done)]
    assert stand == [OccurrenceStanding.EXCUSED, OccurrenceStanding.MET]
    assert tally(stand) == {
        **dict.fromkeys(OccurrenceStanding, 0),
        OccurrenceStanding.EXCUSED: 1,
        OccurrenceStanding.MET: 1,
    }
