"""HTTP of the roll-up."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.rollups import service
from services.scheduling.rollups.schemas import By, RollUp
from shared.auth.requires import requires
from shared.web.context import Context
from shared.web.errors import NotFound, NotPermitted, refusals

router = APIRouter(prefix="/v1/plans/{plan_id}/roll-up", tags=["roll-up"])


@router.get("", response_model=RollUp, responses=refusals(NotPermitted, NotFound))
async def read_roll_up(plan_id: UUID, ctx: Annotated[Context, requires("rollups:read")], by: By = "goal") -> Response:
    """How the plan stands, in total and by goal, strategy, activity or school; computed, never typed."""
    return ctx.document(await service.read(ctx, plan_id, by))
