"""SQL of demographics."""

from uuid import UUID

from sqlalchemy import select

from services.assessment.records.student_records.tables import StudentDemographicsRow
from shared.context.context import Context

#: What is said of a student besides the roster's row.
COLUMNS = (
    *("american_indian_or_alaska_native", "asian", "black_or_african_american"),
    *("native_hawaiian_or_other_pacific_islander", "white", "two_or_more_races", "hispanic_or_latino"),
    *("home_language", "preferred_language"),
)


async def find(ctx: Context, student_id: UUID) -> StudentDemographicsRow | None:
    """What is known of a student, if anything was said."""
    query = select(StudentDemographicsRow).where(StudentDemographicsRow.student_id == student_id)
    found: StudentDemographicsRow | None = await ctx.session.scalar(query)
    return found


def nothing(student_id: UUID, id_: UUID) -> StudentDemographicsRow:
    """A row in which nothing is said yet."""
    return StudentDemographicsRow(id=id_, student_id=student_id, **dict.fromkeys(COLUMNS))
