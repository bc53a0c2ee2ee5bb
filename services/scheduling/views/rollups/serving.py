"""Which goals of schools' own plans serve those of the district's plan, and where they stand: beside its figures, not in them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.scheduling.planning.goal_values import service as goal_values
from services.scheduling.planning.plans.tables import GoalRow, PlanRow, PlanState
from services.scheduling.references import GOAL, PLAN
from services.scheduling.views.rollups.schemas import ServingGoal
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL

#: How many a roll-up lists.
LISTED = 2000
STANDING = (PlanState.PUBLISHED, PlanState.CLOSED)


async def of_plan(ctx: Context, plan: PlanRow, schools: Sequence[UUID] | None) -> list[ServingGoal]:
    """The schools' own goals that serve the plan's, of all schools or of some; none of a school's own plan."""
    if plan.school_id is not None:
        return []
    rows = [(row.PlanRow, row.GoalRow) for row in await ctx.session.execute(_serving(plan.id, schools))]
    stand = await goal_values.standings_of_schools(ctx, rows)
    ids: dict[Any, list[UUID | None]] = {
        SCHOOL: [own.school_id for own, _ in rows],
        PLAN: [own.id for own, _ in rows],
        GOAL: [goal.serves_id for _, goal in rows],
    }
    named = await references(ctx, ids)
    return [
        ServingGoal(
            goal=named.to(GOAL, goal.serves_id),
            school=named.to(SCHOOL, own.school_id),
            plan=named.to(PLAN, own.id),
            state=own.state.value,
            standing=standing,
        )
        for (own, goal), standing in zip(rows, stand, strict=True)
    ]


def _serving(plan_id: UUID, schools: Sequence[UUID] | None) -> Any:
    served = select(GoalRow.id).where(GoalRow.plan_id == plan_id, GoalRow.retired_on.is_(None))
    query = (
        select(PlanRow, GoalRow)
        .join(GoalRow, (GoalRow.district_id == PlanRow.district_id) & (GoalRow.plan_id == PlanRow.id))
        .where(
            *(GoalRow.serves_id.in_(served), GoalRow.serves_id.is_not(None), GoalRow.retired_on.is_(None)),
            *(PlanRow.state.in_(STANDING), PlanRow.school_id.is_not(None)),
        )
        .order_by(GoalRow.serves_id, PlanRow.school_id, PlanRow.id, GoalRow.position)
        .limit(LISTED)
    )
    return query if schools is None else query.where(PlanRow.school_id.in_(schools))
