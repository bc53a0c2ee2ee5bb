"""SQL of carrying on: what became of a plan's goals."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from services.scheduling.planning.plans.tables import GoalDecision, GoalRow, PlanState
from shared.context.context import Context

# Of the district's goals those that go on, by their code, in a published plan carried on from theirs, however many times.
_GOES_ON = text(f"""
with recursive onward as (
  select g.id as served, g.code, g.plan_id, g.id as goal_id, 0 as step from goals g
  where g.district_id = :district_id and g.id = any (cast(:served as uuid[]))
  union all
  select o.served, o.code, p.id, n.id, o.step + 1 from onward o
  join plans p on p.district_id = :district_id and p.carried_from_id = o.plan_id and p.school_id is null
    and p.state in ('{PlanState.PUBLISHED}', '{PlanState.CLOSED}')
  join goals n on n.district_id = p.district_id and n.plan_id = p.id and n.code = o.code and n.retired_on is null
  where o.step < 20)
select distinct on (served) served, goal_id from onward order by served, step desc, goal_id""")


async def serve_on(ctx: Context, goals: Iterable[dict[str, Any]]) -> None:
    """Let goals of a school's own serve what the district's goals they served have become; else they serve those still."""
    serving = [goal for goal in goals if goal.get("serves")]
    values = {"district_id": ctx.district_id, "served": [UUID(goal["serves"]) for goal in serving]}
    onward = {str(row.served): str(row.goal_id) for row in await ctx.session.execute(_GOES_ON, values)}
    for goal in serving:
        goal["serves"] = onward.get(goal["serves"], goal["serves"])


async def decide(ctx: Context, plan_id: UUID, decisions: Mapping[str, GoalDecision]) -> None:
    """Write down what became of the plan's goals, by code; the latest word counts."""
    for decision in set(decisions.values()):
        codes = [code for code, said in decisions.items() if said is decision]
        which = (GoalRow.plan_id == plan_id, GoalRow.code.in_(codes), GoalRow.retired_on.is_(None))
        await ctx.session.execute(update(GoalRow).where(*which).values(decision=decision))
