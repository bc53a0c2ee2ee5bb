"""HTTP of plans.

What needs or makes their tasks: approving what its preview warns of, publishing.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.planning.plans import content
from services.scheduling.planning.plans.errors import PlanIncomplete, WarningsUnseen
from services.scheduling.planning.plans.schemas import Plan, PlanApprove
from services.scheduling.planning.plans.transitions import APPROVE, PUBLISH
from services.scheduling.publication.publishing import service
from shared.approval.errors import HashDiffers, OwnWork
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, WrongState, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/plans", tags=["plans"])

MOVE = (NotPermitted, WrongState)


@router.post(
    "/{plan_id}/approve",
    response_model=Plan,
    responses=refusals(*MOVE, HashDiffers, WarningsUnseen, OwnWork, PeopleOnly),
)
async def approve_plan(plan_id: UUID, body: PlanApprove, ctx: Annotated[Context, requires(APPROVE.door)]) -> Response:
    """Approve exactly the content whose hash is given, having seen its preview's warnings; never one's own work."""
    return ctx.reply(await content.wire(ctx, await service.approve(ctx, plan_id, body)))


@router.post("/{plan_id}/publish", response_model=Plan, responses=refusals(*MOVE, HashDiffers, PlanIncomplete))
async def publish_plan(plan_id: UUID, ctx: Annotated[Context, requires(PUBLISH.door)]) -> Response:
    """Publish a plan: every targeted school gets its tasks, and their owners are notified."""
    return ctx.reply(await content.wire(ctx, await service.publish(ctx, plan_id)))
