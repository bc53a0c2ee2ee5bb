"""What a batch says becomes what is in force: by the moment it was recorded, what stood there before ends and stays.

All of it is done by one of the district at a time, at moments of PostgreSQL's clock taken in that turn, so that no two overlap.
"""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.batches import agreeing
from services.assessment.attendance.batches.staging import MISSED, OUTCOME
from services.assessment.attendance.batches.tables import Listed
from services.assessment.attendance.standings import late
from services.assessment.attendance.standings.turns import take_turn
from services.assessment.records.student_records.enrolled import AS_KNOWN, SPANS
from shared.context.context import Context
from shared.school_days.queries import held_in_sql

#: SQL: how much later a correction is recorded than what is reported, where both are at once: a moment is a part of their key.
AFTER = "interval '1 microsecond'"
_SAME = "(e.student_id, e.school_id, e.day, e.period) = (s.student_id, s.school_id, s.day, s.period)"
#: A row is looked for by the key of what is in force: how many rows there are by now is nothing the planner need know.
_BY_KEY = "offset 0"
_MINE = "e.district_id = :district_id and e.superseded_at is null and not e.is_correction"
_END = "update attendance_events e set superseded_at = :moment, superseded_by = :batch_id"
_TOUCH = "insert into attendance_touched select student_id, school_id, day from done"

# What the days named by the rows, or by the call, are: but those of which a row is lost, who may be anybody.
_FULL_OF_ROWS = text("""
insert into attendance_full select school_id, day from attendance_sent except select school_id, day from attendance_lost""")
_FULL_OF_CALL = text(f"""
insert into attendance_full
(select schools.id, d.day from unnest(cast(:school_ids as uuid[])) schools (id)
join school_days d on d.district_id = :district_id and d.day between :first_on and :last_on
where {held_in_sql("schools.id")}
union select school_id, day from attendance_sent where school_id = any (cast(:school_ids as uuid[])) and day between
  :first_on and :last_on)
except select school_id, day from attendance_lost""")
# Of which a row waits for its student: till then the day is not whole, as that student would be present.
_WAITING = text("""
update attendance_full f set waits = true from attendance_unknown u
where u.known_by <> 'id' and (u.school_id, u.day) = (f.school_id, f.day)""")
_PRESENT_CODES = text("""
update attendance_full f set present_codes = coalesce((select array_agg(distinct s.code_id order by s.code_id)
  from attendance_said s where s.school_id = f.school_id and s.day = f.day and s.outcome = 'present'), '{}')""")

# 1. What is said anew of the same, and differs.
_END_DIFFERING = text(f"""
with done as ({_END} from attendance_said s
  where {_MINE} and {_SAME} and (e.outcome, e.missed, e.code_id) is distinct from (s.outcome, s.missed, s.code_id)
  returning e.student_id, e.school_id, e.day), touched as ({_TOUCH}) select count(*) from done""")
# 2. What was said of the whole day where a period is said now, and of periods where the whole day is.
_END_OTHERWISE = text(f"""
with done as ({_END}
  where {_MINE} and exists (select from attendance_said s
    where (s.student_id, s.school_id, s.day) = (e.student_id, e.school_id, e.day) and s.period <> e.period
      and '' in (s.period, e.period))
    and not exists (select from attendance_said s where {_SAME})
  returning e.student_id, e.school_id, e.day), touched as ({_TOUCH}) select count(*) from done""")
# 3. What a whole day's report leaves out.
_END_UNLISTED = text(f"""
with done as ({_END} from attendance_full f
  where {_MINE} and (e.school_id, e.day) = (f.school_id, f.day) and not exists (select from attendance_said s where {_SAME})
    and not (:everybody and e.outcome = 'unreported')
  returning e.student_id, e.school_id, e.day), touched as ({_TOUCH}) select count(*) from done""")
_COLUMNS = """district_id, student_id, day, school_id, period, recorded_at, outcome, missed, code, code_id, share, batch_id,
  recorded_by"""
# 4. What is said and does not stand there.
_ADD = text(f"""
with done as (insert into attendance_events ({_COLUMNS})
  select :district_id, s.student_id, s.day, s.school_id, s.period, :moment, s.outcome, s.missed, s.code, s.code_id, s.share,
    :batch_id, :actor
  from attendance_said s
  where s.outcome <> 'present' and not exists (select from attendance_events e where {_MINE} and {_SAME} {_BY_KEY})
  returning student_id, school_id, day), touched as ({_TOUCH}) select count(*) from done""")
# 5. Whom a report of everybody leaves out.
_ADD_UNREPORTED = text(f"""
with spans as materialized ({SPANS}),
done as (insert into attendance_events ({_COLUMNS})
  select distinct cast(:district_id as uuid), sp.student_id, f.day, f.school_id, '', cast(:moment as timestamptz),
    'unreported', 0,
    cast(null as text), cast(null as uuid), cast(null as integer), cast(:batch_id as uuid), :actor
  from attendance_full f join spans sp on sp.school_id = f.school_id and f.day between sp.first_on and sp.last_on
  where not exists (select from attendance_said s where (s.student_id, s.school_id, s.day) = (sp.student_id, f.school_id, f.day))
  on conflict do nothing
  returning student_id, school_id, day), touched as ({_TOUCH}) select count(*) from done""")
# 6. Which days are whole. One that waits is noted, in force for no moment: what is known of it is there once it is let go.
_END_DAYS = text("""
update attendance_days d set superseded_at = :moment, superseded_by = :batch_id from attendance_full f
where d.district_id = :district_id and d.superseded_at is null and (d.school_id, d.day) = (f.school_id, f.day)
  and (f.waits or (d.listed, d.present_codes) is distinct from (:listed, f.present_codes))""")
_ADD_DAYS = text("""
insert into attendance_days (district_id, school_id, day, recorded_at, listed, batch_id, recorded_by, present_codes,
  superseded_at)
select :district_id, f.school_id, f.day, cast(:moment as timestamptz), :listed, :batch_id, :actor, f.present_codes,
  case when f.waits then cast(:moment as timestamptz) end
from attendance_full f
where not exists (select from attendance_days d where d.district_id = :district_id and d.superseded_at is null
  and (d.school_id, d.day) = (f.school_id, f.day))
returning school_id, day""")
# 7. Of what it spoke, be it that nothing changed.
_NOTE_DAYS = text("""
insert into attendance_spoken_days (district_id, school_id, day, batch_id, spoken_at)
select :district_id, school_id, day, :batch_id, :moment from attendance_full""")
_NOTE_ROWS = text("""
insert into attendance_spoken_rows (district_id, student_id, day, school_id, period, batch_id, spoken_at)
select :district_id, s.student_id, s.day, s.school_id, s.period, :batch_id, :moment from attendance_said s
where not exists (select from attendance_full f where (f.school_id, f.day) = (s.school_id, s.day))
on conflict (district_id, student_id, day, school_id, period, batch_id) do update set spoken_at = excluded.spoken_at""")
# Who is listed and none of the school's, as far as is known, is spoken of as well.
_NOTE_OTHERS = text("""
insert into attendance_spoken_rows (district_id, student_id, day, school_id, period, batch_id, spoken_at)
select :district_id, s.student_id, s.day, s.school_id, s.period, :batch_id, :moment from attendance_said s
where exists (select from attendance_full f where (f.school_id, f.day) = (s.school_id, s.day))
  and not exists (select from attendance_known_enrollments k where k.district_id = :district_id
    and (k.student_id, k.school_id) = (s.student_id, s.school_id) and s.day <@ k.held)
on conflict (district_id, student_id, day, school_id, period, batch_id) do update set spoken_at = excluded.spoken_at""")
# 8. Days of a batch none of whose rows wait any more, unless another report has come since, or a code hides who was there.
_LET_GO = text("""
insert into attendance_days (district_id, school_id, day, recorded_at, listed, batch_id, recorded_by, present_codes)
select d.district_id, d.school_id, d.day, :moment, d.listed, d.batch_id, :actor, d.present_codes from attendance_days d
where d.district_id = :district_id and d.batch_id = :batch_id and d.superseded_at = d.recorded_at
  and not exists (select from attendance_held_rows h where h.district_id = d.district_id and h.batch_id = d.batch_id
    and (h.school_id, h.day) = (d.school_id, d.day))
  and not exists (select from attendance_days o where o.district_id = d.district_id
    and (o.school_id, o.day) = (d.school_id, d.day)
    and (o.superseded_at is null or o.recorded_at > d.recorded_at))
  and not exists (select from attendance_codes c where c.district_id = d.district_id and c.id = any (d.present_codes)
    and c.category is distinct from 'present')
returning school_id, day""")
_COUNT_LET_GO = text("""
update attendance_batches set day_count = day_count + :days, updated_at = :now, version = version + 1
where district_id = :district_id and id = :batch_id""")
# A row that waited is no news where a batch that was sent since has spoken of it, and stands.
_NO_NEWS = text("""
delete from attendance_said s
using attendance_batches mine, attendance_batches t, attendance_spoken_rows w
where mine.district_id = :district_id and mine.id = :batch_id and w.district_id = :district_id
  and (w.student_id, w.school_id, w.day) = (s.student_id, s.school_id, s.day)
  and (w.period = s.period or '' in (w.period, s.period))
  and t.district_id = :district_id and t.id = w.batch_id and t.state = 'applied' and t.applied_at > mine.applied_at""")
_FULL_SCHOOLS = text("select distinct school_id from attendance_full")
_FORGET_HELD = text("""
delete from attendance_held_rows h using attendance_full f
where h.district_id = :district_id and h.batch_id <> :batch_id and (h.school_id, h.day) = (f.school_id, f.day)""")
_DAYS = text(
    "select count(*) filter (where not waits) as days, min(day) as first_on, max(day) as last_on from attendance_full"
)
_TOUCHED = text("select distinct school_id, student_id, day from attendance_touched")

# A code that means something else from now on.
_READ_ANEW = text(f"""
with done as (update attendance_events e set superseded_at = :moment
  from attendance_codes c, attendance_events s
  where e.district_id = :district_id and e.superseded_at is null and e.code_id = :code_id and c.district_id = e.district_id
    and c.id = e.code_id and {_SAME} and s.district_id = e.district_id and s.recorded_at = e.recorded_at
    and (e.outcome, e.missed) is distinct from ({OUTCOME}, {MISSED})
  returning e.*, {OUTCOME} as now_means, {MISSED} as now_misses),
anew as (insert into attendance_events ({_COLUMNS}, is_correction)
  select district_id, student_id, day, school_id, period, cast(:moment as timestamptz) + is_correction::integer * {AFTER},
    now_means, now_misses, code, code_id, share, batch_id, :actor, is_correction
  from done)
select distinct school_id, student_id, day from done""")
_OPEN_DAYS = text("""
update attendance_days d set superseded_at = :moment from attendance_codes c
where d.district_id = :district_id and d.superseded_at is null and c.district_id = d.district_id and c.id = :code_id
  and c.category is distinct from 'present' and :code_id = any (d.present_codes)
returning d.school_id, d.day""")


class Changed:
    """What became different: facts of which students on which days at which schools, and which schools' days count or do not."""

    def __init__(self) -> None:
        self.facts: list[tuple[UUID, UUID, date]] = []
        self.days: list[tuple[UUID, date]] = []
        self.fact_count = 0

    def note(self, rows: Sequence[Any], days: Sequence[Any] = ()) -> None:
        """Add rows of school, student and day, and of school and day."""
        self.facts += [(row.school_id, row.student_id, row.day) for row in rows]
        self.days += [(row.school_id, row.day) for row in days]


async def whole_days(
    ctx: Context, school_ids: Sequence[UUID] | None, first_on: date | None, last_on: date | None
) -> tuple[int, date | None, date | None]:
    """Note which schools' days are covered in full: those asked for, or those of the rows.

    Returns how many are whole, and from and to when all of them are.
    """
    if first_on is None:
        await ctx.session.execute(_FULL_OF_ROWS)
    else:
        values = {"district_id": ctx.district_id, "first_on": first_on, "last_on": last_on, "school_ids": school_ids}
        await ctx.session.execute(_FULL_OF_CALL, values)
    await ctx.session.execute(_WAITING)
    await ctx.session.execute(text("analyze attendance_full"))
    row = (await ctx.session.execute(_DAYS)).one()
    return int(row.days), row.first_on, row.last_on


async def apply(ctx: Context, batch_id: UUID, moment: datetime, covers: Listed | None) -> Changed:
    """Put what is staged in force."""
    changed, mine = Changed(), {"district_id": ctx.district_id, "moment": moment, "batch_id": batch_id}
    if covers == Listed.EVERYBODY:
        changed.facts += await late.look(ctx, moment, list(await ctx.session.scalars(_FULL_SCHOOLS)))
    by = {**mine, "actor": ctx.actor}
    steps = [(_END_DIFFERING, mine), (_END_OTHERWISE, mine)]
    if covers is not None:
        await ctx.session.execute(_PRESENT_CODES)
        steps.append((_END_UNLISTED, {**mine, "everybody": covers == Listed.EVERYBODY}))
    steps.append((_ADD, by))
    if covers == Listed.EVERYBODY:
        steps.append((_ADD_UNREPORTED, {**by, "as_of": AS_KNOWN}))
    for statement, values in steps:
        changed.fact_count += int((await ctx.session.execute(statement, values)).scalar_one())
    days: Sequence[Any] = ()
    if covers is not None:
        await ctx.session.execute(_END_DAYS, {**mine, "listed": covers})
        days = list(await ctx.session.execute(_ADD_DAYS, {**by, "listed": covers}))
        await ctx.session.execute(_NOTE_DAYS, mine)
        await ctx.session.execute(_FORGET_HELD, {"district_id": ctx.district_id, "batch_id": batch_id})
    await ctx.session.execute(_NOTE_ROWS, mine)
    if covers == Listed.EVERYBODY:
        await ctx.session.execute(_NOTE_OTHERS, mine)
    await agreeing.agree(ctx, batch_id, moment)
    changed.note(list(await ctx.session.execute(_TOUCHED)), days)
    return changed


async def let_go(ctx: Context, batch_id: UUID, moment: datetime) -> Sequence[Any]:
    """Have the days count that were whole but for rows that waited. Returns school and day of each."""
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    days = list(await ctx.session.execute(_LET_GO, {**which, "moment": moment, "actor": ctx.actor}))
    if days:
        await ctx.session.execute(_COUNT_LET_GO, {**which, "days": len(days), "now": ctx.now})
    return days


async def leave_out_older(ctx: Context, batch_id: UUID) -> None:
    """Drop of the staged rows of a batch, which waited, those of which a batch that was sent since has spoken."""
    await ctx.session.execute(_NO_NEWS, {"district_id": ctx.district_id, "batch_id": batch_id})


async def read_code_anew(ctx: Context, code_id: UUID) -> Changed:
    """Put what was said with a code in force as the code is read now. Days of which it hid who was there are owed again."""
    changed, moment = Changed(), await take_turn(ctx)
    values = {"district_id": ctx.district_id, "moment": moment, "code_id": code_id}
    rows = list(await ctx.session.execute(_READ_ANEW, {**values, "actor": ctx.actor}))
    changed.fact_count = len(rows)
    changed.note(rows, list(await ctx.session.execute(_OPEN_DAYS, values)))
    return changed
