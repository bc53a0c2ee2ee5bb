"""What follows when facts have changed."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from uuid import UUID

from services.assessment.indicators.batches import applying, repository, staging
from services.assessment.indicators.batches.kinds import KINDS
from services.assessment.indicators.facts import turns
from services.assessment.indicators.indicator_rules import service as rules
from shared.context.context import Context


async def follow(ctx: Context, student_ids: Iterable[UUID]) -> None:
    """Hold the district's rules against how these students stand now."""
    if concerned := sorted(set(student_ids)):
        await rules.look(ctx, concerned)


async def follow_district(ctx: Context, *, only_by_attendance: bool = False) -> None:
    """The same for everybody: attendance, what words mean, grades or the day may have changed."""
    await turns.take_turn(ctx)
    await rules.look(ctx, only_by_attendance=only_by_attendance)


async def follow_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: so many days back are others now."""
    await follow_district(ctx)


async def apply_held(ctx: Context) -> None:
    """Put rows in force that waited for their student."""
    waiting = await repository.held_rows_to_apply(ctx)
    for (kind, batch_id), rows in groupby(waiting, key=lambda row: (row.kind, row.batch_id)):
        moment = await turns.take_turn(ctx)
        await staging.begin(ctx)
        known_by = set()
        for part, of_part in groupby(rows, key=lambda row: row.part):
            staged = [tuple(row)[3:] for row in of_part]
            known_by |= {row[1] for row in staged}
            await staging.add(ctx, part, staged)
        await staging.look_up(ctx, KINDS[kind], batch_id, sorted(known_by))
        await repository.drop_caught_up(ctx, batch_id)
        await follow(ctx, await applying.apply(ctx, KINDS[kind], batch_id, moment))
