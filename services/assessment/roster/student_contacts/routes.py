"""HTTP of contacts of students: relationship, order, custody, household, and who must not be contacted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.errors import StudentMerged
from services.assessment.roster.student_contacts import service
from services.assessment.roster.student_contacts.schemas import StudentContact, StudentContactsBody
from services.assessment.roster.student_contacts.transitions import CHANGE
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["roster"])


@router.get(
    "/students/{student_id}/contacts",
    response_model=Page[StudentContact],
    responses=refusals(NoLegalBasis, StudentMerged),
)
async def list_student_contacts(
    student_id: UUID, ctx: Annotated[Context, requires("contacts:read")], paging: PagingQuery
) -> Response:
    """List who answers for a student, whom to turn to first before the others. Of who must not be contacted no way is told."""
    return await service.listed(ctx, student_id, paging)


@router.post("/bulk/student-contacts", response_model=BulkReply, responses=refusals(NotPermitted, NoLegalBasis))
async def put_student_contacts(
    body: StudentContactsBody, ctx: Annotated[Context, requires(CHANGE.door)], validate_only: ValidateOnly = False
) -> Response:
    """Say of many guardians how they stand to students, by the system's own ids; each row gets its result, and the same again
    changes nothing.
    """
    return ctx.reply(await service.put_many(ctx, body.items, validate_only))
