"""Attendance events on their way in: what their codes mean, and which school days nobody can call whole."""
# ruff: noqa: S608  names of tables and columns are this code's own

from sqlalchemy import text

from services.assessment.attendance.batches.tables import AttendanceHeldRow
from services.assessment.feeds.batches.staging import Faults, SentRows, told
from services.assessment.feeds.sent_rows.schemas import FOLDED
from services.assessment.records.student_records.enrolled import AS_KNOWN, SPANS
from shared.context.context import Context

#: SQL of what a row (`s`) means, its code being `c`: who was there missed nothing, who was late what the code says.
OUTCOME = "coalesce(c.category, 'unmapped')"
MISSED = """case coalesce(c.category, 'unmapped') when 'present' then 0 when 'unmapped' then 0 when 'tardy' then c.missed
    else coalesce(s.share, c.missed) end"""
ROWS = SentRows(
    name="attendance",
    columns={"school_id": "uuid", "day": "date", "period": "text", "code": "text", "share": "integer"},
    identity=("school_id", "day", "period"),
    held=AttendanceHeldRow,
    joins=f"""
join (select sent.code, known.* from (select distinct code from attendance_sent) sent
  join (select id, folded, category, missed from attendance_codes where district_id = :district_id) known
    on known.folded = {FOLDED.format("sent.code")}) c on c.code = s.code""",
    more={"code_id": ("uuid", "c.id"), "outcome": ("text", OUTCOME), "missed": ("integer", MISSED)},
    tables={
        "attendance_full": "school_id uuid, day date, present_codes uuid[], waits boolean not null default false",
        "attendance_lost": "school_id uuid, day date",
        "attendance_touched": "student_id uuid, school_id uuid, day date",
    },
)
_NEW_CODES = text(f"""
insert into attendance_codes (district_id, id, code, folded, category, missed, created_at, updated_at, created_by,
  updated_by, version)
select :district_id, uuidv7(), min(sent.code), {FOLDED.format("sent.code")}, null, 27720, :now, :now, :actor, :actor, 1
from (select distinct code from attendance_sent) sent group by 4
on conflict (district_id, folded) do nothing
returning id, code""")
# Whom such rows speak of is at that school on that day, and nobody will ever know who it is.
_LOST = text("""
insert into attendance_lost select distinct s.school_id, s.day from attendance_unknown s where s.known_by = 'id'""")
_NO_SCHOOL_DAY = text("""
select s.part, s."row" from attendance_said s join school_days d on d.district_id = :district_id and d.day = s.day
where d.school_is_held = coalesce(s.school_id = any (d.differing_school_ids), false) order by 1, 2""")
_NOT_ENROLLED = text(f"""
with spans as materialized (select * from ({SPANS}) sp
  where sp.student_id in (select student_id from attendance_said) and sp.school_id in (select school_id from attendance_said))
select s.part, s."row" from attendance_said s where s.outcome <> 'present' and not exists (select from spans sp
  where (sp.student_id, sp.school_id) = (s.student_id, s.school_id) and s.day between sp.first_on and sp.last_on)
order by 1, 2""")


async def note_codes(ctx: Context) -> None:
    """Have the codes that were never sent before stand in the list, unmapped."""
    await ctx.session.execute(_NEW_CODES, {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor})


async def look_at_days(ctx: Context) -> tuple[Faults, int]:
    """Note the days that cannot be whole. Returns what is odd about rows that are taken, and that none of them is refused."""
    district = {"district_id": ctx.district_id}
    await ctx.session.execute(_LOST)
    closed = list(await ctx.session.execute(_NO_SCHOOL_DAY, district))
    absent = list(await ctx.session.execute(_NOT_ENROLLED, {**district, "as_of": AS_KNOWN}))
    faults = [
        *told(
            *(closed, "/day", "no_school_day"),
            "No school is held then, by the calendar: the row is kept, and counts if that is corrected.",
        ),
        *told(
            *(absent, "/day", "not_enrolled"),
            "The student was not enrolled there then: the row is kept, and counts if that is corrected.",
        ),
    ]
    return faults, 0
