"""SQL of batches."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import delete, insert, select, text

from services.assessment.attendance.batches.schemas import (
    AttendanceBatch,
    AttendanceBatchList,
    AttendanceFault,
)
from services.assessment.attendance.batches.tables import (
    AttendanceBatchRow,
    AttendanceFaultRow,
    AttendancePartRow,
    BatchAbout,
)
from services.assessment.attendance.standings.figures import unreported_in_sql
from services.assessment.feeds.sent_rows.people import caught_up
from services.assessment.feeds.sent_rows.reading import Fault
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.ids import new_id
from shared.school_days.queries import held_in_sql

MOST_FAULTS_KEPT = 10_000
LISTING = listing(AttendanceBatchRow, AttendanceBatch, AttendanceBatchList)
FAULTS = listing(
    AttendanceFaultRow,
    AttendanceFault,
    Paging,
    order=("part", "row"),
    changed="created_at",
    filters={"batch_id": "s.batch_id = {}::uuid"},
)
# School days of one school, with what is in force of each.
_DAYS = text(f"""
select d.day, c.listed, c.batch_id, c.recorded_at, {unreported_in_sql("c")} as unreported_students from school_days d
left join attendance_days c on c.district_id = d.district_id and c.school_id = :school_id and c.day = d.day and
  c.superseded_at is null
where d.district_id = :district_id and d.day between :first_on and :last_on and {held_in_sql("cast(:school_id as uuid)")}
order by d.day""")
_WAITING = 's.batch_id, s.part, s."row", s.known_by, s.student, s.school_id, s.day, s.period, s.code, s.share'
_CATCHING_UP = text(
    f"""select * from ({caught_up("attendance_held_rows", _WAITING)}) s order by s.batch_id, s.part, s."row" limit 100000"""
)
_CAUGHT_UP = text("""
delete from attendance_held_rows h using attendance_sent s
where h.district_id = :district_id and h.batch_id = :batch_id and (h.part, h."row") = (s.part, s."row")""")


async def find_by_name(ctx: Context, about: BatchAbout, batch: str) -> AttendanceBatchRow | None:
    """The batch of this name."""
    rows = AttendanceBatchRow
    found: AttendanceBatchRow | None = await ctx.session.scalar(
        select(rows).where(rows.district_id == ctx.district_id, rows.about == about, rows.batch == batch)
    )
    return found


async def add_faults(ctx: Context, batch_id: UUID, found: Sequence[tuple[int, Fault]]) -> None:
    """Keep what was wrong with rows: the first of it."""
    fixed = {"district_id": ctx.district_id, "batch_id": batch_id, "created_at": ctx.now}
    kept = [{**fixed, "id": new_id(), "part": part, **vars(fault)} for part, fault in found[:MOST_FAULTS_KEPT]]
    if kept:
        await ctx.session.execute(insert(AttendanceFaultRow), kept)


async def keep_part(ctx: Context, batch_id: UUID, part: int, rows: list[list[Any]]) -> None:
    """Keep the rows of a part until the batch is whole."""
    row = {"district_id": ctx.district_id, "batch_id": batch_id, "part": part, "rows": rows}
    await ctx.session.execute(insert(AttendancePartRow), [row])


async def parts(ctx: Context, batch_id: UUID) -> list[tuple[int, list[Any]]]:
    """The rows kept so far, part by part."""
    rows = AttendancePartRow
    found = await ctx.session.execute(
        select(rows.part, rows.rows)
        .where(rows.district_id == ctx.district_id, rows.batch_id == batch_id)
        .order_by(rows.part)
    )
    return [(row.part, row.rows) for row in found]


async def drop_parts(ctx: Context, batch_id: UUID) -> None:
    """Forget them."""
    rows = AttendancePartRow
    await ctx.session.execute(delete(rows).where(rows.district_id == ctx.district_id, rows.batch_id == batch_id))


async def school_days(ctx: Context, school_id: UUID, first_on: date, last_on: date) -> list[asyncpg.Record]:
    """The school days of a school, each with its report in full or without."""
    values = {"school_id": school_id, "first_on": first_on, "last_on": last_on}
    return await ctx.ask(_DAYS, {"district_id": ctx.district_id, **values})


async def held_rows_to_apply(ctx: Context) -> Sequence[Any]:
    """Held rows whose student is known now, by whichever id: as many as are done at once."""
    return list(await ctx.session.execute(_CATCHING_UP, {"district_id": ctx.district_id}))


async def drop_caught_up(ctx: Context, batch_id: UUID) -> None:
    """Forget the held rows of a batch that were staged now, be it that a later one of them says otherwise."""
    await ctx.session.execute(_CAUGHT_UP, {"district_id": ctx.district_id, "batch_id": batch_id})
