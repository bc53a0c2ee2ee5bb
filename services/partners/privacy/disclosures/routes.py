"""HTTP of the ledger of disclosures (34 CFR 99.32)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.privacy.disclosures import service
from services.partners.privacy.disclosures.errors import TooManyLines
from services.partners.privacy.disclosures.schemas import Disclosure, DisclosureList, SeenBy, SeenByList
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["disclosures"])

AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get("/disclosures", response_model=Page[Disclosure], responses=refusals(NotPermitted))
async def list_disclosures(
    ctx: Annotated[Context, requires("disclosures:read")], filters: Annotated[DisclosureList, Query()]
) -> Response:
    """List every request for student records outside the school-official exception, granted and refused, oldest first."""
    return await service.listed(ctx, filters)


@router.get("/students/{student_id}/disclosures", response_model=Page[SeenBy], responses=refusals(NotPermitted))
async def list_student_disclosures(
    student_id: UUID, ctx: Annotated[Context, requires("disclosures:read")], filters: Annotated[SeenByList, Query()]
) -> Response:
    """List who saw a student's records, for the parent who asks: school officials by role and day, everybody else each time."""
    return await service.seen_by(ctx, student_id, filters)


@router.get(
    "/students/{student_id}/disclosures/export",
    response_class=Response,
    responses=AS_CSV | refusals(NotPermitted, TooManyLines),
)
async def export_student_disclosures(
    student_id: UUID, ctx: Annotated[Context, requires("disclosures:read")], filters: Annotated[SeenByList, Query()]
) -> Response:
    """Export who saw a student's records as CSV, to be handed to the parent."""
    text = await service.sheet_of(ctx, student_id, filters)
    headers = {"Content-Disposition": 'attachment; filename="disclosures.csv"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8; header=present", headers=headers)
