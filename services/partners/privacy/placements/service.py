"""Where students are: assessment tells it in parts, and rows about students are decided by it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from services.partners.privacy.placements import repository, rules
from services.partners.privacy.placements.rules import Placed
from shared.bus.inbox import Received
from shared.context.context import Context


class Told(Protocol):
    """Where one student is, as it was told."""

    student_id: UUID
    school_ids: list[UUID]
    active: bool


async def keep(ctx: Context, told: Iterable[tuple[datetime, Told]]) -> list[UUID]:
    """Take over what was told, each with its moment; returns the students it speaks of."""
    newest: dict[UUID, dict[str, Any]] = {}
    for listed_at, one in sorted(told, key=lambda pair: pair[0]):
        newest[one.student_id] = {
            **{"id": one.student_id, "school_ids": one.school_ids, "active": one.active},
            "listed_at": listed_at.isoformat(),
        }
    if newest:
        await repository.keep(ctx, list(newest.values()))
    return sorted(newest)


async def keep_merges(ctx: Context, events: Sequence[Received]) -> None:
    """Take over of whom two rows were made one: what was signed for, or read of, either is told of who stands for both."""
    for event in events:
        await repository.merge(ctx, event.data.merged_id, event.data.student_id, event.data.decided_at)


async def keep_splits(ctx: Context, events: Sequence[Received]) -> None:
    """Take over that they are two again."""
    for event in events:
        await repository.merge(ctx, event.data.merged_id, None, event.data.decided_at)


async def placed(ctx: Context, student_id: UUID, school_id: UUID | None, on: date) -> Placed:
    """Is the student the school's, or was on that day?"""
    row = await repository.find(ctx, student_id)
    if row is None:
        return Placed.NO if await repository.are_told(ctx) else Placed.NOBODY_SAID
    return Placed.YES if rules.is_of(school_id, on, row.school_ids, row.was_at) else Placed.NO
