"""SQL of contacts."""

from uuid import UUID

from sqlalchemy import select

from services.assessment.records.student_records.tables import GuardianRow, StudentContactRow
from services.assessment.roster.student_contacts.schemas import StudentContact
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging


def _of_guardian(column: str, *, reaches: bool = False) -> str:
    found = f"(select g.{column} from guardians g where g.district_id = s.district_id and g.id = s.guardian_id)"
    return f"case when not s.no_contact then {found} end" if reaches else found


CONTACTS = listing(
    StudentContactRow,
    StudentContact,
    Paging,
    order=("priority",),
    filters={"student_id": "s.student_id = {}::uuid"},
    computed={
        **{name: _of_guardian(name) for name in ("given_name", "family_name")},
        **{name: _of_guardian(name, reaches=True) for name in ("email", "phone", "sms")},
    },
)


async def find(ctx: Context, student_id: UUID, guardian_id: UUID) -> StudentContactRow | None:
    """How the two stand to each other, if that was said."""
    row = StudentContactRow
    query = select(row).where(row.student_id == student_id, row.guardian_id == guardian_id)
    found: StudentContactRow | None = await ctx.session.scalar(query)
    return found


async def has_guardian(ctx: Context, guardian_id: UUID) -> bool:
    """Does the roster list such a guardian?"""
    row = await ctx.find(GuardianRow, guardian_id)
    return row is not None and row.deleted_at is None
