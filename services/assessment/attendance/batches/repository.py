"""SQL of batches."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
from sqlalchemy import text

from services.assessment.attendance.batches.schemas import AttendanceBatch, AttendanceBatchList
from services.assessment.attendance.batches.tables import AttendanceBatchRow, AttendanceFaultRow
from services.assessment.attendance.standings.figures import unreported_in_sql
from services.assessment.feeds.batches.repository import faults_of
from shared.context.context import Context
from shared.context.listing import listing
from shared.school_days.queries import held_in_sql

LISTING = listing(AttendanceBatchRow, AttendanceBatch, AttendanceBatchList)
FAULTS = faults_of(AttendanceFaultRow)
# School days of one school, with what is in force of each.
_DAYS = text(f"""
select d.day, c.listed, c.batch_id, c.recorded_at, {unreported_in_sql("c")} as unreported_students from school_days d
left join attendance_days c on c.district_id = d.district_id and c.school_id = :school_id and c.day = d.day and
  c.superseded_at is null
where d.district_id = :district_id and d.day between :first_on and :last_on and {held_in_sql("cast(:school_id as uuid)")}
order by d.day""")

_APPLIED = text("""
select min(b.applied_at) from attendance_batches b
where b.district_id = :district_id and b.id = any (cast(:batch_ids as uuid[]))""")


async def applied_since(ctx: Context, batch_ids: Sequence[UUID]) -> datetime | None:
    """When the first of these batches was applied; None: none was."""
    values = {"district_id": ctx.district_id, "batch_ids": batch_ids}
    found: datetime | None = await ctx.session.scalar(_APPLIED, values)
    return found


async def school_days(ctx: Context, school_id: UUID, first_on: date, last_on: date) -> list[asyncpg.Record]:
    """The school days of a school, each with its report in full or without."""
    values = {"school_id": school_id, "first_on": first_on, "last_on": last_on}
    return await ctx.ask(_DAYS, {"district_id": ctx.district_id, **values})
