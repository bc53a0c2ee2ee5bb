"""SQL of carrying on: what became of a plan's goals."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import update

from services.scheduling.planning.plans.tables import GoalDecision, GoalRow
from shared.context.context import Context


async def decide(ctx: Context, plan_id: UUID, decisions: Mapping[str, GoalDecision]) -> None:
    """Write down what became of the plan's goals, by code; the latest word counts."""
    for decision in set(decisions.values()):
        codes = [code for code, said in decisions.items() if said is decision]
        which = (GoalRow.plan_id == plan_id, GoalRow.code.in_(codes), GoalRow.retired_on.is_(None))
        await ctx.session.execute(update(GoalRow).where(*which).values(decision=decision))
