"""What the worker does of itself: rows whose student has come, codes that mean something else now."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches import applying, enrolling, repository, staging
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.standings import turns
from shared.context.context import Context


async def apply_held(ctx: Context) -> None:
    """Put rows in force that waited for their student. They say nothing of whole days: those were covered when they were sent."""
    await enrolling.apply_held(ctx)
    while held := await repository.held_rows_to_apply(ctx):
        await _apply(ctx, held)


async def apply_held_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day the same: whatever made a student known."""
    await apply_held(ctx)


async def _apply(ctx: Context, held: Sequence[Any]) -> None:
    for batch_id, rows in groupby(held, key=lambda row: row.batch_id):
        moment = await turns.take_turn(ctx)
        await staging.begin(ctx)
        kinds = set()
        for part, of_part in groupby(rows, key=lambda row: row.part):
            staged = [tuple(row)[2:] for row in of_part]
            kinds |= {row[1] for row in staged}
            await staging.add(ctx, part, staged)
        await staging.look_up(ctx, batch_id, sorted(kinds))
        await repository.drop_caught_up(ctx, batch_id)
        await follow(ctx, await applying.apply(ctx, batch_id, moment, None))


async def read_code_anew(ctx: Context, code_id: UUID) -> None:
    """Read all that was reported with a code as it is meant now."""
    await follow(ctx, await applying.read_code_anew(ctx, code_id))
