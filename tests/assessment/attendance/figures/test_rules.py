"""What is told of a week, and of two, never adds up to what is not told."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment.attendance.figures import rules
from services.assessment.attendance.figures.rules import Counts, Place, Publication, SuppressionReason, moves, tree_of
from tests.assessment.attendance.figures.attacker import (
    BANDS,
    CHRONIC,
    CHRONIC_BANDS,
    MEASURE,
    OTHER_BANDS,
    counts,
    follows,
    tables,
)

SCHOOLS, GRADES = ("a", "b", "c", "d"), ("KG", "01", "02")
PLACES = list(product(SCHOOLS, GRADES))
SIZE = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 12))
CELL = st.fixed_dictionaries(dict.fromkeys(BANDS, SIZE)).map(counts)
CELLS = st.dictionaries(st.sampled_from(PLACES), CELL, min_size=2, max_size=12)
SMALLEST = st.sampled_from((5, 10))
Cells = Mapping[Place, Counts]


def told(cells: Cells, smallest: int = 10) -> Publication:
    return Publication(cells, SCHOOLS, GRADES, smallest)


def recovered(publication: Publication) -> list[tuple[Place, str]]:
    """What an attacker knows exactly of a cell that is not told so."""
    rows = tables(publication)
    bounds = follows({place: held.students for place, held in publication.cells.items()}, rows)
    found = []
    for (place, measure), (low, high) in bounds.items():
        row = rows[frozenset({place})]
        is_told = row.bands is not None or (
            measure == CHRONIC and row.chronic is not None and row.chronic.count is not None
        )
        is_told = measure in row.measures if measure == MEASURE else is_told
        if low == high and not is_told:
            found.append((place, measure))
    return found


@given(CELLS, SMALLEST)
@settings(max_examples=100)
def test_no_subtraction_recovers_a_suppressed_cell(cells: Cells, smallest: int) -> None:
    assert recovered(told(cells, smallest)) == []


@given(CELLS, SMALLEST)
@settings(max_examples=100)
def test_what_is_told_is_true_and_of_groups_that_are_large(cells: Cells, smallest: int) -> None:
    publication = told(cells, smallest)
    for group, row in tables(publication).items():
        held = rules.total(publication.cells, group)
        assert (row.students is None) == (row.suppressed is not None)
        if held.students < smallest:
            assert row.suppressed == SuppressionReason.TOO_SMALL
        if row.students is not None and row.chronic is not None:
            assert row.students == held.students
            assert row.chronic.at_least <= held.chronic <= row.chronic.at_most
            assert (row.chronic.count is None) == (row.chronic.at_least < row.chronic.at_most)
        for band, count in (row.bands or {}).items():
            assert (count, 0 < count < held.students) == (held.bands.get(band, 0), True)


@given(CELLS, SMALLEST)
@settings(max_examples=40)
def test_another_district_could_have_told_the_same(cells: Cells, smallest: int) -> None:
    """Even who knows these rules cannot tell a hidden count from another: some other district tells the very same."""
    publication = told(cells, smallest)
    rows = tables(publication)
    if publication.of_chronic is None or len(publication.cells) < 2:
        return
    for place in publication.cells:
        row = rows[frozenset({place})]
        if row.chronic is None or row.chronic.count is None:
            others = _others(publication.cells, place)
            assert any(tables(told(other, smallest)) == rows for other in others), place


def _others(cells: Cells, place: Place) -> Iterator[Cells]:
    """Districts in which one student of a place stands otherwise, and one of another place makes up for it."""
    for other, chronic, fine, way in product(cells, CHRONIC_BANDS, OTHER_BANDS, (1, -1)):
        if other == place:
            continue
        changed = {place: _moved(cells[place], chronic, fine, way), other: _moved(cells[other], chronic, fine, -way)}
        if all(min(held.bands.values()) >= 0 for held in changed.values()):
            yield {**cells, **changed}


def _moved(held: Counts, chronic: str, fine: str, way: int) -> Counts:
    bands = {band: held.bands.get(band, 0) for band in BANDS}
    return counts(bands | {chronic: bands[chronic] + way, fine: bands[fine] - way})


def _no_complement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small cells and small schools are left out, and nothing beside them is."""

    def tells(self: Publication, places: Iterable[Place]) -> rules.Row:
        held = rules.total(self.cells, places)
        if held.students < self.smallest:
            return rules.Row(suppressed=SuppressionReason.TOO_SMALL)
        return rules.Row(held.students, rules.Told(held.chronic, held.chronic, held.chronic))

    monkeypatch.setattr(Publication, "row", tells)


def test_the_attacker_finds_what_a_table_without_complements_gives_away(monkeypatch: pytest.MonkeyPatch) -> None:
    fine = dict.fromkeys(BANDS, 5)
    cells = {("a", "KG"): counts(fine), ("a", "01"): counts(fine), ("a", "02"): counts({"severe": 4, "at_risk": 3})}
    cells |= {("b", "KG"): counts(fine)}
    assert recovered(told(cells)) == []
    _no_complement(monkeypatch)
    assert (("a", "02"), CHRONIC) in recovered(told(cells))


def test_the_attacker_finds_what_nobody_and_everybody_give_away(monkeypatch: pytest.MonkeyPatch) -> None:
    fine = dict.fromkeys(BANDS, 5)
    cells = {("a", "KG"): counts(fine), ("a", "01"): counts({"satisfactory": 20, "at_risk": 6})}
    assert recovered(told(cells)) == []
    row = told(cells).row([("a", "01")])
    assert (row.students, row.chronic) == (26, rules.Told(None, 0, 10))
    monkeypatch.setattr(Publication, "_is_between", lambda self, held, count: True)
    assert told(cells).row([("a", "01")]).chronic == rules.Told(0, 0, 0)


def test_a_small_grade_takes_only_the_one_beside_it() -> None:
    many = counts(dict.fromkeys(BANDS, 8))
    cells = dict.fromkeys(PLACES, many) | {("a", "01"): counts(dict.fromkeys(BANDS, 2))}
    publication = told(cells)
    hidden = {place for place in PLACES if publication.row([place]).suppressed}
    assert hidden == {("a", "KG"), ("a", "01")}
    assert publication.row([("a", "01")]).suppressed == SuppressionReason.TOO_SMALL
    assert publication.row([("a", "KG")]).suppressed == SuppressionReason.COMPLEMENT
    assert publication.row([place for place in PLACES if place[0] == "a"]).students == 72
    row, left_out = publication.across("KG")
    assert (row.students, left_out) == (96, 1)


def test_who_comes_is_counted_with_enough_others() -> None:
    full = told({place: Counts(20) for place in PLACES})
    sizes = dict.fromkeys(PLACES, 20)
    tree = tree_of(SCHOOLS, GRADES)
    waiting = {("a", "KG"): 10, ("a", "01"): 9, ("b", "KG"): 9}
    assert moves(full, tree, sizes, {}, waiting, 10) == rules.Moves(frozenset({("a", "KG")}), frozenset())
    gone = moves(full, tree, sizes | {("b", "KG"): 19, ("c", "KG"): 19}, {}, waiting, 10)
    assert gone == rules.Moves(frozenset({("a", "KG"), ("b", "KG")}), frozenset({("c", "KG")}))


def test_who_is_gone_and_who_is_back_are_two_differences() -> None:
    full = told({place: Counts(20) for place in PLACES})
    tree = tree_of(SCHOOLS, GRADES)
    sizes = dict.fromkeys(PLACES, 20) | {("a", "KG"): 19, ("b", "KG"): 15, ("c", "KG"): 20}
    back = {("a", "KG"): 1, ("b", "KG"): 5, ("c", "KG"): 1}
    held = frozenset({("a", "KG"), ("c", "KG")})
    assert moves(full, tree, sizes, back, {}, 10) == rules.Moves(frozenset({("b", "KG")}), held)
    # Two grades told together are one part: gone from the one, back in the other.
    joined = told({place: Counts(8 if place[0] == "a" else 20) for place in PLACES})
    sizes = dict.fromkeys(PLACES, 20) | {place: 8 for place in PLACES if place[0] == "a"} | {("a", "KG"): 7}
    found = moves(joined, tree, sizes, {("a", "01"): 1}, {}, 10)
    assert {("a", "KG"), ("a", "01")} <= found.held
    assert not found.admitted


WEEK = st.fixed_dictionaries(
    {
        place: st.tuples(st.integers(0, 14), st.integers(0, 14), st.integers(0, 2), st.integers(0, 2))
        for place in PLACES[:9]
    }
)


@given(st.lists(WEEK, min_size=2, max_size=4), SMALLEST)
@settings(max_examples=100)
def test_no_two_weeks_differ_by_a_few_students(
    weeks: list[dict[Place, tuple[int, int, int, int]]], smallest: int
) -> None:
    """Who comes waits until enough have; who goes, or was merged and is back, is held until enough did: so in every row, and in
    every sum of blocks.
    """
    tree = tree_of(SCHOOLS, GRADES)
    members: dict[Place, set[int]] = {place: set() for place in PLACES}
    waiting: dict[Place, set[int]] = {place: set() for place in PLACES}
    merged: dict[Place, set[int]] = {place: set() for place in PLACES}
    shown: dict[Place, frozenset[int]] = {}
    before: Publication | None = None
    number = 0
    for week in weeks:
        for place, (come, _, gone, split) in week.items():
            waiting[place] |= set(range(number, number := number + come))
            back = set(sorted(merged[place])[:split])
            merged[place] |= set(sorted(members[place])[:gone])
            members[place] = (members[place] | back) - set(sorted(members[place])[:gone])
            merged[place] -= back
        still = {place: members[place] & shown.get(place, frozenset()) for place in PLACES}
        anew = {place: members[place] - shown.get(place, frozenset()) for place in PLACES}
        found = moves(before, tree, _sizes(still), _sizes(anew), _sizes(waiting), smallest)
        now: dict[Place, frozenset[int]] = {}
        for place in PLACES:
            if place in found.admitted:
                members[place] |= waiting[place]
                waiting[place] = set()
            now[place] = shown.get(place, frozenset()) if place in found.held else frozenset(members[place])
        after = told({place: Counts(len(held)) for place, held in now.items()}, smallest)
        if before is not None:
            assert not list(_near(before, after, shown, now, smallest))
        before, shown = after, now


def _sizes(held: Mapping[Place, set[int]]) -> dict[Place, int]:
    return {place: len(students) for place, students in held.items()}


def _near(
    before: Publication,
    after: Publication,
    shown: Mapping[Place, frozenset[int]],
    now: Mapping[Place, frozenset[int]],
    smallest: int,
) -> Iterator[tuple[rules.Block, int, int]]:
    """Groups told in both weeks that differ by some students, and by fewer than there may be."""
    groups = [block for one in (before, after) for block in set((one.of_students or {}).values())]
    groups += [frozenset(place for place in PLACES if place[0] == school) for school in SCHOOLS]
    groups += [frozenset(PLACES), *(frozenset({place}) for place in PLACES)]
    for group in groups:
        if all(rules.is_whole(one.of_students, rules.inhabited_of(one.cells, group)) for one in (before, after)):
            was, is_ = (
                frozenset[int]().union(*(held.get(place, frozenset()) for place in group)) for held in (shown, now)
            )
            if 0 < len(was ^ is_) < smallest:
                yield group, len(was), len(is_)
