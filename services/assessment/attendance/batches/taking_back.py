"""A batch taken back whole: of all it spoke of, what the newest other batch says that still stands is in force again.

What a batch said of something is what stood there at the moment it spoke: so a report that changed nothing has its word as well.
"""
# ruff: noqa: S608  names of tables and columns are this code's own

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.batches import agreeing
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.staging import MISSED, OUTCOME
from services.assessment.records.student_records.moving import noted_in_sql
from shared.context.context import Context

_STANDS = """w.batch_id <> :batch_id and exists (select from attendance_batches t
      where t.district_id = :district_id and t.id = w.batch_id and t.state = 'applied')"""
# Of which facts the batch spoke.
_SPOKEN = text("""
create temporary table attendance_spoken on commit drop as
select e.student_id, e.school_id, e.day, e.period from attendance_events e
where e.district_id = :district_id and e.batch_id = :batch_id and not e.is_correction
union select e.student_id, e.school_id, e.day, e.period from attendance_events e
where e.district_id = :district_id and e.superseded_by = :batch_id and not e.is_correction
union select e.student_id, e.school_id, e.day, e.period from attendance_spoken_days w
join attendance_events e on (e.district_id, e.school_id, e.day) = (w.district_id, w.school_id, w.day)
where w.district_id = :district_id and w.batch_id = :batch_id and not e.is_correction
union select e.student_id, e.school_id, e.day, e.period from attendance_spoken_rows w
join attendance_events e on (e.district_id, e.student_id, e.school_id, e.day) = (w.district_id, w.student_id, w.school_id, w.day)
  and (e.period = w.period or '' in (e.period, w.period))
where w.district_id = :district_id and w.batch_id = :batch_id and not e.is_correction""")
# Each with what stands there, and what the newest of the others says (`code_id` to `share`), as its code is read now.
_WEIGHED = text(f"""
create temporary table attendance_weighed on commit drop as
select k.*, n.batch_id as now_of, w.batch_id as batch_id, s.recorded_at is not null as stands, s.code, s.code_id, s.share,
  case when c.id is null then s.outcome else {OUTCOME} end as outcome,
  case when c.id is null then s.missed else {MISSED} end as missed,
  (n.outcome, n.missed, n.code_id) is distinct from (case when c.id is null then s.outcome else {OUTCOME} end,
    case when c.id is null then s.missed else {MISSED} end, s.code_id) as differs
from attendance_spoken k
left join attendance_events n on n.district_id = :district_id and n.superseded_at is null and not n.is_correction
  and (n.student_id, n.school_id, n.day, n.period) = (k.student_id, k.school_id, k.day, k.period)
left join lateral (select w.batch_id, w.spoken_at from (
    select d.batch_id, d.spoken_at from attendance_spoken_days d
    where d.district_id = :district_id and (d.school_id, d.day) = (k.school_id, k.day)
    union all select r.batch_id, r.spoken_at from attendance_spoken_rows r
    where r.district_id = :district_id and (r.student_id, r.school_id, r.day) = (k.student_id, k.school_id, k.day)
      and (r.period = k.period or '' in (r.period, k.period))) w
  where {_STANDS} order by w.spoken_at desc limit 1) w on true
left join attendance_events s on s.district_id = :district_id and not s.is_correction
  and (s.student_id, s.school_id, s.day, s.period) = (k.student_id, k.school_id, k.day, k.period)
  and s.recorded_at <= w.spoken_at and (s.superseded_at is null or s.superseded_at > w.spoken_at)
left join attendance_codes c on c.district_id = :district_id and c.id = s.code_id""")
_DAYS_WEIGHED = text(f"""
create temporary table attendance_days_weighed on commit drop as
with k as (
  select w.school_id, w.day from attendance_spoken_days w where w.district_id = :district_id and w.batch_id = :batch_id
  union select d.school_id, d.day from attendance_days d where d.district_id = :district_id and d.batch_id = :batch_id)
select k.*, n.batch_id as now_of, w.batch_id, s.recorded_at is not null as stands, s.listed, s.present_codes,
  (n.listed, n.present_codes) is distinct from (s.listed, s.present_codes) as differs
from k
left join attendance_days n on n.district_id = :district_id and n.superseded_at is null
  and (n.school_id, n.day) = (k.school_id, k.day)
left join lateral (select w.batch_id, w.spoken_at from attendance_spoken_days w
  where w.district_id = :district_id and (w.school_id, w.day) = (k.school_id, k.day) and {_STANDS}
  order by w.spoken_at desc limit 1) w on true
left join attendance_days s on s.district_id = :district_id and (s.school_id, s.day) = (k.school_id, k.day)
  and s.recorded_at = coalesce(
    (select a.recorded_at from attendance_days a where a.district_id = :district_id
      and (a.school_id, a.day) = (k.school_id, k.day) and a.recorded_at <= w.spoken_at
      and (a.superseded_at is null or a.superseded_at > w.spoken_at)),
    (select max(a.recorded_at) from attendance_days a where a.district_id = :district_id
      and (a.school_id, a.day, a.batch_id) = (k.school_id, k.day, w.batch_id) and a.recorded_at > w.spoken_at))
  and not exists (select from attendance_codes c where c.district_id = :district_id and c.id = any (s.present_codes)
    and c.category is distinct from 'present')""")
_ENDS = "(w.now_of = :batch_id or (w.differs and w.batch_id is not null))"
_END = text(f"""
update attendance_events e set superseded_at = :moment, superseded_by = :batch_id from attendance_weighed w
where e.district_id = :district_id and e.superseded_at is null and not e.is_correction and {_ENDS}
  and (e.student_id, e.school_id, e.day, e.period) = (w.student_id, w.school_id, w.day, w.period)""")
_END_DAYS = text(f"""
update attendance_days d set superseded_at = :moment, superseded_by = :batch_id from attendance_days_weighed w
where d.district_id = :district_id and d.superseded_at is null and {_ENDS} and (d.school_id, d.day) = (w.school_id, w.day)""")
_REVIVE = text("""
insert into attendance_events (district_id, student_id, day, school_id, period, recorded_at, outcome, missed, code, code_id,
  share, batch_id, recorded_by)
select :district_id, w.student_id, w.day, w.school_id, w.period, :moment, w.outcome, w.missed, w.code, w.code_id, w.share,
  w.batch_id, :actor
from attendance_weighed w where w.stands
on conflict do nothing""")
# What the newest of the others says may have stayed with a student who was merged into this one: its place is free now.
_MOVE_STAYED = text(f"""
with stayed as (
  select distinct on (w.student_id, w.school_id, w.day, w.period) w.student_id, e.student_id as merged_id, e.school_id, e.day,
    e.period, e.recorded_at
  from attendance_weighed w
  join students k on k.district_id = :district_id and k.merged_into = w.student_id
  join attendance_events e on e.district_id = :district_id and e.superseded_at is null and not e.is_correction
    and (e.student_id, e.school_id, e.day, e.period) = (k.id, w.school_id, w.day, w.period)
  where not w.stands and e.batch_id = w.batch_id and not exists (select from attendance_events n
    where n.district_id = :district_id and n.superseded_at is null and not n.is_correction
      and (n.student_id, n.school_id, n.day, n.period) = (w.student_id, w.school_id, w.day, w.period))
  order by w.student_id, w.school_id, w.day, w.period, e.recorded_at desc
),
moved as (
  update attendance_events e set student_id = s.student_id from stayed s
  where e.district_id = :district_id and (e.student_id, e.school_id, e.day, e.period, e.recorded_at)
    = (s.merged_id, s.school_id, s.day, s.period, s.recorded_at)
  returning s.student_id, s.merged_id, jsonb_build_object('school_id', s.school_id, 'day', s.day, 'period', s.period,
    'recorded_at', s.recorded_at) as key
)
{noted_in_sql("attendance_events", "moved")}""")
_REVIVE_DAYS = text("""
insert into attendance_days (district_id, school_id, day, recorded_at, listed, batch_id, recorded_by, present_codes)
select :district_id, w.school_id, w.day, :moment, w.listed, w.batch_id, :actor, w.present_codes
from attendance_days_weighed w where w.stands
on conflict do nothing""")
_CHANGED = text(
    f"select school_id, student_id, day from attendance_weighed w where w.differs and (w.now_of is null or {_ENDS})"
)
_CHANGED_DAYS = text(
    f"select school_id, day from attendance_days_weighed w where w.differs and (w.now_of is null or {_ENDS})"
)
_DROP = text("""drop table if exists pg_temp.attendance_spoken, pg_temp.attendance_weighed,
  pg_temp.attendance_days_weighed""")


async def take_back(ctx: Context, batch_id: UUID, moment: datetime) -> Changed:
    """Do so."""
    changed = Changed()
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    ended = {**which, "moment": moment}
    await ctx.session.execute(_DROP)
    await ctx.session.execute(_SPOKEN, which)
    await ctx.session.execute(text("analyze attendance_spoken"))
    for statement in (_WEIGHED, _DAYS_WEIGHED):
        await ctx.session.execute(statement, which)
    for statement in (_END, _END_DAYS):
        await ctx.session.execute(statement, ended)
    for statement in (_REVIVE, _REVIVE_DAYS):
        await ctx.session.execute(statement, {"district_id": ctx.district_id, "moment": moment, "actor": ctx.actor})
    await ctx.session.execute(_MOVE_STAYED, {"district_id": ctx.district_id})
    of_batch = {"batch_id": batch_id}
    facts = list(await ctx.session.execute(_CHANGED, of_batch))
    changed.fact_count = len(facts)
    changed.note(facts, list(await ctx.session.execute(_CHANGED_DAYS, of_batch)))
    changed.note(await agreeing.stand_again(ctx, batch_id, moment))
    return changed
