"""SQL of caseload assignments."""

from datetime import date
from uuid import UUID

from sqlalchemy import exists, or_, select

from services.assessment.permissions import OWN_ASSIGNMENT
from services.assessment.privacy.disclosures.repository import PARTY, by_consent
from services.assessment.records.student_records.tables import StudentRow
from services.assessment.support.caseloads.schemas import CaseloadAssignment, CaseloadList
from services.assessment.support.caseloads.tables import CaseloadAssignmentRow
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.leads import by
from shared.context.listing import listing
from shared.directory.tables import DirectoryStaffRow
from shared.errors import NotFound

_SOURCE = """caseload_assignments s
    join students k on k.district_id = s.district_id and k.id = s.student_id"""

ROWS = ProtectedRows(
    _SOURCE,
    "k.school_id = any({schools}::uuid[])",
    {
        OWN_ASSIGNMENT: f"""select s.id from {_SOURCE}
            where s.staff_id = {{me}}::uuid and ({{schools}} is null or k.school_id = any({{schools}}::uuid[]))"""
    },
    is_direct=False,
)

LISTING = listing(
    CaseloadAssignmentRow,
    CaseloadAssignment,
    CaseloadList,
    filters={
        "student_id": by("s.student_id = {}::uuid"),
        "staff_id": by("s.staff_id = {}::uuid"),
        "held_on": "{}::date between s.starts_on and coalesce(s.ends_on, 'infinity')",
        **ROWS.filters(),
    },
    records=RecordKind.CASELOADS,
    students=lambda item: [item["student_id"]],
)
LISTING_CONSENTED = LISTING.narrowed({PARTY: by_consent("s.district_id", "s.student_id")})


async def get(ctx: Context, assignment_id: UUID, *, lock: bool = False) -> CaseloadAssignmentRow:
    """One assignment. Raises `NotFound`."""
    query = select(CaseloadAssignmentRow).where(CaseloadAssignmentRow.id == assignment_id)
    row = await ctx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("No such assignment.")
    return row


async def find_student(ctx: Context, student_id: UUID) -> StudentRow | None:
    """A student, a deleted one too."""
    found: StudentRow | None = await ctx.session.scalar(select(StudentRow).where(StudentRow.id == student_id))
    return found


async def has_staff(ctx: Context, staff_id: UUID) -> bool:
    """Does the directory know them as active?"""
    mine = (DirectoryStaffRow.id == staff_id, DirectoryStaffRow.district_id == ctx.district_id)
    return bool(await ctx.session.scalar(select(exists().where(*mine, DirectoryStaffRow.active.is_(True)))))


async def find_same(ctx: Context, row: CaseloadAssignmentRow) -> CaseloadAssignmentRow | None:
    """Another assignment of the same two people and relation that holds on one of the row's days."""
    other = CaseloadAssignmentRow
    found: CaseloadAssignmentRow | None = await ctx.session.scalar(
        select(other)
        .where(
            other.id != row.id,
            other.student_id == row.student_id,
            other.staff_id == row.staff_id,
            other.relation == row.relation,
            other.starts_on <= (row.ends_on or date.max),
            or_(other.ends_on.is_(None), other.ends_on >= row.starts_on),
        )
        .limit(1)
    )
    return found
