"""Who is a student of which school, as it is sent: put in force as what is reported of days is, and taken back alike.

Each batch's word of an enrolment is kept, so that of those that still stand the newest holds, whichever is taken back first.
"""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.batches import reading
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.rules import grade_of, years_of
from services.assessment.attendance.batches.schemas import SchoolEnrollmentBody
from services.assessment.attendance.school_enrollments.tables import SchoolEnrollmentHeldRow
from services.assessment.attendance.standings import late
from services.assessment.feeds.batches import staging
from services.assessment.feeds.batches.feed import Feed, Landing, Taken
from services.assessment.feeds.batches.schemas import BatchPush
from services.assessment.feeds.batches.staging import SentRows
from services.assessment.feeds.sent_rows.reading import Fault
from services.assessment.records.student_records.moving import noted_in_sql
from shared.context.context import Context

ROWS = SentRows(
    name="enrollments",
    columns={"school_id": "uuid", "begins_on": "date", "ends_on": "date", "grade": "text", "is_removed": "boolean"},
    identity=("school_id", "begins_on"),
    held=SchoolEnrollmentHeldRow,
    tables={
        "enrollments_touched": "student_id uuid, school_id uuid, begins_on date, ends_on date",
        "enrollments_spoken": "student_id uuid, school_id uuid, begins_on date, batch_id uuid, ends_on date, grade text, "
        "is_removed boolean",
    },
)
_KEY = "(e.student_id, e.school_id, e.begins_on) = (s.student_id, s.school_id, s.begins_on)"
_MINE = "e.district_id = :district_id and e.superseded_at is null"
_END = """update school_enrollments e set superseded_at = :moment, superseded_by = :batch_id, updated_at = :now,
  version = e.version + 1"""
_TOUCH = "insert into enrollments_touched select student_id, school_id, begins_on, ends_on from done"
# 1. What is said anew and differs, or is no more. 2. What is said and does not stand there.
_END_DIFFERING = text(f"""
with done as ({_END} from enrollments_said s
  where {_MINE} and {_KEY} and (s.is_removed or (e.ends_on, e.grade) is distinct from (s.ends_on, s.grade))
  returning e.student_id, e.school_id, e.begins_on, e.ends_on), touched as ({_TOUCH}) select count(*) from done""")
_INSERT = """insert into school_enrollments (district_id, id, student_id, school_id, begins_on, ends_on, grade, batch_id,
  recorded_at, recorded_by, updated_at, version)"""
_ADD = text(f"""
with done as ({_INSERT}
  select :district_id, uuidv7(), s.student_id, s.school_id, s.begins_on, s.ends_on, s.grade, :batch_id, :moment, :actor, :now, 1
  from enrollments_said s where not s.is_removed and not exists (select from school_enrollments e where {_MINE} and {_KEY})
  returning student_id, school_id, begins_on, ends_on), touched as ({_TOUCH}) select count(*) from done""")
_TOUCHED = text("select distinct student_id, school_id, begins_on, ends_on from enrollments_touched")
_OLDEST = text("select min(day) from attendance_days where district_id = :district_id and superseded_at is null")

# What a batch says, when it was sent; of rows that waited that is when the batch was.
_SENT_AT = text("select applied_at from attendance_batches where district_id = :district_id and id = :batch_id")
_SPEAK = text("""
insert into school_enrollment_spoken_rows as w (district_id, student_id, school_id, begins_on, batch_id, ends_on, grade,
  is_removed, spoken_at)
select :district_id, s.student_id, s.school_id, s.begins_on, :batch_id, s.ends_on, s.grade, s.is_removed, :spoken_at
from enrollments_said s
on conflict (district_id, student_id, school_id, begins_on, batch_id) do update
set ends_on = excluded.ends_on, grade = excluded.grade, is_removed = excluded.is_removed, spoken_at = excluded.spoken_at""")
_STANDS = """w.batch_id <> :batch_id and exists (select from attendance_batches t
      where t.district_id = :district_id and t.id = w.batch_id and t.state = 'applied')"""
# A row that waited is no news where another batch has spoken since.
_NO_NEWS = text(f"""
delete from enrollments_said s where exists (select from school_enrollment_spoken_rows w
  where w.district_id = :district_id and (w.student_id, w.school_id, w.begins_on) = (s.student_id, s.school_id, s.begins_on)
    and w.spoken_at > :spoken_at and {_STANDS})""")

# Taking back: of each enrolment the batch spoke of, what the newest of the others says that still stand.
_WEIGHED = text(f"""
insert into enrollments_spoken
select k.student_id, k.school_id, k.begins_on, n.batch_id, n.ends_on, n.grade, coalesce(n.is_removed, true)
from (select student_id, school_id, begins_on from school_enrollment_spoken_rows
  where district_id = :district_id and batch_id = :batch_id
  union select student_id, school_id, begins_on from school_enrollments
  where district_id = :district_id and batch_id = :batch_id and superseded_at is null) k
left join lateral (select w.batch_id, w.ends_on, w.grade, w.is_removed from school_enrollment_spoken_rows w
  where w.district_id = :district_id
    and (w.student_id, w.school_id, w.begins_on) = (k.student_id, k.school_id, k.begins_on) and {_STANDS}
  order by w.spoken_at desc, w.batch_id desc limit 1) n on true""")
# What only changes hands does not change.
_END_MINE = text(f"""
with done as ({_END} from enrollments_spoken s
  where {_MINE} and {_KEY}
    and (s.is_removed or e.batch_id = :batch_id or (e.ends_on, e.grade) is distinct from (s.ends_on, s.grade))
  returning e.student_id, e.school_id, e.begins_on, e.ends_on, e.grade, s.ends_on as then_ends_on, s.grade as then_grade,
    s.is_removed),
touched as (insert into enrollments_touched select student_id, school_id, begins_on, ends_on from done
  where is_removed or (ends_on, grade) is distinct from (then_ends_on, then_grade) returning 1)
select count(*) from touched""")
# A word that a merge moved goes back with it, and so does the enrolment it makes.
_REVIVE = text(f"""
with done as ({_INSERT}
  select :district_id, uuidv7(), s.student_id, s.school_id, s.begins_on, s.ends_on, s.grade, s.batch_id, :moment, :actor, :now, 1
  from enrollments_spoken s where not s.is_removed and not exists (select from school_enrollments e where {_MINE} and {_KEY})
  returning id, student_id, school_id, begins_on, ends_on, batch_id),
moved as (select d.student_id, m.merged_id, jsonb_build_object('id', d.id) as key
  from done d join student_merges m on m.district_id = :district_id and m.student_id = d.student_id and m.split_at is null
    and m.moved -> 'school_enrollment_spoken_rows' @> jsonb_build_array(jsonb_build_object('school_id', d.school_id,
      'begins_on', d.begins_on, 'batch_id', d.batch_id))),
noted as ({noted_in_sql("school_enrollments", "moved")}),
touched as (insert into enrollments_touched select student_id, school_id, begins_on, ends_on from done d
  where not exists (select from school_enrollments e where e.district_id = :district_id and e.superseded_at = :moment
    and (e.student_id, e.school_id, e.begins_on) = (d.student_id, d.school_id, d.begins_on)) returning 1)
select count(*) from touched""")


async def _taking(ctx: Context, wish: BatchPush) -> Callable[[int, Any], Taken]:
    """What rows say; of an unknown grade without one."""

    def take(number: int, body: SchoolEnrollmentBody) -> Taken:
        grade = grade_of(body.grade) if body.grade else None
        says = (body.begins_on, body.ends_on, grade, body.is_removed)
        if body.grade and grade is None:
            return says, Fault(number, "/grade", "grade_unknown", "No such grade: the row is taken without one.")
        return says, None

    return take


async def _land(ctx: Context, landing: Landing) -> Changed:
    """Have the rows count."""
    which = {"district_id": ctx.district_id, "batch_id": landing.batch_id}
    spoken_at = landing.moment if landing.row is not None else await ctx.session.scalar(_SENT_AT, which)
    await ctx.session.execute(_SPEAK, {**which, "spoken_at": spoken_at})
    if landing.row is None:
        await ctx.session.execute(_NO_NEWS, {**which, "spoken_at": spoken_at})
    mine = {**which, "moment": landing.moment, "now": ctx.now}
    count = int((await ctx.session.execute(_END_DIFFERING, mine)).scalar_one())
    added = int((await ctx.session.execute(_ADD, {**mine, "actor": ctx.actor})).scalar_one())
    return await _changed(ctx, max(count, added), landing.moment)


async def _take_back(ctx: Context, batch_id: UUID, moment: datetime) -> Changed:
    """Have the newest word of the others stand, of all that a batch spoke of."""
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    at = {"moment": moment, "now": ctx.now}
    await staging.begin(ctx, ROWS)
    await ctx.session.execute(_WEIGHED, which)
    count = int((await ctx.session.execute(_END_MINE, {**which, **at})).scalar_one())
    count += int((await ctx.session.execute(_REVIVE, {**which, **at, "actor": ctx.actor})).scalar_one())
    return await _changed(ctx, count, moment)


async def _changed(ctx: Context, count: int, moment: datetime) -> Changed:
    """What follows: of each year in which days were reported, those whose enrolment is another."""
    changed, today = Changed(), await ctx.today()
    changed.fact_count = count
    touched = list(await ctx.session.execute(_TOUCHED))
    changed.facts += await late.look(ctx, moment, sorted({row.school_id for row in touched}))
    oldest = await ctx.session.scalar(_OLDEST, {"district_id": ctx.district_id}) or today
    for row in touched:
        # Who was not enrolled as it was sent was so by what the roster lists: any year may differ.
        changed.facts += [(row.school_id, row.student_id, day) for day in years_of(oldest, today)]
    return changed


ENROLLMENTS = Feed(
    form=reading.ENROLLMENTS, right="attendance:write", rows=ROWS, take=_taking, land=_land, take_back=_take_back
)
