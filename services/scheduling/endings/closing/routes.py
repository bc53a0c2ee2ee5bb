"""HTTP of plans that end: closing, archiving, the figures that are kept."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.endings.closing import service
from services.scheduling.endings.closing.schemas import PlanClose, PlanResult
from services.scheduling.planning.plans import content
from services.scheduling.planning.plans.schemas import Plan
from services.scheduling.planning.plans.transitions import ARCHIVE, CLOSE
from shared.context.context import Context
from shared.errors import NotPermitted, WrongState, refusals
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(prefix="/v1/plans", tags=["plans"])

MOVE = (NotPermitted, WrongState)


@router.post("/{plan_id}/close", response_model=Plan, responses=refusals(*MOVE))
async def close_plan(
    plan_id: UUID, body: Annotated[PlanClose, may_be_empty(PlanClose)], ctx: Annotated[Context, requires(CLOSE.door)]
) -> Response:
    """Close a plan whose time is over: no task changes, nobody is reminded of it any more, and its figures are kept."""
    return ctx.reply(await content.wire(ctx, await service.close(ctx, plan_id, body)))


@router.post("/{plan_id}/archive", response_model=Plan, responses=refusals(*MOVE))
async def archive_plan(plan_id: UUID, ctx: Annotated[Context, requires(ARCHIVE.door)]) -> Response:
    """Archive a plan that should not have been, or put a closed one away: no task changes, and it leaves the overview."""
    return ctx.reply(await content.wire(ctx, await service.archive(ctx, plan_id)))


@router.get("/{plan_id}/result", response_model=PlanResult, responses=refusals(NotPermitted))
async def read_plan_result(plan_id: UUID, ctx: Annotated[Context, requires("rollups:read")]) -> Response:
    """Read how a plan stood on its last day, by the definitions of that day; `not_found` while it runs."""
    return ctx.reply(await service.read_result(ctx, plan_id))
