"""Rows of a batch on their way in: whom they are about is looked up, and what their codes mean."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.batches.schemas import Sent
from services.assessment.feeds.sent_rows.people import KNOWN_BY, SHARED_LOCAL_IDS
from services.assessment.feeds.sent_rows.reading import Fault
from services.assessment.feeds.sent_rows.schemas import FOLDED
from services.assessment.records.student_records.enrolled import AS_KNOWN, SPANS
from shared.context.context import Context
from shared.db.copying import copy_into

COLUMNS = ("part", "row", "known_by", "student", "school_id", "day", "period", "code", "share")
_TABLES = (
    """create temporary table attendance_sent (part integer, "row" integer, known_by text, student text, school_id uuid,
  day date, period text, code text, share integer) on commit drop""",
    """create temporary table attendance_said (part integer, "row" integer, student_id uuid, school_id uuid, day date,
  period text, code text, code_id uuid, share integer, outcome text, missed integer) on commit drop""",
    "create temporary table attendance_full (school_id uuid, day date, present_codes uuid[]) on commit drop",
    "create temporary table attendance_lost (school_id uuid, day date) on commit drop",
    "create temporary table attendance_touched (student_id uuid, school_id uuid, day date) on commit drop",
)
_DROP = """drop table if exists pg_temp.attendance_sent, pg_temp.attendance_said, pg_temp.attendance_full,
  pg_temp.attendance_lost, pg_temp.attendance_touched"""
_NEW_CODES = text(f"""
insert into attendance_codes (district_id, id, code, folded, category, missed, created_at, updated_at, created_by,
  updated_by, version)
select :district_id, uuidv7(), min(sent.code), {FOLDED.format("sent.code")}, null, 27720, :now, :now, :actor, :actor, 1
from (select distinct code from attendance_sent) sent group by 4
on conflict (district_id, folded) do nothing
returning id, code""")
#: SQL of what a row (`s`) means, its code being `c`: who was there missed nothing, who was late what the code says.
OUTCOME = "coalesce(c.category, 'unmapped')"
MISSED = """case coalesce(c.category, 'unmapped') when 'present' then 0 when 'unmapped' then 0 when 'tardy' then c.missed
    else coalesce(s.share, c.missed) end"""
_LOOKED_UP = {
    known_by: text(f"""
insert into attendance_said
select distinct on (s.part, s."row") s.part, s."row", k.id, s.school_id, s.day, s.period, s.code, c.id, s.share,
  {OUTCOME}, {MISSED}
from attendance_sent s
join (select sent.code, known.* from (select distinct code from attendance_sent) sent
  join (select id, folded, category, missed from attendance_codes where district_id = :district_id) known
    on known.folded = {FOLDED.format("sent.code")}) c on c.code = s.code
{meant}
where s.known_by = '{known_by}' order by s.part, s."row", k.source <> 'sis', k.id""")
    for known_by, meant in KNOWN_BY.items()
}
_UNKNOWN = """from attendance_sent s where not exists (select from attendance_said a where (a.part, a."row") = (s.part,
  s."row"))"""
_HOLD = text(f"""
insert into attendance_held_rows (district_id, batch_id, part, "row", known_by, student, school_id, day, period, code, share,
  held_at)
select :district_id, :batch_id, s.part, s."row", s.known_by, s.student, s.school_id, s.day, s.period, s.code, s.share, :now
{_UNKNOWN} and s.known_by <> 'id'
on conflict do nothing""")
_NOBODY = text(f"select s.part, s.\"row\" {_UNKNOWN} and s.known_by = 'id' order by 1, 2")
# A number that several students bear: the row is held, as it may be of one of them some day.
_UNCLEAR = text(f"""
select s.part, s."row" {_UNKNOWN} and s.known_by = 'local_id' and s.student in ({SHARED_LOCAL_IDS}) order by 1, 2""")
# Whom such rows speak of is at that school on that day, and nobody knows who it is.
_LOST = text(f"""
insert into attendance_lost select distinct s.school_id, s.day {_UNKNOWN}
  and (s.known_by = 'id' or (s.known_by = 'local_id' and s.student in ({SHARED_LOCAL_IDS})))""")
_REPEATED = text("""
delete from attendance_said a using attendance_said b
where (a.student_id, a.school_id, a.day, a.period) = (b.student_id, b.school_id, b.day, b.period)
  and (a.part, a."row") < (b.part, b."row")
returning a.part, a."row" """)
_NO_SCHOOL_DAY = text("""
select s.part, s."row" from attendance_said s join school_days d on d.district_id = :district_id and d.day = s.day
where d.school_is_held = coalesce(s.school_id = any (d.differing_school_ids), false) order by 1, 2""")
_NOT_ENROLLED = text(f"""
with spans as materialized (select * from ({SPANS}) sp
  where sp.student_id in (select student_id from attendance_said) and sp.school_id in (select school_id from attendance_said))
select s.part, s."row" from attendance_said s where s.outcome <> 'present' and not exists (select from spans sp
  where (sp.student_id, sp.school_id) = (s.student_id, s.school_id) and s.day between sp.first_on and sp.last_on)
order by 1, 2""")


async def begin(ctx: Context) -> None:
    """Empty tables of this transaction alone."""
    for statement in (_DROP, *_TABLES):
        await ctx.session.execute(text(statement))


async def add(ctx: Context, part: int, rows: Sequence[Sent]) -> None:
    """Add rows that could be read."""
    await copy_into(ctx.session, "attendance_sent", COLUMNS, [(part, *row) for row in rows])


async def look_up(ctx: Context, batch_id: UUID, kinds: Sequence[str]) -> tuple[list[tuple[int, Fault]], int, int]:
    """Find whom the rows are about and what they mean; hold those whose student is not there yet.

    Returns faults with their parts, how many rows are held, and how many were refused.
    """
    values = {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor, "batch_id": batch_id}
    await ctx.session.execute(text("analyze attendance_sent"))
    await ctx.session.execute(_NEW_CODES, _taken(_NEW_CODES, values))
    for known_by in kinds:
        await ctx.session.execute(_LOOKED_UP[known_by], {"district_id": ctx.district_id})
    held = int(getattr(await ctx.session.execute(_HOLD, _taken(_HOLD, values)), "rowcount", 0))
    faults: list[tuple[int, Fault]] = []
    gone = list(await ctx.session.execute(_NOBODY))
    faults += [(row.part, Fault(row.row, "/student_id", "student_unknown", "No such student.")) for row in gone]
    detail = "Several students have this number: the row is held until one has."
    for row in await ctx.session.execute(_UNCLEAR, {"district_id": ctx.district_id}):
        faults.append((row.part, Fault(row.row, "/student_local_id", "student_unclear", detail)))
    await ctx.session.execute(_LOST, {"district_id": ctx.district_id})
    await ctx.session.execute(text("analyze attendance_said"))
    repeated = list(await ctx.session.execute(_REPEATED))
    detail = "A later row says something else of the same: that one stands."
    faults += [(row.part, Fault(row.row, "", "row_repeated", detail)) for row in repeated]
    detail = "No school is held then, by the calendar: the row is kept, and counts if that is corrected."
    for row in await ctx.session.execute(_NO_SCHOOL_DAY, {"district_id": ctx.district_id}):
        faults.append((row.part, Fault(row.row, "/day", "no_school_day", detail)))
    detail = "The student was not enrolled there then: the row is kept, and counts if that is corrected."
    for row in await ctx.session.execute(_NOT_ENROLLED, {"district_id": ctx.district_id, "as_of": AS_KNOWN}):
        faults.append((row.part, Fault(row.row, "/day", "not_enrolled", detail)))
    return faults, held, len(gone) + len(repeated)


def _taken(statement: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values a statement takes."""
    return {name: value for name, value in values.items() if name in statement._bindparams}
