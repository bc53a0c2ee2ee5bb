"""Somebody who subtracts: what follows of each cell from all that is told of a week, for one who knows how large each cell is."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from services.assessment.attendance.figures.rules import Counts, Place, Publication, Row

#: Of the measures that are no band.
CHRONIC = "chronic"
CHRONIC_BANDS, OTHER_BANDS = ("moderate", "severe"), ("satisfactory", "at_risk")
BANDS = OTHER_BANDS + CHRONIC_BANDS
#: A measure besides bands: whoever is chronically absent has missed so many days, and others may have.
MEASURE = "early"
Unknown = tuple[Place, str]
Bounds = dict[Unknown, tuple[int, int]]
Equation = dict[Unknown, Fraction]


def tables(told: Publication) -> dict[frozenset[Place], Row]:
    """Every row of every table, by the cells it is of."""
    schools, grades = ({place[at] for place in told.cells} for at in (0, 1))
    groups = [{place for place in told.cells if place[0] == school} for school in schools]
    groups += [{place} for place in told.cells] + [set(told.cells)]
    found = {frozenset(group): told.row(group) for group in groups}
    for grade in grades:
        row, left_out = told.across(grade)
        if not left_out:
            found[frozenset(place for place in told.cells if place[1] == grade)] = row
    return found


def follows(sizes: Mapping[Place, int], rows: Mapping[frozenset[Place], Row]) -> Bounds:
    """The least and the most that each count can be, by elimination and by bounds, until nothing more follows."""
    bounds: Bounds = {
        (place, measure): (0, size) for place, size in sizes.items() for measure in (CHRONIC, *BANDS, MEASURE)
    }
    equations: list[tuple[Equation, Fraction, Fraction]] = []
    for place, size in sizes.items():
        equations.append(_equation([(place, band) for band in BANDS], size))
        chronic = {(place, band): Fraction(1) for band in CHRONIC_BANDS} | {(place, CHRONIC): Fraction(-1)}
        equations.append((chronic, Fraction(0), Fraction(0)))
        # Of who is in none of these bands a measure may hold, and not the other way round.
        equations.append(({(place, MEASURE): Fraction(1), (place, CHRONIC): Fraction(-1)}, Fraction(0), Fraction(size)))
    for group, row in rows.items():
        if row.chronic is not None:
            equations.append(
                _equation([(place, CHRONIC) for place in group], row.chronic.at_least, row.chronic.at_most)
            )
        for band, count in (row.bands or {}).items():
            equations.append(_equation([(place, band) for place in group], count))
        for measure, count in row.measures.items():
            equations.append(_equation([(place, measure) for place in group], count))
    exact = [(terms, low) for terms, low, high in equations if low == high]
    return _narrowed(bounds, equations + [(terms, value, value) for terms, value in _eliminated(exact)])


def known(sizes: Mapping[Unknown, int], sums: Iterable[tuple[Iterable[Unknown], int, int]]) -> Bounds:
    """The same of any unknowns of which sums are told, exactly or between bounds."""
    equations = [_equation(unknowns, low, high) for unknowns, low, high in sums]
    exact = [(terms, low) for terms, low, high in equations if low == high]
    bounds: Bounds = {name: (0, size) for name, size in sizes.items()}
    return _narrowed(bounds, equations + [(terms, value, value) for terms, value in _eliminated(exact)])


def _equation(unknowns: Iterable[Unknown], low: int, high: int | None = None) -> tuple[Equation, Fraction, Fraction]:
    return dict.fromkeys(unknowns, Fraction(1)), Fraction(low), Fraction(low if high is None else high)


def _eliminated(equations: list[tuple[Equation, Fraction]]) -> list[tuple[Equation, Fraction]]:
    """The same equations with each leading unknown in one of them only."""
    done: dict[Unknown, tuple[Equation, Fraction]] = {}
    for said, of_said in equations:
        terms, value = dict(said), of_said
        for lead, (other, of_other) in done.items():
            terms, value = _less(terms, value, terms.get(lead, Fraction(0)), other, of_other)
        if not terms:
            continue
        first = min(terms)
        unit = {name: term / terms[first] for name, term in terms.items()}, value / terms[first]
        for name, (other, of_other) in list(done.items()):
            done[name] = _less(other, of_other, other.get(first, Fraction(0)), *unit)
        done[first] = unit
    return list(done.values())


def _less(
    terms: Equation, value: Fraction, times: Fraction, other: Equation, of_other: Fraction
) -> tuple[Equation, Fraction]:
    if not times:
        return terms, value
    names = {*terms, *other}
    left = {name: terms.get(name, Fraction(0)) - times * other.get(name, Fraction(0)) for name in names}
    return {name: term for name, term in left.items() if term}, value - times * of_other


def _narrowed(bounds: Bounds, equations: list[tuple[Equation, Fraction, Fraction]]) -> Bounds:
    changed = True
    while changed:
        changed = False
        for terms, low, high in equations:
            ends = {name: sorted((term * bounds[name][0], term * bounds[name][1])) for name, term in terms.items()}
            least, most = (sum((end[at] for end in ends.values()), Fraction(0)) for at in (0, 1))
            for name, term in terms.items():
                one, other = (
                    (low - (most - ends[name][1])) / term,
                    (high - (least - ends[name][0])) / term,
                )
                first, last = min(one, other), max(one, other)
                now = (
                    max(bounds[name][0], -(-first.numerator // first.denominator)),
                    min(bounds[name][1], last.numerator // last.denominator),
                )
                assert now[0] <= now[1], "what is told contradicts itself"
                if now != bounds[name]:
                    bounds[name], changed = now, True
    return bounds


def counts(bands: Mapping[str, int]) -> Counts:
    """A cell with so many students in each band."""
    chronic = sum(bands.get(band, 0) for band in CHRONIC_BANDS)
    measures = {MEASURE: chronic + bands.get("at_risk", 0)}
    return Counts(sum(bands.values()), chronic, dict(bands), measures)
