"""Who is a student of which school, as it is sent: put in force as what is reported of days is, and taken back alike.

Each batch's word of an enrolment is kept, so that of those that still stand the newest holds, whichever is taken back first.
"""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.batches import reading, repository
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.events import AttendanceApplied
from services.assessment.attendance.batches.feeds import Faults, Feed, check_rows
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.batches.rules import grade_of, years_of
from services.assessment.attendance.batches.schemas import BatchPush, SentEnrollment
from services.assessment.attendance.batches.tables import AttendanceBatchRow, BatchAbout, BatchState
from services.assessment.attendance.standings import late, turns
from services.assessment.feeds.sent_rows import people
from services.assessment.feeds.sent_rows.reading import Fault, Reading
from shared.context.context import Context
from shared.db.copying import copy_into

_SENT = ("part", "row", "known_by", "student", "school_id", "begins_on", "ends_on", "grade", "is_removed")
_COLUMNS = """part integer, "row" integer, known_by text, student text, school_id uuid, begins_on date, ends_on date, grade text,
  is_removed boolean, said_at timestamptz"""
_TABLES = (
    """drop table if exists pg_temp.enrollments_sent, pg_temp.enrollments_said, pg_temp.enrollments_spoken,
  pg_temp.enrollments_touched""",
    f"create temporary table enrollments_sent ({_COLUMNS}) on commit drop",
    f"create temporary table enrollments_said ({_COLUMNS}, student_id uuid) on commit drop",
    """create temporary table enrollments_spoken (student_id uuid, school_id uuid, begins_on date, batch_id uuid, ends_on date,
  grade text, is_removed boolean) on commit drop""",
    """create temporary table enrollments_touched (student_id uuid, school_id uuid, begins_on date, ends_on date)
  on commit drop""",
)
_LOOKED_UP = {
    known_by: text(f"""
insert into enrollments_said
select distinct on (s.part, s."row") s.*, k.id from enrollments_sent s {meant}
where s.known_by = '{known_by}' order by s.part, s."row", k.source <> 'sis', k.id""")
    for known_by, meant in people.KNOWN_BY.items()
}
_UNKNOWN = """from enrollments_sent s where not exists (select from enrollments_said a where (a.part, a."row") = (s.part,
  s."row"))"""
_HELD_COLUMNS = ", ".join(f'"{name}"' for name in _SENT)
_HOLD = text(f"""
insert into school_enrollment_held_rows (district_id, batch_id, {_HELD_COLUMNS}, held_at)
select :district_id, :batch_id, {_HELD_COLUMNS}, :now {_UNKNOWN} and s.known_by <> 'id' on conflict do nothing""")
_NOBODY = text(f"select s.part, s.\"row\" {_UNKNOWN} and s.known_by = 'id' order by 1, 2")
_KEY = "(e.student_id, e.school_id, e.begins_on) = (s.student_id, s.school_id, s.begins_on)"
_REPEATED = text("""
delete from enrollments_said a using enrollments_said b
where (a.student_id, a.school_id, a.begins_on) = (b.student_id, b.school_id, b.begins_on)
  and (a.part, a."row") < (b.part, b."row")
returning a.part, a."row" """)
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

# What a batch says, when it was sent; a row that was held is no news where another batch has spoken since.
_SPEAK = text("""
insert into school_enrollment_spoken_rows as w (district_id, student_id, school_id, begins_on, batch_id, ends_on, grade,
  is_removed, spoken_at)
select :district_id, s.student_id, s.school_id, s.begins_on, :batch_id, s.ends_on, s.grade, s.is_removed,
  coalesce(s.said_at, :moment)
from enrollments_said s
on conflict (district_id, student_id, school_id, begins_on, batch_id) do update
set ends_on = excluded.ends_on, grade = excluded.grade, is_removed = excluded.is_removed, spoken_at = excluded.spoken_at""")
_STANDS = """w.batch_id <> :batch_id and exists (select from attendance_batches t
      where t.district_id = :district_id and t.id = w.batch_id and t.state = 'applied')"""
_NO_NEWS = text(f"""
delete from enrollments_said s where s.said_at is not null and exists (select from school_enrollment_spoken_rows w
  where w.district_id = :district_id and (w.student_id, w.school_id, w.begins_on) = (s.student_id, s.school_id, s.begins_on)
    and w.spoken_at > s.said_at and {_STANDS})""")

# Taking back: of each enrolment the batch spoke of, what the newest of the others says that still stand.
_WEIGHED = text(f"""
insert into enrollments_spoken
select k.student_id, k.school_id, k.begins_on, n.batch_id, n.ends_on, n.grade, coalesce(n.is_removed, true)
from school_enrollment_spoken_rows k
left join lateral (select w.batch_id, w.ends_on, w.grade, w.is_removed from school_enrollment_spoken_rows w
  where w.district_id = :district_id
    and (w.student_id, w.school_id, w.begins_on) = (k.student_id, k.school_id, k.begins_on) and {_STANDS}
  order by w.spoken_at desc, w.batch_id desc limit 1) n on true
where k.district_id = :district_id and k.batch_id = :batch_id""")
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
_REVIVE = text(f"""
with done as ({_INSERT}
  select :district_id, uuidv7(), s.student_id, s.school_id, s.begins_on, s.ends_on, s.grade, s.batch_id, :moment, :actor, :now, 1
  from enrollments_spoken s where not s.is_removed and not exists (select from school_enrollments e where {_MINE} and {_KEY})
  returning student_id, school_id, begins_on, ends_on),
touched as (insert into enrollments_touched select student_id, school_id, begins_on, ends_on from done d
  where not exists (select from school_enrollments e where e.district_id = :district_id and e.superseded_at = :moment
    and (e.student_id, e.school_id, e.begins_on) = (d.student_id, d.school_id, d.begins_on)) returning 1)
select count(*) from touched""")
_FORGET_MINE = text("delete from school_enrollment_held_rows where district_id = :district_id and batch_id = :batch_id")
_WAITING = ", ".join(f's."{name}"' for name in ("batch_id", *_SENT, "held_at"))
_CATCHING_UP = text(f"""
select * from ({people.caught_up("school_enrollment_held_rows", _WAITING)}) s
order by s.batch_id, s.part, s."row" limit 100000""")
_CAUGHT_UP = text("""
delete from school_enrollment_held_rows h using enrollments_sent s
where h.district_id = :district_id and h.batch_id = :batch_id and (h.part, h."row") = (s.part, s."row")""")


async def apply_held(ctx: Context) -> None:
    """Put enrolments in force that waited for their student."""
    while waiting := list(await ctx.session.execute(_CATCHING_UP, {"district_id": ctx.district_id})):
        await _apply_waiting(ctx, waiting)


async def _apply_waiting(ctx: Context, waiting: list[Any]) -> None:
    for batch_id, rows in groupby(waiting, key=lambda row: row.batch_id):
        moment = await turns.take_turn(ctx)
        staged = [tuple(row)[1:] for row in rows]
        await _begin(ctx)
        await copy_into(ctx.session, "enrollments_sent", (*_SENT, "said_at"), staged)
        await _look_up(ctx, batch_id, sorted({row[2] for row in staged}))
        await ctx.session.execute(_CAUGHT_UP, {"district_id": ctx.district_id, "batch_id": batch_id})
        await follow(ctx, await _apply(ctx, batch_id, moment))


async def _check(ctx: Context, wish: BatchPush) -> None:
    """Any call will do."""


async def _staged(ctx: Context, wish: BatchPush, found: Reading[Any]) -> tuple[list[SentEnrollment], Faults]:
    """The rows that can be taken; of an unknown grade without one."""
    schools = await people.schools(ctx)
    rows: list[SentEnrollment] = []
    faults = list(found.faults)
    for number, body in found.rows:
        school_id = people.school_of(schools, number, body)
        if isinstance(school_id, Fault):
            faults.append(school_id)
            continue
        grade = grade_of(body.grade) if body.grade else None
        if body.grade and grade is None:
            faults.append(Fault(number, "/grade", "grade_unknown", "No such grade: the row is taken without one."))
        rows.append((number, *people.student_of(body), school_id, body.begins_on, body.ends_on, grade, body.is_removed))
    return rows, [(wish.part, one) for one in faults]


def _kept(row: SentEnrollment) -> list[Any]:
    number, known_by, student, school_id, begins_on, ends_on, *rest = row
    return [number, known_by, student, str(school_id), begins_on.isoformat(), ends_on and ends_on.isoformat(), *rest]


def _read_back(kept: list[Any]) -> SentEnrollment:
    number, known_by, student, school_id, begins_on, ends_on, grade, is_removed = kept
    until = date.fromisoformat(ends_on) if ends_on else None
    return number, known_by, student, UUID(school_id), date.fromisoformat(begins_on), until, grade, is_removed


async def _complete(
    ctx: Context, wish: BatchPush, row: AttendanceBatchRow, rows: list[SentEnrollment], moment: datetime
) -> Faults:
    """Have the whole batch count."""
    check_rows(wish, row)
    await _begin(ctx)
    kinds: set[str] = set()
    earlier = [(part, [_read_back(one) for one in kept]) for part, kept in await repository.parts(ctx, row.id)]
    for part, sent in [*earlier, (wish.part, rows)]:
        kinds |= {one[1] for one in sent}
        await copy_into(ctx.session, "enrollments_sent", _SENT, [(part, *one) for one in sent])
    faults, held, refused = await _look_up(ctx, row.id, sorted(kinds))
    changed = await _apply(ctx, row.id, moment)
    await repository.drop_parts(ctx, row.id)
    row.held_count, row.refused_count = held, row.refused_count + refused
    row.changed_count, row.applied_at, row.state = changed.fact_count, ctx.now, BatchState.APPLIED
    facts = {name: getattr(row, name) for name in ("row_count", "changed_count", "day_count", "first_on", "last_on")}
    ctx.emit(AttendanceApplied(attendance_batch_id=row.id, about=row.about, **facts))
    await follow(ctx, changed)
    return faults


async def _take_back(ctx: Context, batch_id: UUID, moment: datetime) -> Changed:
    """Have the newest word of the others stand, of all that a batch spoke of."""
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    at = {"moment": moment, "now": ctx.now}
    await _begin(ctx)
    await ctx.session.execute(_WEIGHED, which)
    count = int((await ctx.session.execute(_END_MINE, {**which, **at})).scalar_one())
    count += int((await ctx.session.execute(_REVIVE, {**which, **at, "actor": ctx.actor})).scalar_one())
    await ctx.session.execute(_FORGET_MINE, which)
    return await _changed(ctx, count, moment)


async def _begin(ctx: Context) -> None:
    for statement in _TABLES:
        await ctx.session.execute(text(statement))


async def _look_up(ctx: Context, batch_id: UUID, kinds: Sequence[str]) -> tuple[Faults, int, int]:
    """Find whom the rows are about; hold those whose student is to come. Returns faults, how many are held, how many refused."""
    await ctx.session.execute(text("analyze enrollments_sent"))
    for known_by in kinds:
        await ctx.session.execute(_LOOKED_UP[known_by], {"district_id": ctx.district_id})
    await ctx.session.execute(text("analyze enrollments_said"))
    held = await ctx.session.execute(_HOLD, {"district_id": ctx.district_id, "batch_id": batch_id, "now": ctx.now})
    gone, repeated = list(await ctx.session.execute(_NOBODY)), list(await ctx.session.execute(_REPEATED))
    faults = [(row.part, Fault(row.row, "/student_id", "student_unknown", "No such student.")) for row in gone]
    detail = "A later row says something else of the same: that one stands."
    faults += [(row.part, Fault(row.row, "", "row_repeated", detail)) for row in repeated]
    return faults, int(getattr(held, "rowcount", 0)), len(gone) + len(repeated)


async def _apply(ctx: Context, batch_id: UUID, moment: datetime) -> Changed:
    mine = {"district_id": ctx.district_id, "moment": moment, "batch_id": batch_id, "now": ctx.now}
    await ctx.session.execute(_SPEAK, {name: mine[name] for name in ("district_id", "moment", "batch_id")})
    await ctx.session.execute(_NO_NEWS, {name: mine[name] for name in ("district_id", "batch_id")})
    count = int((await ctx.session.execute(_END_DIFFERING, mine)).scalar_one())
    added = int((await ctx.session.execute(_ADD, {**mine, "actor": ctx.actor})).scalar_one())
    return await _changed(ctx, max(count, added), moment)


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
    about=BatchAbout.ENROLLMENTS,
    form=reading.ENROLLMENTS,
    check=_check,
    stage=_staged,
    complete=_complete,
    kept=_kept,
    take_back=_take_back,
)
