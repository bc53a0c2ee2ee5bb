"""A batch taken back whole: what it said ends, what stood before it stands again, but where somebody said more since."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.batches import agreeing
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.staging import MISSED, OUTCOME
from shared.context.context import Context

_KEY = "(b.district_id, b.student_id, b.school_id, b.day, b.period) = (e.district_id, e.student_id, e.school_id, e.day, e.period)"
# What the batch ended and nobody touched after it. Before anything of the batch itself ends.
_BEFORE = text(f"""
create temporary table attendance_before on commit drop as
select e.* from attendance_events e
where e.district_id = :district_id and e.superseded_by = :batch_id and e.batch_id <> :batch_id and not e.is_correction
  and not exists (select from attendance_events b where {_KEY} and not b.is_correction
    and ((b.superseded_at is null and b.batch_id <> :batch_id)
      or (b.superseded_at > e.superseded_at and b.superseded_by is distinct from :batch_id)))
  and not exists (select from attendance_days d where d.district_id = e.district_id
    and (d.school_id, d.day) = (e.school_id, e.day) and d.recorded_at > e.superseded_at and d.batch_id <> :batch_id)""")  # noqa: S608
_DAYS_BEFORE = text("""
create temporary table attendance_days_before on commit drop as
select d.* from attendance_days d
where d.district_id = :district_id and d.superseded_by = :batch_id and d.batch_id <> :batch_id
  and not exists (select from attendance_days b where b.district_id = d.district_id
    and (b.school_id, b.day) = (d.school_id, d.day) and b.superseded_at is null and b.batch_id <> :batch_id)""")
_END = text("""
update attendance_events set superseded_at = :moment, superseded_by = :batch_id
where district_id = :district_id and batch_id = :batch_id and superseded_at is null
returning school_id, student_id, day""")
_END_DAYS = text("""
update attendance_days set superseded_at = :moment, superseded_by = :batch_id
where district_id = :district_id and batch_id = :batch_id and superseded_at is null
returning school_id, day""")
_REVIVE = text(f"""
insert into attendance_events (district_id, student_id, day, school_id, period, recorded_at, outcome, missed, code, code_id,
  share,
  batch_id, recorded_by)
select s.district_id, s.student_id, s.day, s.school_id, s.period, :moment, case when c.id is null then s.outcome else
  {OUTCOME} end,
  case when c.id is null then s.missed else {MISSED} end, s.code, s.code_id, s.share, s.batch_id, :actor
from attendance_before s left join attendance_codes c on c.district_id = s.district_id and c.id = s.code_id
on conflict do nothing
returning school_id, student_id, day""")  # noqa: S608
_REVIVE_DAYS = text("""
insert into attendance_days (district_id, school_id, day, recorded_at, listed, batch_id, recorded_by, present_codes)
select district_id, school_id, day, :moment, listed, batch_id, :actor, present_codes from attendance_days_before
on conflict do nothing
returning school_id, day""")
_FORGET_HELD = text("delete from attendance_held_rows where district_id = :district_id and batch_id = :batch_id")
_DROP = text("drop table if exists pg_temp.attendance_before, pg_temp.attendance_days_before")


async def take_back(ctx: Context, batch_id: UUID, moment: datetime) -> Changed:
    """Do so; what it held for students yet to come is forgotten."""
    changed = Changed()
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    await ctx.session.execute(_DROP)
    for statement in (_BEFORE, _DAYS_BEFORE):
        await ctx.session.execute(statement, which)
    for facts, days, values in (
        (_END, _END_DAYS, {**which, "moment": moment}),
        (_REVIVE, _REVIVE_DAYS, {"moment": moment, "actor": ctx.actor}),
    ):
        rows: list[Any] = list(await ctx.session.execute(facts, values))
        changed.fact_count += len(rows)
        changed.note(rows, list(await ctx.session.execute(days, values)))
    changed.note(await agreeing.stand_again(ctx, batch_id, moment))
    await ctx.session.execute(_FORGET_HELD, which)
    return changed
