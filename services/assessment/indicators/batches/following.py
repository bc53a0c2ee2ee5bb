"""What follows when facts have changed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.assessment.indicators.batches.applying import Changed
from services.assessment.indicators.facts import turns
from services.assessment.indicators.indicator_rules import repository
from services.assessment.indicators.indicator_rules import service as rules
from shared.context.context import Context


async def follow(ctx: Context, changed: Changed) -> None:
    """Hold the district's rules against how those concerned stand now."""
    if concerned := sorted(set(changed.student_ids)):
        await rules.look(ctx, concerned)


async def follow_district(ctx: Context, *, only_by_attendance: bool = False) -> None:
    """The same for everybody: attendance, what words mean, grades or the day may have changed."""
    await turns.take_turn(ctx)
    await rules.look(ctx, only_by_attendance=only_by_attendance)


async def follow_moved(ctx: Context, since: datetime | None, *, only_by_attendance: bool = False) -> None:
    """The same for those alone whom a roster or attendance moved since a moment; None: nobody knows, so for everybody."""
    await turns.take_turn(ctx)
    moved = None if since is None else await repository.moved_since(ctx, since)
    if moved is None or moved:
        await rules.look(ctx, moved, only_by_attendance=only_by_attendance)


async def follow_students(ctx: Context, student_ids: Sequence[UUID]) -> None:
    """The same for some: two of them became one, or one two."""
    await turns.take_turn(ctx)
    await rules.look(ctx, student_ids)


async def follow_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: so many days back are others now."""
    await follow_district(ctx)
