"""Use cases of enrolment at schools."""

from fastapi import Response

from services.assessment.attendance.school_enrollments import repository
from services.assessment.attendance.school_enrollments.schemas import SchoolEnrollmentList
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.context.context import Context


async def listed(ctx: Context, filters: SchoolEnrollmentList) -> Response:
    """Enrolments at the caller's schools, and of the students they teach, mentor or look after."""
    scope = POLICY.list_filter(ctx, "attendance:read", repository.ROWS)
    return await disclosures.page(
        ctx,
        filters,
        repository.LISTING,
        scope,
        door="attendance:read",
        rows=repository.ROWS,
        by_consent=repository.LISTING_CONSENTED,
    )
