"""Disclosure avoidance of counts of students: what is told, so that nothing told adds up to what is not. Pure.

Students are counted in cells, one for each school and grade. All cells are the leaves of one tree: grades side by side are
joined two by two up to their school, schools two by two up to the district. A *block* is a part of the tree that is told by
itself. Whatever is told exactly is a sum of whole blocks, so that no subtraction of any figures leads below a block; and a
block has at least `smallest` students, of whom neither nearly none nor nearly all are what is counted. The tree grows and
never changes, so that blocks of two weeks lie in one another or apart.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services.assessment.attendance.figure_settings.rules import USUAL_SMALLEST

#: A school's id and a grade ("": none).
Place = tuple[str, str]
Block = frozenset[Place]
#: The block of each place somebody is at; None: nothing may be told at all.
Blocks = Mapping[Place, Block] | None


class SuppressionReason(StrEnum):
    """Why a group has no number."""

    TOO_SMALL = "too_small"
    """It has too few students."""
    COMPLEMENT = "complement"
    """With its number that of a small group beside it could be reckoned."""


@dataclass(frozen=True)
class Counts:
    """Students, how many of them are chronically absent, how many are in each band, and of how many each measure holds."""

    students: int = 0
    chronic: int = 0
    bands: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Counts") -> "Counts":
        bands, measures = _sum(self.bands, other.bands), _sum(self.measures, other.measures)
        return Counts(self.students + other.students, self.chronic + other.chronic, bands, measures)


@dataclass(frozen=True)
class Node:
    """A part of the tree."""

    places: Block
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Told:
    """A count: exact, or only between bounds that follow from what is told elsewhere."""

    count: int | None
    at_least: int
    at_most: int


@dataclass(frozen=True)
class Row:
    """What is told of a group. Suppressed: nothing else is."""

    students: int | None = None
    chronic: Told | None = None
    #: None: bands are not told, of how many are chronic perhaps all the same.
    bands: Mapping[str, int] | None = None
    suppressed: SuppressionReason | None = None
    #: Of those that are told.
    measures: Mapping[str, int] = field(default_factory=dict)


def tree_of(schools: Sequence[str], grades: Sequence[str]) -> Node:
    """The tree of all cells, in an order that only ever grows at its end."""
    return joined([joined([Node(frozenset({(school, grade)})) for grade in grades or ("",)]) for school in schools])


def partition(node: Node, inhabited: Block, is_safe: Callable[[Block], bool]) -> list[Block] | None:
    """The smallest blocks that are all safe; None: not even the whole is. Places nobody is at belong to no block."""
    parts = [partition(child, inhabited, is_safe) for child in node.children if child.places & inhabited]
    whole: list[Block] = []
    for part in parts:
        if part is None:
            break
        whole += part
    else:
        if parts:
            return whole
    held = node.places & inhabited
    return [held] if is_safe(held) else None


def blocks_of(node: Node, inhabited: Block, is_safe: Callable[[Block], bool]) -> Blocks:
    """The block of each place."""
    blocks = partition(node, inhabited, is_safe)
    return None if blocks is None else {place: block for block in blocks for place in block}


def total(cells: Mapping[Place, Counts], places: Iterable[Place]) -> Counts:
    """The students of these places together."""
    return sum((cells[place] for place in places if place in cells), Counts())


class Publication:
    """All that is told of one week; every table is a part of it."""

    def __init__(
        self, cells: Mapping[Place, Counts], schools: Sequence[str], grades: Sequence[str], smallest: int
    ) -> None:
        self.cells = {place: held for place, held in cells.items() if held.students}
        self.smallest = smallest
        #: Fewer than so many, or all but so many, are told as bounds.
        self.margin = 3 if smallest >= USUAL_SMALLEST else 2
        self._codes = frozenset(code for held in self.cells.values() for code in held.bands)
        self._measures = sorted({code for held in self.cells.values() for code in held.measures})
        self.order = (list(schools), list(grades))
        tree = tree_of(schools, grades)
        self.of_students = self._blocks(tree, self._is_large)
        self.of_chronic = self._blocks(tree, self._tells_nobody)
        self.of_bands = self._blocks(tree, self._tells_nobody_by_band)
        # Who is chronically absent has missed so many days: of no part more is told of the one than of the other.
        self.of_measures = {code: self._blocks(tree, self._tells_nobody_by(code)) for code in self._measures}

    def row(self, places: Iterable[Place]) -> Row:
        """What is told of the students of these places: of a cell, of a school or of the whole district."""
        group = inhabited_of(self.cells, places)
        held = total(self.cells, group)
        if not is_whole(self.of_students, group):
            return Row(
                suppressed=SuppressionReason.TOO_SMALL
                if held.students < self.smallest
                else SuppressionReason.COMPLEMENT
            )
        bands = {code: held.bands.get(code, 0) for code in sorted(self._codes)}
        told = {code: held.measures.get(code, 0) for code, of in self.of_measures.items() if is_whole(of, group)}
        chronic = self._chronic(group, held)
        return Row(held.students, chronic, bands if is_whole(self.of_bands, group) else None, measures=told)

    def across(self, grade: str) -> tuple[Row, int]:
        """What is told of a grade of all schools, and how many schools are left out because theirs is not told.

        It is a sum of cells that are told themselves, and so it tells nothing else.
        """
        group = {place for place in self.cells if place[1] == grade}
        told = {place for place in group if self.of_chronic is not None and len(self.of_chronic[place]) == 1}
        if not told:
            held = total(self.cells, group).students
            return Row(
                suppressed=SuppressionReason.TOO_SMALL if held < self.smallest else SuppressionReason.COMPLEMENT
            ), len(group)
        return self.row(told), len(group - told)

    def _chronic(self, group: Block, held: Counts) -> Told:
        if is_whole(self.of_chronic, group):
            return Told(held.chronic, held.chronic, held.chronic)
        around = self.of_chronic[next(iter(group))] if self.of_chronic is not None else self.cells
        block = total(self.cells, around)
        low = high = block.chronic
        if self.of_chronic is None:
            is_low = block.chronic < self.margin
            low = 0 if is_low else block.students - self.margin + 1
            high = self.margin - 1 if is_low else block.students
        others = block.students - held.students
        return Told(None, max(0, low - others), min(held.students, high))

    def _blocks(self, tree: Node, is_safe: Callable[[Block], bool]) -> Blocks:
        return blocks_of(tree, frozenset(self.cells), is_safe)

    def _is_large(self, block: Block) -> bool:
        return total(self.cells, block).students >= self.smallest

    def _tells_nobody(self, block: Block) -> bool:
        held = total(self.cells, block)
        return held.students >= self.smallest and self._is_between(held, held.chronic)

    def _tells_nobody_by_band(self, block: Block) -> bool:
        held = total(self.cells, block)
        return self._tells_nobody(block) and all(
            self._is_between(held, held.bands.get(code, 0)) for code in self._codes
        )

    def _tells_nobody_by(self, code: str) -> Callable[[Block], bool]:
        def is_safe(block: Block) -> bool:
            held = total(self.cells, block)
            return is_whole(self.of_chronic, block) and self._is_between(held, held.measures.get(code, 0))

        return is_safe

    def _is_between(self, held: Counts, count: int) -> bool:
        return self.margin <= count <= held.students - self.margin


@dataclass(frozen=True)
class Moves:
    """Who is counted anew. What is held is told as the week before."""

    admitted: Block
    held: Block


def moves(
    before: Publication | None,
    tree: Node,
    members: Mapping[Place, int],
    back: Mapping[Place, int],
    waiting: Mapping[Place, int],
    smallest: int,
) -> Moves:
    """Where those who wait are counted from now on, so that no two weeks differ by fewer than `smallest` students.

    `members` are those told before who still are counted, `back` those who were not and are a child of their own again. Whoever
    is gone and whoever is back are two differences: the one makes nobody's of the other.
    """
    if before is None or before.of_students is None:
        return Moves(tree.places, frozenset())
    admitted: set[Place] = set()
    held: set[Place] = set()
    for unit in _units(tree, before.of_students):
        gone = sum(abs(total(before.cells, [place]).students - members.get(place, 0)) for place in unit)
        differ = gone + sum(back.get(place, 0) for place in unit)
        come = sum(waiting.get(place, 0) for place in unit)
        if differ + come >= smallest:
            admitted |= unit
        elif differ:
            held |= unit
    return Moves(frozenset(admitted), frozenset(held))


def _units(node: Node, blocks: Mapping[Place, Block]) -> list[Block]:
    """The parts of a tree that each hold one block; and the largest that hold none."""
    touched = {blocks[place] for place in node.places if place in blocks}
    if len(touched) > 1 or any(block <= child.places for block in touched for child in node.children):
        return [unit for child in node.children for unit in _units(child, blocks)]
    return [node.places]


def joined(nodes: list[Node]) -> Node:
    """These side by side, two by two up to one."""
    while len(nodes) > 1:
        nodes = [_parent(nodes[at : at + 2]) for at in range(0, len(nodes), 2)]
    return nodes[0] if nodes else Node(frozenset())


def _parent(pair: Sequence[Node]) -> Node:
    return pair[0] if len(pair) == 1 else Node(frozenset[Place]().union(*(one.places for one in pair)), tuple(pair))


def inhabited_of(cells: Mapping[Place, Counts], places: Iterable[Place]) -> Block:
    """Those of the places somebody is at."""
    return frozenset(place for place in places if place in cells and cells[place].students)


def is_whole(blocks: Blocks, group: Block) -> bool:
    """Is a group a sum of whole blocks?"""
    return blocks is not None and bool(group) and all(blocks[place] <= group for place in group)


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {code: one.get(code, 0) + other.get(code, 0) for code in {*one, *other}}
