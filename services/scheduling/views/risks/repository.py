"""SQL of risks."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, text

from services.scheduling.planning.plans.tables import PlanRow, PlanState
from services.scheduling.views.risks.schemas import Risk, RiskList
from services.scheduling.views.risks.tables import PlanRiskRow, RiskRulesRow
from services.scheduling.work.task_states import LIVE_SQL
from shared.context.context import Context
from shared.context.listing import listing

STATE = "case when s.cleared_on is null then 'open' else 'cleared' end"
LISTING = listing(PlanRiskRow, Risk, RiskList, computed={"state": STATE}, filters={"state": f"{STATE} = {{}}"})

LAST_DUE = text(f"""
select max(due_on) as day from (
  select due_on from rollup_cells c where c.plan_id = :plan_id and c.kind = 'activity' and c.state in {LIVE_SQL}
  union all
  select due_on from rollup_deltas c where c.plan_id = :plan_id and c.kind = 'activity' and c.state in {LIVE_SQL}) d""")

#: Each school's latest score of the school year, of a window or of any.
BELOW = text("""
with latest as (
  select distinct on (s.school_id) s.met_threshold from measured_scores s
  where s.district_id = :district_id and s.instrument_code = :code and s.school_year = :school_year
    and s.met_threshold is not null and (cast(:season as text) is null or s."window" = :season)
  order by s.school_id, s.held_on desc, s.administration_id)
select count(*) filter (where not met_threshold) as below, count(*) as scored from latest""")


async def find_rules(ctx: Context) -> RiskRulesRow | None:
    """The rules that hold, if the district set any."""
    return await ctx.session.scalar(select(RiskRulesRow).order_by(RiskRulesRow.number.desc()).limit(1))


async def list_running(ctx: Context) -> list[PlanRow]:
    """The plans that are published."""
    return list(
        await ctx.session.scalars(select(PlanRow).where(PlanRow.state == PlanState.PUBLISHED).order_by(PlanRow.id))
    )


async def list_open(ctx: Context) -> list[PlanRiskRow]:
    """What is at risk."""
    query = select(PlanRiskRow).where(PlanRiskRow.cleared_on.is_(None)).order_by(PlanRiskRow.id)
    return list(await ctx.session.scalars(query))


async def last_due_on(ctx: Context, plan_id: UUID) -> date | None:
    """The day the last live task of the plan is due."""
    found: date | None = (await ctx.session.execute(LAST_DUE, {"plan_id": plan_id})).scalar_one()
    return found


async def count_below(ctx: Context, code: str, season: str | None, school_year: str) -> tuple[int, int]:
    """How many schools score under the instrument's threshold, and how many have a score of one."""
    values = {"district_id": ctx.district_id, "code": code, "season": season, "school_year": school_year}
    row = (await ctx.session.execute(BELOW, values)).one()
    return row.below, row.scored


async def find_plans(ctx: Context, ids: set[UUID]) -> dict[UUID, PlanRow]:
    """Plans by id, whatever their state."""
    return {row.id: row for row in await ctx.session.scalars(select(PlanRow).where(PlanRow.id.in_(ids)))}
