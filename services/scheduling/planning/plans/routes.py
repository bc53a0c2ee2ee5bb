"""HTTP of plans."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.planning.plans import content, may, service
from services.scheduling.planning.plans.errors import PlanIncomplete, PlanNotEditable
from services.scheduling.planning.plans.schemas import Plan, PlanCreate, PlanList, PlanReturn, PlanSummary, PlanUpdate
from services.scheduling.planning.plans.transitions import CHANGE, RETURN, SUBMIT
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, WrongState, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/plans", tags=["plans"])

CONTENT = content.REFUSALS
MOVE = (NotPermitted, WrongState)


@router.get("", response_model=Page[PlanSummary], responses=refusals(NotPermitted))
async def list_plans(
    ctx: Annotated[Context, requires("plans:read")], filters: Annotated[PlanList, Query()]
) -> Response:
    """List plans without their goals; schools see the district's that have reached them, and all of their own."""
    return await ctx.page(may.LISTING, filters, service.visible(ctx))


@router.post("", status_code=201, response_model=Plan, responses=refusals(NotPermitted, *CONTENT))
async def create_plan(body: PlanCreate, ctx: Annotated[Context, requires("plans:write")]) -> Response:
    """Create a draft, of the district's or of a school's own. It may be incomplete, but not contradictory."""
    return ctx.reply(await content.wire(ctx, await service.create(ctx, body)), 201)


@router.get("/{plan_id}", response_model=Plan, responses=refusals(NotPermitted))
async def read_plan(plan_id: UUID, ctx: Annotated[Context, requires("plans:read")]) -> Response:
    """Read one plan with everything in it, and the hash of its content."""
    return ctx.reply(await content.wire(ctx, await service.read(ctx, plan_id)))


@router.patch("/{plan_id}", response_model=Plan, responses=refusals(NotPermitted, PlanNotEditable, *CONTENT))
async def change_plan(plan_id: UUID, body: PlanUpdate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Change a draft or a returned plan."""
    return ctx.reply(await content.wire(ctx, await service.change(ctx, plan_id, body)))


@router.post("/{plan_id}/submit", response_model=Plan, responses=refusals(*MOVE, PlanIncomplete, PeopleOnly))
async def submit_plan(plan_id: UUID, ctx: Annotated[Context, requires(SUBMIT.door)]) -> Response:
    """Submit a plan for approval; everything that would keep it from being published is named."""
    return ctx.reply(await content.wire(ctx, await service.submit(ctx, plan_id)))


@router.post("/{plan_id}/return", response_model=Plan, responses=refusals(*MOVE))
async def return_plan(plan_id: UUID, body: PlanReturn, ctx: Annotated[Context, requires(RETURN.door)]) -> Response:
    """Return a submitted plan to its authors with the reason."""
    return ctx.reply(await content.wire(ctx, await service.give_back(ctx, plan_id, body)))
