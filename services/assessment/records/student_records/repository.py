"""SQL of one student."""

from uuid import UUID

from services.assessment.records.student_records.tables import StudentRow
from shared.context.context import Context
from shared.ids import id_from_source

#: The source whose rosters are imported.
ROSTER = "sis"


async def get_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student, a deleted one too. Raises `NotFound`."""
    return await ctx.get(StudentRow, student_id, "student")


def id_of(district_id: UUID, source: str, kind: str, source_id: str) -> UUID:
    """The id of what a system calls so: of the imported roster's the one every service computes."""
    return id_from_source(district_id, "oneroster" if source == ROSTER else f"source-{source}", kind, source_id)
