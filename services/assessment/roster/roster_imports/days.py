"""What the days of roles change without a bundle: who attends another school from today on, or no longer attends one."""

from datetime import date, timedelta

from sqlalchemy import select

from services.assessment.records.student_records.turns import TURN
from services.assessment.roster.roster_imports import publishing, schooling
from services.assessment.roster.roster_imports.tables import ImportState, RosterImportRow
from shared.context.context import Context
from shared.db.locks import one_at_a_time

_UNDER_WAY = (ImportState.QUEUED, ImportState.RUNNING)


async def look_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Let the dates of students' roles hold, and tell where they are now."""
    await one_at_a_time(ctx, TURN)
    if not await schooling.begin_day(ctx, day, last or day - timedelta(days=1)):
        return
    # What a bundle under way is going to say holds against this.
    row = RosterImportRow
    sent = await ctx.session.scalar(select(row.created_at).where(row.state.in_(_UNDER_WAY)).order_by(row.id).limit(1))
    listed_at = min(ctx.now, sent - timedelta(microseconds=1)) if sent else ctx.now
    await publishing.emit_placements(ctx, listed_at, day, bulk=False)
