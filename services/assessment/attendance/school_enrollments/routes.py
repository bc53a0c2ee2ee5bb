"""HTTP of enrolment at schools. It is sent in batches (`batches/routes.py`)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.school_enrollments import service
from services.assessment.attendance.school_enrollments.schemas import SchoolEnrollment, SchoolEnrollmentList
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["attendance"])


@router.get("/school-enrollments", response_model=Page[SchoolEnrollment], responses=refusals(NoLegalBasis))
async def list_school_enrollments(
    ctx: Annotated[Context, requires("attendance:read")], filters: Annotated[SchoolEnrollmentList, Query()]
) -> Response:
    """List who is a student of which school, as it was sent, or by change with `updated_since`: what was said before is
    among them, deleted.
    """
    return await service.listed(ctx, filters)
