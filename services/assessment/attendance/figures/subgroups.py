"""Which subgroups of a district have a number, so that with the schools' and grades' it adds up to no few. Pure.

Subgroups cross the tree of places: what is told of one is a further sum of students of many blocks. By blocks and subgroup
together nobody is counted, and nobody may be able to: a subgroup's number is told where it leaves every such part open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.assessment.attendance.figures.rules import Node, Publication, SuppressionReason, joined, partition

#: Students of a block who are in a subgroup.
Parts = Mapping[int, int]


@dataclass(frozen=True)
class Subgroup:
    """A subgroup: its students and how many are chronically absent, and how many of them are in each block told of places."""

    students: int
    chronic: int
    parts: Parts
    #: The same, of them the chronically absent.
    chronic_parts: Parts

    def __add__(self, other: "Subgroup") -> "Subgroup":
        return Subgroup(
            self.students + other.students,
            self.chronic + other.chronic,
            _sum(self.parts, other.parts),
            _sum(self.chronic_parts, other.chronic_parts),
        )


@dataclass(frozen=True)
class ToldGroup:
    """What is told of a subgroup."""

    students: int | None = None
    chronic: int | None = None
    suppressed: SuppressionReason | None = None


class Subgroups:
    """What is told of the subgroups of one dimension, beside all that is told of places."""

    def __init__(
        self, week: Publication, groups: Mapping[str, Subgroup], blocks: Mapping[int, tuple[int, int]]
    ) -> None:
        self.groups = {code: held for code, held in groups.items() if held.students}
        #: Students and chronically absent of each block of places.
        self.blocks = blocks
        self.smallest, self.margin = week.smallest, week.margin
        order = sorted(self.groups, key=lambda code: (self.groups[code].students, code))
        tree = joined([Node(frozenset({(code, "")})) for code in order])
        found = None
        if week.of_chronic is not None and order:
            inhabited = frozenset((code, "") for code in order)
            found = partition(tree, inhabited, lambda block: self._is_safe([code for code, _ in block]))
        self.told = {code for block in found or () if len(block) == 1 for code, _ in block}

    def row(self, code: str) -> ToldGroup:
        """What is told of a subgroup."""
        held = self.groups[code]
        if code in self.told:
            return ToldGroup(held.students, held.chronic)
        is_small = held.students < self.smallest
        return ToldGroup(suppressed=SuppressionReason.TOO_SMALL if is_small else SuppressionReason.COMPLEMENT)

    def _is_safe(self, codes: Sequence[str]) -> bool:
        held = sum((self.groups[code] for code in codes[1:]), self.groups[codes[0]])
        if not self._is_told_of_enough(held.students, held.chronic):
            return False
        mixed = [block for block, count in held.parts.items() if 0 < count < self.blocks[block][0]]
        if len(mixed) == 1:
            # Beside whole blocks it is a part of one: of that part, and of the rest of it, all is told.
            (block,) = mixed
            count, chronic = held.parts[block], held.chronic_parts.get(block, 0)
            students, all_chronic = self.blocks[block]
            return self._is_told_of_enough(count, chronic) and self._is_told_of_enough(
                students - count, all_chronic - chronic
            )
        return not mixed or self._is_open(held, mixed)

    def _is_open(self, held: Subgroup, mixed: Sequence[int]) -> bool:
        """Are the counts of its parts free of each other, and is it far enough from every sum of blocks?"""
        widths, low, high, far = [], 0, 0, 0
        for block in mixed:
            count, (students, chronic) = held.parts[block], self.blocks[block]
            least, most = max(0, chronic - (students - count)), min(chronic, count)
            widths.append(most - least)
            low, high, far = low + least, high + most, far + min(count, students - count)
        inside = sum(held.chronic_parts.get(block, 0) for block in mixed)
        is_inside = low + self.margin <= inside <= high - self.margin
        return is_inside and sum(widths) - max(widths) >= self.margin and far >= self.smallest

    def _is_told_of_enough(self, students: int, chronic: int) -> bool:
        return students >= self.smallest and self.margin <= chronic <= students - self.margin


def are_apart(one: Mapping[tuple[int, str, str], int], first: set[str], second: set[str], smallest: int) -> bool:
    """May subgroups of two dimensions be told beside each other and beside places? `one` has students by block and both.

    No sum and no difference of two of them comes nearer to a sum of blocks than by the smallest group.
    """
    blocks = {block for block, _, _ in one}
    for code in first:
        for other in second:
            for sign in (1, -1):
                far = 0
                for block in blocks:
                    counts: dict[int, int] = {}
                    for (at, x, y), students in one.items():
                        if at == block:
                            value = (x == code) + sign * (y == other)
                            counts[value] = counts.get(value, 0) + students
                    far += sum(counts.values()) - max(counts.values())
                if far < smallest:
                    return False
    return True


def _sum(one: Parts, other: Parts) -> dict[int, int]:
    return {block: one.get(block, 0) + other.get(block, 0) for block in {*one, *other}}
