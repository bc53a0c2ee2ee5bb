"""How many became chronically absent within four school weeks, and how many are so no longer. Pure.

A flow of a group says more than how the group stood before and after. It is told of blocks alone that are sums of blocks of
both weeks, so that of no part of them anything new is said; and what follows of those who came or went in between must be
of enough of them, too. Each week tells of the one four before it and of no other: no chain of windows closes to a ring, by
which those could be reckoned who went one way and back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.assessment.attendance.figures.rules import (
    Block,
    Blocks,
    Place,
    Publication,
    blocks_of,
    inhabited_of,
    is_whole,
    tree_of,
)

#: Snapshots between the two weeks a flow is told of.
WEEKS = 4


@dataclass(frozen=True)
class Flow:
    """Of the students of a place in both weeks: how they stood in the first, and who changed; and who was in one of them."""

    stayed: int = 0
    #: Of those who stayed: chronically absent in the first week, become so, and no longer so in the second.
    were: int = 0
    became: int = 0
    recovered: int = 0
    came: int = 0
    came_chronic: int = 0
    gone: int = 0
    gone_chronic: int = 0

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


class Flows:
    """All that is told of the way from one week to another. A place without a flow was told as the week before in either."""

    def __init__(self, before: Publication, after: Publication, flows: Mapping[Place, Flow]) -> None:
        self.before, self.after, self.flows = before, after, flows
        self.smallest = max(before.smallest, after.smallest)
        self.margin = max(before.margin, after.margin)
        places = frozenset({*before.cells, *after.cells})
        schools, grades = (list(dict.fromkeys([*x, *y])) for x, y in zip(before.order, after.order, strict=True))
        self.blocks: Blocks = blocks_of(tree_of(schools, grades), places, self._is_safe)

    def told(self, group: Block) -> Flow | None:
        """The flow of these places; None: it is not told."""
        held = group & {*self.before.cells, *self.after.cells}
        return self._sum(held) if is_whole(self.blocks, held) else None

    def _sum(self, places: Block) -> Flow | None:
        found = [self.flows.get(place) for place in places]
        return sum((one for one in found if one is not None), Flow()) if None not in found else None

    def _is_safe(self, block: Block) -> bool:
        both = ((self.before, self.before.of_chronic), (self.after, self.after.of_chronic))
        if not all(is_whole(of, inhabited_of(week.cells, block)) for week, of in both):
            return False
        flow = self._sum(block)
        return flow is not None and self._says_nothing_of_few(flow)

    def _says_nothing_of_few(self, flow: Flow) -> bool:
        changed = flow.came + flow.gone
        return (
            flow.stayed >= self.smallest
            and self._is_between(flow.became, flow.stayed - flow.were)
            and self._is_between(flow.recovered, flow.were)
            and (
                not changed
                or (
                    changed >= self.smallest
                    and self._is_between(flow.came_chronic - flow.gone_chronic + flow.gone, changed)
                )
            )
        )

    def _is_between(self, count: int, of: int) -> bool:
        return self.margin <= count <= of - self.margin
