"""HTTP of values of goals."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.planning.goal_values import service
from services.scheduling.planning.goal_values.errors import TooManyValues, ValueAhead
from services.scheduling.planning.goal_values.schemas import GoalPicture, GoalValue, GoalValueCreate, GoalValueWithdraw
from services.scheduling.planning.goal_values.transitions import WITHDRAW
from services.scheduling.planning.plans.transitions import VALUE
from shared.context.context import Context
from shared.errors import NotPermitted, WrongState, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/plans/{plan_id}/goals/{goal_id}", tags=["goals"])


@router.get("/values", response_model=GoalPicture, responses=refusals(NotPermitted))
async def read_goal_values(plan_id: UUID, goal_id: UUID, ctx: Annotated[Context, requires("plans:read")]) -> Response:
    """Read a goal's way from baseline by its benchmarks to its target, with every value it was measured at."""
    return ctx.reply(await service.picture(ctx, plan_id, goal_id))


@router.post(
    "/values",
    status_code=201,
    response_model=GoalValue,
    responses=refusals(NotPermitted, WrongState, ValueAhead, TooManyValues),
)
async def add_goal_value(
    plan_id: UUID, goal_id: UUID, body: GoalValueCreate, ctx: Annotated[Context, requires(VALUE.door)]
) -> Response:
    """Write down a value of a goal on a day, with its source."""
    return ctx.reply(await service.add(ctx, plan_id, goal_id, body), 201)


@router.get("/values/{value_id}", response_model=GoalValue, responses=refusals(NotPermitted))
async def read_goal_value(
    plan_id: UUID, goal_id: UUID, value_id: UUID, ctx: Annotated[Context, requires("plans:read")]
) -> Response:
    """Read one value that was written by hand."""
    return ctx.reply(await service.read(ctx, plan_id, goal_id, value_id))


@router.post("/values/{value_id}/withdraw", response_model=GoalValue, responses=refusals(NotPermitted, WrongState))
async def withdraw_goal_value(
    plan_id: UUID,
    goal_id: UUID,
    value_id: UUID,
    body: GoalValueWithdraw,
    ctx: Annotated[Context, requires(WITHDRAW.door)],
) -> Response:
    """Withdraw a value that was written by hand and does not stand, with the reason."""
    return ctx.reply(await service.withdraw(ctx, plan_id, goal_id, value_id, body))
