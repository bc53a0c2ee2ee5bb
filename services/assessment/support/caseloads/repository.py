"""SQL of caseload assignments."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.assessment.permissions import OWN_ASSIGNMENT
from services.assessment.privacy.disclosures.repository import PARTY, by_consent
from services.assessment.records.student_records.attending import TODAY, schools_of, students_beside
from services.assessment.records.student_records.tables import StudentRow
from services.assessment.support.caseloads.schemas import CaseloadAssignment, CaseloadList
from services.assessment.support.caseloads.tables import CaseloadAssignmentRow
from shared.auth.legal_bases import RecordKind
from shared.auth.profiles import LEADS_IN_TURN
from shared.auth.relations import ProtectedRows, theirs
from shared.context.context import Context
from shared.context.leads import by
from shared.context.listing import listing
from shared.directory.queries import first_held_in_sql, works_at_in_sql

_SOURCE = """caseload_assignments s
    join students k on k.district_id = s.district_id and k.id = s.student_id"""

ROWS = ProtectedRows(
    _SOURCE,
    "k.school_id = any({schools}::uuid[])",
    {
        OWN_ASSIGNMENT: f"""select s.id from {_SOURCE} cross join lateral {schools_of("k")} o
            where {theirs("s.staff_id", "o.school_id")}""",
    },
    is_direct=False,
    beside=f"select s.id from caseload_assignments s where s.student_id in ({students_beside('{schools}::uuid[]')})",
)


def of_student(day: str) -> str:
    """SQL of the schools the student of the assignment `s` attends on a day: rows of `school_id`, null where there is none."""
    return f"""(select at.school_id from students k cross join lateral {schools_of("k", day)} at
    where k.district_id = s.district_id and k.id = s.student_id)"""


def _orphaned(day: str) -> str:
    """SQL: the assignment `s` is in effect on a day, and whoever has it works at no school of the student any more."""
    return f"""{day} between s.starts_on and coalesce(s.ends_on, 'infinity')
    and not exists (select from {of_student(day)} o where {works_at_in_sql("s.staff_id", "o.school_id", day)})"""


_ORPHANED = _orphaned(TODAY)


class Orphaned(NamedTuple):
    """A school with so many students whose keeper has left, and the role that is asked to find somebody."""

    school_id: UUID
    students: int
    role: str


LISTING = listing(
    CaseloadAssignmentRow,
    CaseloadAssignment,
    CaseloadList,
    filters={
        "student_id": by("s.student_id = {}::uuid"),
        "staff_id": by("s.staff_id = {}::uuid"),
        "orphaned=true": _ORPHANED,
        "orphaned=false": f"not ({_ORPHANED})",
        "held_on": "{}::date between s.starts_on and coalesce(s.ends_on, 'infinity')",
        **ROWS.filters(),
    },
    records=RecordKind.CASELOADS,
    students=lambda item: [item["student_id"]],
)
#: What a handover takes: what is not over by the day before.
OPEN = LISTING.narrowed({"open_on": "coalesce(s.ends_on, 'infinity') >= {}::date"})
LISTING_CONSENTED = LISTING.narrowed({PARTY: by_consent("s.district_id", "s.student_id")})


# Of the leads of a school the first there is, in the order in which they are turned to.
COUNT_ORPHANED = text(f"""
select k.school_id, count(distinct s.student_id) as students,
  coalesce({first_held_in_sql("cast(:leads as text[])", "k.school_id", ":today")}, :first_lead) as role
from {_SOURCE}
where s.district_id = :district_id and k.deleted_at is null and k.school_id is not null
  and (:every_school or k.school_id = any (cast(:school_ids as uuid[])))
  and {_orphaned("cast(:today as date)")}
group by k.school_id order by k.school_id""")
HAS_STAFF = text("select from directory_staff where district_id = :district_id and id = :id and active")
WORKS_THERE = text(f"""
select 1 from unnest(cast(:school_ids as uuid[])) o (id) where {works_at_in_sql(":id", "o.id", ":day")} limit 1""")
SAME = text("""
select starts_on from caseload_assignments
where district_id = :district_id and id <> :id and student_id = :student_id and staff_id = :staff_id
  and relation = :relation and starts_on <= coalesce(cast(:ends_on as date), 'infinity')
  and coalesce(ends_on, 'infinity') >= :starts_on
limit 1""")


async def get(ctx: Context, assignment_id: UUID, *, lock: bool = False) -> CaseloadAssignmentRow:
    """One assignment. Raises `NotFound`."""
    return await ctx.get(CaseloadAssignmentRow, assignment_id, "assignment", lock=lock)


async def count_orphaned(ctx: Context, school_ids: Collection[UUID] | None) -> list[Orphaned]:
    """The schools (of these, or of all) that have students whose keeper has left."""
    values = {
        **{"district_id": ctx.district_id, "today": await ctx.today()},
        **{"every_school": school_ids is None, "school_ids": sorted(school_ids or ())},
        **{"leads": list(LEADS_IN_TURN), "first_lead": LEADS_IN_TURN[0]},
    }
    return [Orphaned(*row) for row in await ctx.session.execute(COUNT_ORPHANED, values)]


async def find_student(ctx: Context, student_id: UUID) -> StudentRow | None:
    """A student, a deleted one too."""
    return await ctx.find(StudentRow, student_id)


async def has_staff(ctx: Context, staff_id: UUID) -> bool:
    """Does the directory know them as active?"""
    return bool(await ctx.ask(HAS_STAFF, {"district_id": ctx.district_id, "id": staff_id}))


async def works_there(ctx: Context, staff_id: UUID, school_ids: Sequence[UUID], day: date) -> bool:
    """Does somebody hold a role at one of these schools, or for the district, on a day?"""
    return bool(await ctx.ask(WORKS_THERE, {"id": staff_id, "school_ids": list(school_ids), "day": day}))


async def find_same(ctx: Context, row: CaseloadAssignmentRow) -> date | None:
    """The first day of another assignment of the same two people and relation that holds on one of the row's days."""
    facts = {name: getattr(row, name) for name in ("id", "student_id", "staff_id", "relation", "starts_on", "ends_on")}
    found = await ctx.ask(SAME, {"district_id": ctx.district_id, **facts})
    return found[0]["starts_on"] if found else None
