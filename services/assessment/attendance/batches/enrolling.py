"""Who is a student of which school, as it is sent: put in force as what is reported of days is, and taken back alike."""
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
from services.assessment.feeds.batches import staging
from services.assessment.feeds.batches.feed import Feed, Landing, Taken
from services.assessment.feeds.batches.schemas import BatchPush
from services.assessment.feeds.batches.staging import SentRows
from services.assessment.feeds.sent_rows.reading import Fault
from shared.context.context import Context

ROWS = SentRows(
    name="enrollments",
    columns={"school_id": "uuid", "begins_on": "date", "ends_on": "date", "grade": "text", "is_removed": "boolean"},
    identity=("school_id", "begins_on"),
    held=SchoolEnrollmentHeldRow,
    tables={"enrollments_touched": "student_id uuid, school_id uuid, begins_on date, ends_on date"},
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
# Whoever says it anew knows better than a row that waits.
_FORGET_HELD = text("""
delete from school_enrollment_held_rows h using enrollments_sent s
where h.district_id = :district_id and h.batch_id <> :batch_id
  and (h.known_by, h.student, h.school_id, h.begins_on) = (s.known_by, s.student, s.school_id, s.begins_on)""")
_TOUCHED = text("select distinct student_id, school_id, begins_on, ends_on from enrollments_touched")
_OLDEST = text("select min(day) from attendance_days where district_id = :district_id and superseded_at is null")

# Taking back: what the batch ended and nobody touched after it.
_BEFORE = text("""
create temporary table enrollments_before on commit drop as
select e.* from school_enrollments e
where e.district_id = :district_id and e.superseded_by = :batch_id and e.batch_id <> :batch_id
  and not exists (select from school_enrollments b where b.district_id = e.district_id
    and (b.student_id, b.school_id, b.begins_on) = (e.student_id, e.school_id, e.begins_on) and b.batch_id <> :batch_id
    and b.recorded_at > e.recorded_at)
  and not exists (select from school_enrollments b where b.district_id = e.district_id
    and (b.student_id, b.school_id, b.begins_on) = (e.student_id, e.school_id, e.begins_on) and b.batch_id = :batch_id
    and b.superseded_by <> :batch_id)""")
_DROP_BEFORE = text("drop table if exists pg_temp.enrollments_before")
_END_MINE = text(f"""
with done as ({_END} where {_MINE} and e.batch_id = :batch_id returning e.student_id, e.school_id, e.begins_on, e.ends_on),
touched as ({_TOUCH}) select count(*) from done""")
_REVIVE = text(f"""
with done as ({_INSERT}
  select district_id, uuidv7(), student_id, school_id, begins_on, ends_on, grade, batch_id, :moment, :actor, :now, 1
  from enrollments_before on conflict do nothing returning student_id, school_id, begins_on, ends_on),
touched as ({_TOUCH}) select count(*) from done""")


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
    if landing.row is not None:
        await ctx.session.execute(_FORGET_HELD, which)
    mine = {**which, "moment": landing.moment, "now": ctx.now}
    count = int((await ctx.session.execute(_END_DIFFERING, mine)).scalar_one())
    added = int((await ctx.session.execute(_ADD, {**mine, "actor": ctx.actor})).scalar_one())
    return await _changed(ctx, max(count, added))


async def _take_back(ctx: Context, batch_id: UUID, moment: datetime) -> Changed:
    """Have what stood there before a batch stand again, but where somebody said more since."""
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    at = {"moment": moment, "now": ctx.now}
    await staging.begin(ctx, ROWS)
    await ctx.session.execute(_DROP_BEFORE)
    await ctx.session.execute(_BEFORE, which)
    count = int((await ctx.session.execute(_END_MINE, {**which, **at})).scalar_one())
    count += int((await ctx.session.execute(_REVIVE, {**at, "actor": ctx.actor})).scalar_one())
    return await _changed(ctx, count)


async def _changed(ctx: Context, count: int) -> Changed:
    """What follows: of each year in which days were reported, those whose enrolment is another."""
    changed, today = Changed(), await ctx.today()
    changed.fact_count = count
    oldest = await ctx.session.scalar(_OLDEST, {"district_id": ctx.district_id}) or today
    for row in await ctx.session.execute(_TOUCHED):
        # Who was not enrolled as it was sent was so by what the roster lists: any year may differ.
        changed.facts += [(row.school_id, row.student_id, day) for day in years_of(oldest, today)]
    return changed


ENROLLMENTS = Feed(
    form=reading.ENROLLMENTS, right="attendance:write", rows=ROWS, take=_taking, land=_land, take_back=_take_back
)
