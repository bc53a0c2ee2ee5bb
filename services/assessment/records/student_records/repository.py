"""SQL of one student."""

from uuid import UUID

from sqlalchemy import select

from services.assessment.records.student_records.tables import StudentRow
from shared.context.context import Context
from shared.errors import NotFound


async def get_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student, a deleted one too. Raises `NotFound`."""
    row = await ctx.session.scalar(select(StudentRow).where(StudentRow.id == student_id))
    if row is None:
        raise NotFound("No such student.")
    return row
