"""HTTP of marks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.indicators.marks import service
from services.assessment.indicators.marks.schemas import Mark, MarkList
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/marks", tags=["indicators"])


@router.get("", response_model=Page[Mark], responses=refusals(NoLegalBasis))
async def list_marks(
    ctx: Annotated[Context, requires("marks:read")], filters: Annotated[MarkList, Query()]
) -> Response:
    """List what students got in courses, by day, or by change with `updated_since`, which shows removed ones too."""
    return await service.listed(ctx, filters)


@router.get("/{mark_id}", response_model=Mark, responses=refusals(NoLegalBasis))
async def read_mark(mark_id: UUID, ctx: Annotated[Context, requires("marks:read")]) -> Response:
    """Read one mark."""
    return await service.read(ctx, mark_id)
