"""Rows of a batch on their way in: whom they are about is looked up, and what their codes mean."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.batches.reading import Fault
from services.assessment.attendance.batches.schemas import NamedRow, Sent
from services.assessment.attendance.codes.repository import FOLDED
from services.assessment.records.student_records.enrolled import AS_KNOWN, SPANS
from shared.context.context import Context
from shared.db.copying import copy_into

COLUMNS = ("part", "row", "known_by", "student", "school_id", "day", "period", "code", "share")
#: How a student can be known: SQL of the rows `k` that are meant. Of one id in two sources the roster's is meant; a number that
#: two of a district bear is nobody's: its rows are held, as those of somebody unknown.
KNOWN_BY = {
    "source_id": """join (select source_id, source, id from students where district_id = :district_id and merged_into is null
    union all select source_id, source, student_id from student_aliases where district_id = :district_id) k
  on k.source_id = s.student""",
    "local_id": """join (select min(local_id) as local_id, '' as source, (array_agg(id))[1] as id from students
    where district_id = :district_id and deleted_at is null and local_id is not null group by local_id having count(*) = 1) k
  on k.local_id = s.student""",
    "id": """join (select id as known_as, '' as source, coalesce(merged_into, id) as id from students
    where district_id = :district_id) k
  on k.known_as = s.student::uuid""",
}
_TABLES = (
    """create temporary table attendance_sent (part integer, "row" integer, known_by text, student text, school_id uuid,
  day date, period text, code text, share integer) on commit drop""",
    """create temporary table attendance_said (part integer, "row" integer, student_id uuid, school_id uuid, day date,
  period text, code text, code_id uuid, share integer, outcome text, missed integer) on commit drop""",
    "create temporary table attendance_full (school_id uuid, day date, present_codes uuid[]) on commit drop",
    "create temporary table attendance_touched (student_id uuid, school_id uuid, day date) on commit drop",
)
_DROP = """drop table if exists pg_temp.attendance_sent, pg_temp.attendance_said, pg_temp.attendance_full,
  pg_temp.attendance_touched"""
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
_SCHOOLS = text("""
select s.id, s.local_code, array(select o.source_id from roster_orgs o where o.district_id = s.district_id and o.id = s.id)
  as source_ids
from directory_schools s where s.district_id = :district_id""")


async def schools(ctx: Context) -> dict[tuple[str, str], UUID]:
    """The district's schools by each way in which a row can name one."""
    found: dict[tuple[str, str], UUID] = {}
    for row in await ctx.ask(_SCHOOLS, {"district_id": ctx.district_id}):
        found["school_id", str(row["id"])] = found["school_code", row["local_code"]] = row["id"]
        found |= {("school_source_id", source_id): row["id"] for source_id in row["source_ids"]}
    return found


def school_of(body: NamedRow, known: Mapping[tuple[str, str], UUID]) -> tuple[str, UUID | None]:
    """By which name a row speaks of its school, and the school; None: the district has none of that name."""
    by = "school_id" if body.school_id else "school_code" if body.school_code else "school_source_id"
    return by, known.get((by, str(getattr(body, by))))


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
