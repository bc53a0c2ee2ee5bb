"""HTTP of carrying on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.planning.carry_on import service
from services.scheduling.planning.carry_on.errors import NoSuchGoal, YearNotLater
from services.scheduling.planning.carry_on.schemas import CarriedPlan, PlanCarryOn
from services.scheduling.planning.plan_templates.errors import SchoolYearMissing
from services.scheduling.planning.plans.errors import ConditionNeverMatches, NotProvable, YearOutsidePlan
from services.scheduling.planning.plans.transitions import CARRY_ON
from shared.context.context import Context
from shared.errors import NoSuchSchool, NoSuchStaff, NotPermitted, WrongState, refusals
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(prefix="/v1/plans", tags=["plans"])

REFUSALS = (
    NoSuchGoal,
    YearNotLater,
    SchoolYearMissing,
    NoSuchSchool,
    NoSuchStaff,
    NotProvable,
    ConditionNeverMatches,
    YearOutsidePlan,
)


@router.post(
    "/{plan_id}/carry-on",
    status_code=201,
    response_model=CarriedPlan,
    responses=refusals(NotPermitted, WrongState, *REFUSALS),
)
async def carry_plan_on(
    plan_id: UUID,
    body: Annotated[PlanCarryOn, may_be_empty(PlanCarryOn)],
    ctx: Annotated[Context, requires(CARRY_ON.door)],
) -> Response:
    """Carry a plan on to a later school year: a draft with its days moved, without the goals that are discontinued."""
    return ctx.reply(await service.carry_on(ctx, plan_id, body), 201)
