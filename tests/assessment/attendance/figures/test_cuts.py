"""Flows and subgroups, beside all that is told of places, never add up to what is not told."""

from collections.abc import Iterable, Mapping
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment.attendance.figures import subgroups as grouping
from services.assessment.attendance.figures.flows import Flow, Flows
from services.assessment.attendance.figures.rules import Block, Counts, Place, Publication, total
from services.assessment.attendance.figures.subgroups import Subgroup, Subgroups, are_apart
from tests.assessment.attendance.figures.attacker import Bounds, Unknown, known, tables

SCHOOLS, GRADES = ("a", "b", "c"), ("KG", "01")
PLACES = list(product(SCHOOLS, GRADES))
FEW, SOME = st.integers(0, 3), st.integers(0, 30)
COUNT = st.one_of(st.just(0), FEW, SOME)
SMALLEST = st.sampled_from((5, 10))
Sum = tuple[Iterable[Unknown], int, int]

# --- Flows -----------------------------------------------------------------------------------------------------------

FLOW = st.builds(
    lambda ff, fc, cf, cc, came, came_of, gone, gone_of: Flow(
        *(ff + fc + cf + cc, cf + cc, fc, cf, came, min(came, came_of), gone, min(gone, gone_of))
    ),
    *(COUNT, COUNT, COUNT, COUNT, *[st.sampled_from((0, 0, 1, 6, 12))] * 4),
)
FLOWS = st.dictionaries(st.sampled_from(PLACES), FLOW, min_size=2, max_size=6)


def weeks(flows: Mapping[Place, Flow], smallest: int) -> tuple[Publication, Publication]:
    """What is told of both weeks."""
    before = {place: Counts(one.stayed + one.gone, one.were + one.gone_chronic) for place, one in flows.items()}
    after = {
        place: Counts(one.stayed + one.came, one.were - one.recovered + one.became + one.came_chronic)
        for place, one in flows.items()
    }
    return tuple(Publication(cells, SCHOOLS, GRADES, smallest) for cells in (before, after))  # type: ignore[return-value]


def known_of_flows(flows: Mapping[Place, Flow], told: Flows) -> Bounds:
    """What somebody knows who knows how many stayed, came and went at each place."""
    sizes: dict[Unknown, int] = {}
    sums: list[Sum] = []
    for place, one in flows.items():
        sizes |= {(place, way): one.stayed for way in ("ff", "fc", "cf", "cc")}
        sizes |= {(place, "came"): one.came, (place, "gone"): one.gone}
        sums.append(([(place, way) for way in ("ff", "fc", "cf", "cc")], one.stayed, one.stayed))
        # Whoever was not chronically absent in the first week, and is not in the second.
        first, second = one.stayed + one.gone, one.stayed + one.came
        sizes |= {(place, "fine"): first, (place, "fine now"): second}
        sums.append(([(place, way) for way in ("fine", "cf", "cc", "gone")], first, first))
        sums.append(([(place, way) for way in ("fine now", "fc", "cc", "came")], second, second))
    for week, ways in ((told.before, ("cf", "cc", "gone")), (told.after, ("fc", "cc", "came"))):
        for group, row in tables(week).items():
            if row.chronic is not None:
                unknowns = [(place, way) for place in group for way in ways]
                sums.append((unknowns, row.chronic.at_least, row.chronic.at_most))
    for group in _groups(flows):
        if (flow := told.told(group)) is not None:
            sums.append(([(place, "fc") for place in group], flow.became, flow.became))
            sums.append(([(place, "cf") for place in group], flow.recovered, flow.recovered))
    return known(sizes, sums)


def _groups(places: Iterable[Place]) -> list[frozenset[Place]]:
    found = [{place for place in places if place[0] == school} for school in SCHOOLS]
    found += [{place} for place in places] + [set(places)]
    return [frozenset(group) for group in found if group]


def given_away(flows: Mapping[Place, Flow], smallest: int) -> list[Unknown]:
    """What an attacker knows exactly of a place of which it is not told, or of a few who came or went."""
    told = Flows(*weeks(flows, smallest), flows)
    margin = told.margin
    was_known = known_of_flows(flows, _Silent(told.before, told.after, flows))
    found = []
    for (place, way), (low, high) in known_of_flows(flows, told).items():
        one = flows[place]
        if low != high or (told.told(frozenset({place})) is not None and way in ("ff", "fc", "cf", "cc")):
            continue
        sizes = {"came": one.came, "gone": one.gone, "fine": one.stayed + one.gone, "fine now": one.stayed + one.came}
        of = sizes.get(way, one.stayed)
        was_low, was_high = was_known[place, way]
        if of and was_low != was_high and not (of >= smallest and margin <= low <= of - margin):
            found.append((place, way))
    return found


class _Silent(Flows):
    def told(self, group: Any) -> Flow | None:
        return None


@given(FLOWS, SMALLEST)
@settings(max_examples=30, deadline=None)
def test_no_flow_gives_away_what_is_not_told(flows: Mapping[Place, Flow], smallest: int) -> None:
    assert given_away(flows, smallest) == []


@given(FLOWS, SMALLEST)
@settings(max_examples=30, deadline=None)
def test_flows_that_are_told_are_true_and_of_enough(flows: Mapping[Place, Flow], smallest: int) -> None:
    told = Flows(*weeks(flows, smallest), flows)
    for group in _groups(flows):
        if (flow := told.told(group)) is not None:
            assert flow == sum((flows[place] for place in group), Flow())
            assert told.margin <= flow.became <= flow.stayed - flow.were - told.margin
            assert told.margin <= flow.recovered <= flow.were - told.margin
            assert flow.stayed >= smallest


#: Of two grades side by side one can be told in the second week alone.
BESIDE = {
    ("a", "KG"): Flow(stayed=37, were=13, became=4, recovered=4),
    ("a", "01"): Flow(stayed=30, were=1, became=9),
}


def cases(count: int) -> Iterable[dict[Place, Flow]]:
    chance = Random(5)
    for _ in range(count):
        found = {}
        for place in PLACES:
            ff, fc, cf, cc = (chance.choice((0, 2, 4, 9, 20)) for _ in range(4))
            came, gone = chance.choice((0, 0, 1, 12)), chance.choice((0, 0, 1, 12))
            found[place] = Flow(ff + fc + cf + cc, cf + cc, fc, cf, came, chance.randint(0, came), gone, 0)
        yield found


@pytest.mark.parametrize("weakness", ["of any block", "whoever came", "nearly none"])
def test_the_attacker_finds_a_weak_rule_of_flows(monkeypatch: pytest.MonkeyPatch, weakness: str) -> None:
    if weakness == "of any block":
        # Told by blocks of their own, whatever is told of both weeks.
        monkeypatch.setattr(Flows, "_is_safe", _of_any_block)
    elif weakness == "whoever came":
        known_ = Flows._says_nothing_of_few
        monkeypatch.setattr(Flows, "_says_nothing_of_few", lambda self, flow: known_(self, _without_who_came(flow)))
    else:
        monkeypatch.setattr(Flows, "_says_nothing_of_few", lambda self, flow: flow.stayed >= self.smallest)
    assert any(given_away(flows, 10) for flows in [BESIDE, *cases(400)])


def _of_any_block(self: Flows, block: Block) -> bool:
    flow = self._sum(block)
    return flow is not None and self._says_nothing_of_few(flow)


def _without_who_came(flow: Flow) -> Flow:
    return Flow(flow.stayed, flow.were, flow.became, flow.recovered)


# --- Subgroups -------------------------------------------------------------------------------------------------------

CODES = ("f", "m", "x")
ATOMS = list(product(PLACES, CODES))
ATOM = st.tuples(COUNT, COUNT)
PEOPLE = st.dictionaries(st.sampled_from(ATOMS), ATOM, min_size=3, max_size=len(ATOMS))
People = Mapping[tuple[Place, str], tuple[int, int]]


def week_of(people: People, smallest: int) -> Publication:
    cells: dict[Place, Counts] = {}
    for (place, _), (fine, chronic) in people.items():
        cells[place] = cells.get(place, Counts()) + Counts(fine + chronic, chronic)
    return Publication(cells, SCHOOLS, GRADES, smallest)


def subgroups_of(people: People, week: Publication) -> Subgroups:
    numbered = sorted(set((week.of_chronic or {}).values()), key=sorted)
    numbers = {place: at for at, block in enumerate(numbered) for place in block}
    groups: dict[str, Subgroup] = {}
    for (place, code), (fine, chronic) in people.items():
        at = numbers.get(place, 0)
        one = Subgroup(fine + chronic, chronic, {at: fine + chronic}, {at: chronic})
        groups[code] = groups[code] + one if code in groups else one
    sizes = {at: total(week.cells, block) for at, block in enumerate(numbered)}
    return Subgroups(week, groups, {at: (held.students, held.chronic) for at, held in sizes.items()})


def recovered(people: People, smallest: int) -> list[tuple[Place, str]]:
    """Of which students of a place and a subgroup an attacker knows how many are chronically absent."""
    week = week_of(people, smallest)
    told = subgroups_of(people, week)
    sizes = {(place, code): sum(counts) for (place, code), counts in people.items() if sum(counts)}
    of_places: list[Sum] = []
    for group, row in tables(week).items():
        if row.chronic is not None:
            atoms = [atom for atom in sizes if atom[0] in group]
            of_places.append((atoms, row.chronic.at_least, row.chronic.at_most))
    of_groups: list[Sum] = []
    for code in told.groups:
        row_ = told.row(code)
        if row_.chronic is not None:
            of_groups.append(([atom for atom in sizes if atom[1] == code], row_.chronic, row_.chronic))
    before, after = known(sizes, of_places), known(sizes, of_places + of_groups)
    found = []
    for atom, (low, high) in after.items():
        is_new = low == high and before[atom][0] != before[atom][1]
        if is_new and not (sizes[atom] >= smallest and week.margin <= low <= sizes[atom] - week.margin):
            found.append(atom)
    return found


@given(PEOPLE, SMALLEST)
@settings(max_examples=30, deadline=None)
def test_no_subgroup_gives_away_a_part_of_a_school(people: People, smallest: int) -> None:
    assert recovered(people, smallest) == []


@given(PEOPLE, SMALLEST)
@settings(max_examples=30, deadline=None)
def test_subgroups_that_are_told_are_true_and_the_others_are_not_one(people: People, smallest: int) -> None:
    week = week_of(people, smallest)
    told = subgroups_of(people, week)
    hidden = [code for code in told.groups if told.row(code).suppressed]
    for code in set(told.groups) - set(hidden):
        counted = [sum(counts) for (_, of), counts in people.items() if of == code]
        assert (told.row(code).students, sum(counted) >= smallest) == (sum(counted), True)
    assert len(hidden) != 1 or not told.told


@pytest.mark.parametrize("weakness", ["complements", "parts"])
def test_the_attacker_finds_a_weak_rule_of_subgroups(monkeypatch: pytest.MonkeyPatch, weakness: str) -> None:
    many = {((school, grade), code): (20, 9) for school, grade in PLACES for code in ("f", "m")}
    # All of a school but three are of one language, and nobody else.
    nested = {**many, **{(("a", "KG"), "x"): (30, 12), (("a", "KG"), "f"): (2, 1), (("a", "KG"), "m"): (0, 0)}}
    assert recovered(nested, 10) == []
    if weakness == "parts":
        monkeypatch.setattr(Subgroups, "_is_safe", _is_large)
    else:
        monkeypatch.setattr(grouping, "partition", lambda node, inhabited, is_safe: [{one} for one in inhabited])
    assert recovered(nested, 10)


def _is_large(self: Subgroups, codes: Any) -> bool:
    held = [self.groups[code] for code in codes]
    return self._is_told_of_enough(sum(one.students for one in held), sum(one.chronic for one in held))


def test_two_dimensions_are_not_told_beside_each_other_where_they_nearly_agree() -> None:
    apart = {(0, x, y): 20 for x, y in product(("f", "m"), ("en", "es"))}
    assert are_apart(apart, {"f", "m"}, {"en", "es"}, 10)
    nearly = {(0, "f", "en"): 30, (0, "m", "es"): 30, (0, "m", "en"): 4}
    assert not are_apart(nearly, {"f", "m"}, {"en", "es"}, 10)
