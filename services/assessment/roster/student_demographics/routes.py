"""HTTP of demographics: birth, race, ethnicity and languages of one student."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.errors import StudentMerged
from services.assessment.roster.student_demographics import service
from services.assessment.roster.student_demographics.schemas import StudentDemographics, StudentDemographicsUpdate
from services.assessment.roster.students.transitions import DEMOGRAPHICS
from shared.context.context import Context
from shared.errors import refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["roster"])


@router.get(
    "/students/{student_id}/demographics",
    response_model=StudentDemographics,
    responses=refusals(NoLegalBasis, StudentMerged),
)
async def read_student_demographics(
    student_id: UUID, ctx: Annotated[Context, requires("demographics:read")]
) -> Response:
    """Read what is known of a student's birth, race, ethnicity and languages."""
    return ctx.reply(await service.read(ctx, student_id))


@router.patch(
    "/students/{student_id}/demographics",
    response_model=StudentDemographics,
    responses=refusals(NoLegalBasis, StudentMerged),
)
async def change_student_demographics(
    student_id: UUID, body: StudentDemographicsUpdate, ctx: Annotated[Context, requires(DEMOGRAPHICS.door)]
) -> Response:
    """Change a student's race, ethnicity or languages; needs If-Match (`"0"` for the first word)."""
    return ctx.reply(await service.change(ctx, student_id, body))
