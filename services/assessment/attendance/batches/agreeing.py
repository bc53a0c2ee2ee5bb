"""What the school's office set right and the feed says now as well: the feed's word takes over."""
# ruff: noqa: S608  names of tables and columns are this code's own

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.standings.figures import says_nothing
from shared.context.context import Context

_FEED = """e.district_id = x.district_id and not e.is_correction and e.superseded_at is null
    and (e.student_id, e.school_id, e.day) = (x.student_id, x.school_id, x.day)"""
#: SQL: the feed says of a correction's day or period (the row `x` of `attendance_events`) what the correction does.
AGREES = f"""not exists (select from attendance_events e where {_FEED} and e.outcome <> 'present'
    and (x.period = '' or e.period in ('', x.period))
    and (e.period, e.outcome, e.missed) is distinct from (x.period, x.outcome, x.missed))
  and case x.outcome
    when 'present' then exists (select from attendance_days d where d.district_id = x.district_id and d.superseded_at is null
      and (d.school_id, d.day) = (x.school_id, x.day)
      and not exists (select from attendance_late_days l where l.district_id = x.district_id
        and (l.student_id, l.school_id, l.day) = (x.student_id, x.school_id, x.day) and {says_nothing("l", "d", "'infinity'")}))
    else exists (select from attendance_events e where {_FEED}
      and (e.period, e.outcome, e.missed) = (x.period, x.outcome, x.missed)) end"""
_AGREE = text(f"""
with agreed as (
  update attendance_events x set superseded_at = :moment, superseded_by = :batch_id
  where x.district_id = :district_id and x.is_correction and x.superseded_at is null
    and (exists (select from attendance_touched t where (t.student_id, t.school_id, t.day) = (x.student_id, x.school_id, x.day))
      or exists (select from attendance_full f where (f.school_id, f.day) = (x.school_id, x.day)))
    and {AGREES}
  returning x.batch_id
)
update attendance_corrections c set state = 'agreed', ended_at = :now, updated_at = :now, version = c.version + 1
from agreed a where c.district_id = :district_id and c.id = a.batch_id""")
# A batch that agreed and is taken back leaves the correction where it was, unless a person said something since.
_STAND_AGAIN = text("""
with again as (
  insert into attendance_events (district_id, student_id, day, school_id, period, recorded_at, outcome, missed, code, code_id,
    share, is_correction, batch_id, recorded_by)
  select x.district_id, x.student_id, x.day, x.school_id, x.period, cast(:moment as timestamptz) + interval '1 microsecond',
    x.outcome, x.missed, x.code, x.code_id, x.share, true, x.batch_id, x.recorded_by
  from attendance_events x join attendance_corrections c on c.district_id = x.district_id and c.id = x.batch_id
  where x.district_id = :district_id and x.is_correction and x.superseded_by = :batch_id and c.state = 'agreed'
  on conflict do nothing
  returning school_id, student_id, day, batch_id
),
stand as (
  update attendance_corrections c set state = 'standing', ended_at = null, updated_at = :now, version = c.version + 1
  from again a where c.district_id = :district_id and c.id = a.batch_id
)
select school_id, student_id, day from again""")


async def agree(ctx: Context, batch_id: UUID, moment: datetime) -> None:
    """End the corrections that what a batch changed, or covers, says as well. Nothing counts otherwise by it."""
    values = {"district_id": ctx.district_id, "moment": moment, "batch_id": batch_id, "now": ctx.now}
    await ctx.session.execute(_AGREE, values)


async def stand_again(ctx: Context, batch_id: UUID, moment: datetime) -> list[tuple[UUID, UUID, object]]:
    """Have the corrections hold again that a batch agreed with. Returns school, student and day of each."""
    values = {"district_id": ctx.district_id, "moment": moment, "batch_id": batch_id, "now": ctx.now}
    return list(await ctx.session.execute(_STAND_AGAIN, values))
