"""HTTP of previews."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from services.scheduling.publication.preview_figures.schemas import PreviewLimits, PreviewLimitsSet
from services.scheduling.publication.previews import service
from services.scheduling.publication.previews.schemas import PublicationPreview
from shared.context.context import Context
from shared.errors import NotPermitted, WrongState, refusals
from shared.web.requires import requires

router = APIRouter(tags=["previews"])

Reader = Annotated[Context, requires("plans:read")]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.get(
    "/v1/plans/{plan_id}/preview", response_model=PublicationPreview, responses=refusals(NotPermitted, WrongState)
)
async def preview_plan(plan_id: UUID, ctx: Reader) -> Response:
    """Preview what publishing the plan today would bring to schools and people, with warnings; nothing is changed."""
    return ctx.reply(await service.of_plan(ctx, plan_id))


@router.get(
    "/v1/plans/{plan_id}/revisions/{number}/preview",
    response_model=PublicationPreview,
    responses=refusals(NotPermitted, WrongState),
)
async def preview_revised_plan(plan_id: UUID, number: Number, ctx: Reader) -> Response:
    """Preview the plan with this revision published today; `effects` says what happens to existing tasks."""
    return ctx.reply(await service.of_revision(ctx, plan_id, number))


@router.get("/v1/preview-limits", response_model=PreviewLimits, responses=refusals(NotPermitted))
async def read_preview_limits(ctx: Reader) -> Response:
    """Read from which workload on a preview warns."""
    return ctx.reply(await service.read_limits(ctx))


@router.put("/v1/preview-limits", response_model=PreviewLimits, responses=refusals(NotPermitted))
async def set_preview_limits(body: PreviewLimitsSet, ctx: Annotated[Context, requires("plans:approve")]) -> Response:
    """Set from which workload on a preview warns, for approvals from now on."""
    return ctx.reply(await service.set_limits(ctx, body))
