"""SQL of corrections."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from services.assessment.attendance.batches.agreeing import AGREES
from services.assessment.attendance.codes.categories import DAY
from services.assessment.attendance.corrections.schemas import AttendanceCorrection, CorrectionList
from services.assessment.attendance.corrections.tables import AttendanceCorrectionRow
from services.assessment.feeds.sent_rows.schemas import FOLDED
from services.assessment.records.student_records.enrolled import AS_KNOWN, SPANS
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.leads import by
from shared.context.listing import listing

ROWS = ProtectedRows(
    "attendance_corrections s",
    "s.school_id = any({schools}::uuid[])",
    {
        relation: f"select s.id from attendance_corrections s where s.student_id in ({students})"
        for relation, students in STUDENT_ROWS.related.items()
    },
)
_FEED = """from attendance_events e where e.district_id = s.district_id and not e.is_correction and e.superseded_at is null
    and (e.student_id, e.school_id, e.day) = (s.student_id, s.school_id, s.day)
    and (s.period = '' or e.period in ('', s.period))"""
# Once the feed says the same, a correction stands no more.
_DISAGREES = f"""(s.state = 'standing' and (exists (select {_FEED})
    or exists (select from attendance_days d where d.district_id = s.district_id and d.superseded_at is null
      and (d.school_id, d.day) = (s.school_id, s.day))))"""
LISTING = listing(
    AttendanceCorrectionRow,
    AttendanceCorrection,
    CorrectionList,
    filters={
        "state": by("s.state = {}"),
        "student_id": by("s.student_id = {}::uuid"),
        "disagrees=true": _DISAGREES,
        "disagrees=false": f"not {_DISAGREES}",
        **ROWS.filters(),
    },
    computed={
        "period": "nullif(s.period, '')",
        "duration": f"round(s.share / {DAY}.0, 6)",
        "disagrees": _DISAGREES,
        "reported": f"""(select coalesce(json_agg(json_build_object('period', nullif(e.period, ''), 'code', e.code,
      'outcome', e.outcome, 'missed', round(e.missed / {DAY}.0, 6)) order by e.period), '[]') {_FEED})""",
    },
    records=RecordKind.ATTENDANCE,
    students=lambda item: [item["student_id"]],
)
_CODE = text(f"""
select id, code, category, missed from attendance_codes
where district_id = :district_id and category is not null and folded = {FOLDED.format("cast(:code as text)")}""")
_ENROLLED = text(f"""
select 1 from ({SPANS}) sp
where sp.student_id = :student_id and sp.school_id = :school_id and :day between sp.first_on and sp.last_on limit 1""")
_END = text("""
update attendance_events set superseded_at = :moment, superseded_by = :by
where district_id = :district_id and is_correction and superseded_at is null and batch_id = :correction_id""")
_PUT = text("""
insert into attendance_events (district_id, student_id, day, school_id, period, recorded_at, outcome, missed, code, code_id,
  share, is_correction, batch_id, recorded_by)
values (:district_id, :student_id, :day, :school_id, :period, :moment, :outcome, :missed, :code, :code_id, :share, true, :id,
  :actor)""")
_AGREES = text(f"""
select 1 from attendance_events x where x.district_id = :district_id and x.is_correction and x.superseded_at is null
  and x.batch_id = :correction_id and {AGREES}""")
_REPLACE = text("""
update attendance_corrections set state = 'replaced', ended_at = :now, updated_at = :now, updated_by = :actor,
  version = version + 1
where district_id = :district_id and state = 'standing'
  and (student_id, school_id, day, period) = (:student_id, :school_id, :day, :period)
returning id""")
_HISTORY = text(f"""
select school_id, nullif(period, '') as period, code, outcome, round(missed / {DAY}.0, 6)::float as missed, is_correction,
  batch_id, recorded_at, recorded_by, superseded_at
from attendance_events where district_id = :district_id and student_id = :student_id and day = :day
order by recorded_at, school_id, period""")


async def find_code(ctx: Context, code: str) -> asyncpg.Record | None:
    """A code whose meaning the district has said."""
    found = await ctx.ask(_CODE, {"district_id": ctx.district_id, "code": code})
    return found[0] if found else None


async def is_enrolled(ctx: Context, student_id: UUID, school_id: UUID, day: date) -> bool:
    """Was the student one of the school's that day?"""
    values = {"student_id": student_id, "school_id": school_id, "day": day}
    return bool(await ctx.ask(_ENROLLED, {"district_id": ctx.district_id, "as_of": AS_KNOWN, **values}))


async def replace(ctx: Context, row: AttendanceCorrectionRow, moment: datetime) -> None:
    """End the correction of the same that stood."""
    which = {"student_id": row.student_id, "school_id": row.school_id, "day": row.day, "period": row.period}
    by = {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor}
    for found in await ctx.session.execute(_REPLACE, {**by, **which}):
        await end(ctx, found.id, moment, row.id)


async def end(ctx: Context, correction_id: UUID, moment: datetime, by: UUID) -> None:
    """Have what a correction says count no more."""
    values = {"district_id": ctx.district_id, "correction_id": correction_id, "moment": moment, "by": by}
    await ctx.session.execute(_END, values)


async def put(ctx: Context, row: AttendanceCorrectionRow, outcome: str, missed: int, moment: datetime) -> None:
    """Have it count."""
    names = ("student_id", "day", "school_id", "period", "code", "code_id", "share", "id")
    said = {name: getattr(row, name) for name in names}
    by = {"district_id": ctx.district_id, "actor": ctx.actor, "moment": moment}
    await ctx.session.execute(_PUT, {**by, **said, "outcome": outcome, "missed": missed})


async def agrees(ctx: Context, correction_id: UUID) -> bool:
    """Does what is reported say the same?"""
    return bool(await ctx.ask(_AGREES, {"district_id": ctx.district_id, "correction_id": correction_id}))


async def history(ctx: Context, student_id: UUID, day: date) -> Sequence[Any]:
    """All that was said of a student's day."""
    return await ctx.ask(_HISTORY, {"district_id": ctx.district_id, "student_id": student_id, "day": day})
