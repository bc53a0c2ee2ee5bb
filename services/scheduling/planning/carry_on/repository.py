"""SQL of carrying on: what became of a plan's goals."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from services.scheduling.planning.plans.tables import GoalDecision, GoalRow
from shared.context.context import Context


async def decide(ctx: Context, plan_id: UUID, decisions: Mapping[str, GoalDecision]) -> None:
    """Write down what became of the plan's goals, by code; the latest word counts."""
    goals = await ctx.session.scalars(select(GoalRow).where(GoalRow.plan_id == plan_id, GoalRow.retired_on.is_(None)))
    for goal in goals:
        goal.decision = decisions[goal.code]
