"""Use cases of the roster."""

from typing import Any
from uuid import UUID

from services.assessment.permissions import POLICY
from services.assessment.roster import repository
from services.assessment.roster.tables import StudentRow
from shared.web.context import Context
from shared.web.errors import NotFound
from shared.web.paging import Listing


def students_visible(ctx: Context) -> dict[str, Any]:
    """The scope of the list of students: those of the caller's schools, classes and caseloads."""
    return POLICY.visible(ctx, "roster:read", repository.STUDENT_ROWS)


def classes_visible(ctx: Context) -> dict[str, Any]:
    """The scope of the list of classes."""
    return POLICY.visible(ctx, "classes:read", repository.CLASS_ROWS)


def enrollments_visible(ctx: Context) -> dict[str, Any]:
    """The scope of the list of enrolments."""
    return POLICY.visible(ctx, "classes:read", repository.ENROLLMENT_ROWS)


def guardians(ctx: Context) -> tuple[Listing, dict[str, Any]]:
    """The list of guardians as the caller may see it, and its scope: to them, students they do not see are not there."""
    scope = POLICY.visible(ctx, "guardians:read", repository.GUARDIAN_ROWS)
    return (repository.GUARDIANS_SEEN if scope else repository.GUARDIANS), scope


def sessions_visible(ctx: Context) -> dict[str, Any]:
    """Sessions are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "academic_sessions:read")
    return {}


async def read_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student. To somebody who has nothing to do with them there is no such student."""
    row = await repository.get_student(ctx, student_id)
    if not (await POLICY.sees(ctx, "roster:read", repository.STUDENT_ROWS, row.id)).allowed:
        raise NotFound("No such student.")
    ctx.audit_reading(records=repository.RECORDS, student_ids=[row.id])
    return row
