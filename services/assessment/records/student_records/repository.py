"""SQL of one student."""

from uuid import UUID

from services.assessment.records.student_records.tables import StudentRow
from shared.context.context import Context


async def get_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student, a deleted one too. Raises `NotFound`."""
    return await ctx.get(StudentRow, student_id, "student")
