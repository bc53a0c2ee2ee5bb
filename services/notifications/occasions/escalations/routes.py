"""HTTP of escalations: the ladder, its preview, what was escalated, and acknowledging it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.notifications.occasions.escalations import service
from services.notifications.occasions.escalations.errors import LadderInvalid
from services.notifications.occasions.escalations.schemas import (
    Escalation,
    EscalationList,
    Ladder,
    LadderBody,
    LadderPreview,
    PreviewBody,
)
from shared.context.context import Context
from shared.context.replies import reply_of
from shared.errors import NotPermitted, PeopleOnly, Stale, VersionMissing, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["escalations"])


@router.get("/escalation-ladder", response_model=Ladder, responses=refusals(NotPermitted))
async def read_escalation_ladder(ctx: Annotated[Context, requires("escalations:read")]) -> Response:
    """Read after how many school days an overdue task escalates to whom. Version 0 is the default ladder."""
    return ctx.reply(await service.read_ladder(ctx))


@router.put(
    "/escalation-ladder",
    response_model=Ladder,
    responses=refusals(NotPermitted, LadderInvalid, VersionMissing, Stale),
)
async def set_escalation_ladder(body: LadderBody, ctx: Annotated[Context, requires("escalations:write")]) -> Response:
    """Replace the ladder; needs If-Match. Preview it first."""
    return ctx.reply(await service.set_ladder(ctx, body))


@router.post(
    "/escalation-ladder/preview",
    response_model=LadderPreview,
    responses=refusals(NotPermitted, LadderInvalid),
)
async def preview_escalation_ladder(
    body: PreviewBody, ctx: Annotated[Context, requires("escalations:write")]
) -> Response:
    """Preview whom a ladder would notify, rung by rung, for the last day's overdue tasks. Changes nothing."""
    return ctx.reply(await service.preview(ctx, body))


@router.get("/escalations", response_model=Page[Escalation], responses=refusals(NotPermitted))
async def list_escalations(
    ctx: Annotated[Context, requires("escalations:read")], filters: Annotated[EscalationList, Query()]
) -> Response:
    """List escalations: a leader's own and their schools', the whole district's for those who look after it."""
    return await service.list_escalations(ctx, filters)


@router.post(
    "/escalations/{escalation_id}/acknowledge",
    response_model=Escalation,
    responses=refusals(NotPermitted, PeopleOnly),
)
async def acknowledge_escalation(
    escalation_id: UUID, ctx: Annotated[Context, requires("escalations:write")]
) -> Response:
    """Acknowledge an escalation: the task escalates no further for the rung's quiet period."""
    return ctx.reply(await reply_of(ctx, Escalation, await service.acknowledge(ctx, escalation_id)))
