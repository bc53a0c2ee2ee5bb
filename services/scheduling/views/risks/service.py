"""Use cases of risks: the district's rules, and what each new day finds by them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.planning.goal_values import service as goal_values
from services.scheduling.planning.goal_values.repository import list_goals
from services.scheduling.planning.plans.tables import GoalRow, PlanRow
from services.scheduling.views.risks import repository, rules
from services.scheduling.views.risks.events import PlanAtRisk, PlanRiskCleared, RiskFigure
from services.scheduling.views.risks.schemas import RiskList, RiskRules, RiskRulesSet
from services.scheduling.views.risks.tables import PlanRiskRow, RiskKind, RiskRulesRow
from services.scheduling.views.rollups import service as rollups
from shared.context.context import Context
from shared.errors import NotPermitted
from shared.ids import new_id
from shared.principal import person_of
from shared.texts.words import Words

#: The rules until the district sets its own.
DEFAULTS: list[dict[str, Any]] = [
    {"code": "slippage", "kind": "slippage", "overdue_share": 0.25, "least_tasks": 10},
    {"code": "forecast", "kind": "forecast", "days_past": 0},
    {"code": "goal-behind", "kind": "goal_behind", "by": 0.0},
]
Key = tuple[UUID, str, UUID | None]


async def listed(ctx: Context, filters: RiskList) -> Response:
    """What is and was at risk, for who sees every school: the figures are whole plans'."""
    POLICY.require_any(ctx, "rollups:read")
    if POLICY.schools(ctx, "rollups:read") is not None:
        raise NotPermitted(
            Words(
                "Risks are of whole plans, for those who see every school.",
                es="Los riesgos son de planes completos, para quienes ven todas las escuelas.",
            )
        )
    return await ctx.page(repository.LISTING, filters)


async def read_rules(ctx: Context) -> RiskRules:
    """The rules that hold, for whoever reads plans."""
    POLICY.require_any(ctx, "plans:read")
    number, found = await _rules(ctx)
    return RiskRules.model_validate({"version": number, "rules": found})


async def set_rules(ctx: Context, wish: RiskRulesSet) -> RiskRules:
    """Set the district's own rules, which is for those who approve; the next day that begins goes by them."""
    POLICY.require(ctx, "plans:approve_district")
    before, _ = await _rules(ctx)
    ctx.add(RiskRulesRow(number=before + 1, rules=wish.model_dump(mode="json", exclude_none=True)["rules"]))
    await ctx.session.flush()
    return RiskRules(version=before + 1, rules=wish.rules)


async def look(ctx: Context, today: date) -> None:
    """Hold every published plan against the rules: what is newly at risk is told once, what no longer is, cleared."""
    version, mine = await _rules(ctx)
    open_ = {(row.plan_id, row.rule_code, row.goal_id): row for row in await repository.list_open(ctx)}
    for plan in await repository.list_running(ctx):
        goals = {goal.id: goal for goal in await list_goals(ctx, plan.id)}
        for finding in rules.findings(mine, await _facts(ctx, plan, goals, mine)):
            key: Key = (plan.id, finding.rule_code, finding.goal_id)
            if not finding.at_risk:
                continue
            if key in open_:
                del open_[key]
            else:
                _find(ctx, plan, finding, version, goals, today)
    if open_:
        plans = await repository.find_plans(ctx, {plan_id for plan_id, _, _ in open_})
        for row in open_.values():
            await _clear(ctx, plans[row.plan_id], row, mine, today)
    await ctx.session.flush()


async def _rules(ctx: Context) -> tuple[int, list[dict[str, Any]]]:
    row = await repository.find_rules(ctx)
    return (row.number, row.rules) if row else (0, DEFAULTS)


async def _facts(ctx: Context, plan: PlanRow, goals: Mapping[UUID, GoalRow], mine: list[dict[str, Any]]) -> rules.Facts:
    counted = (await rollups.read_whole(ctx, plan, "goal"))["total"]
    outlook = await rollups.outlook(ctx, plan)
    short = {}
    for standing in await goal_values.standings(ctx, plan):
        value, due = standing.latest_value, standing.due_value
        if value is not None and due is not None:
            goal = goals[standing.goal.id]
            short[goal.id] = (rules.short_of(value, due, goal.baseline, goal.target), value, due)
    instruments = {found["instrument_code"] for goal in goals.values() if (found := goal.details.get("measured_by"))}
    scores = {}
    for rule in mine:
        if rule["kind"] == "score_below" and rule["instrument_code"] in instruments:
            code, season = rule["instrument_code"], rule.get("window")
            year = plan.last_school_year or plan.school_year
            scores[code, season] = await repository.count_below(ctx, code, season, year)
    return rules.Facts(
        tasks=counted["tasks"],
        overdue=counted["overdue"],
        last_due_on=await repository.last_due_on(ctx, plan.id),
        finishes_on=outlook.finishes_on,
        beyond_year=outlook.status == "beyond_year",
        goals=short,
        scores=scores,
    )


def _find(
    ctx: Context,
    plan: PlanRow,
    finding: rules.Finding,
    version: int,
    goals: Mapping[UUID, GoalRow],
    today: date,
) -> None:
    row = PlanRiskRow(
        id=new_id(),
        plan_id=plan.id,
        rule_code=finding.rule_code,
        kind=RiskKind(finding.kind),
        rules_version=version,
        goal_id=finding.goal_id,
        found_on=today,
        figures=dict(finding.figures),
        cleared_on=None,
        cleared_figures=None,
    )
    ctx.add(row)
    goal = goals.get(finding.goal_id) if finding.goal_id else None
    facts = {"risk_id": row.id, "title": plan.title, "goal_title": goal.title if goal else None}
    ctx.emit(PlanAtRisk.of(row, **facts, kind=finding.kind, people=_people(plan), figures=_told(row.figures)))


async def _clear(ctx: Context, plan: PlanRow, row: PlanRiskRow, mine: list[dict[str, Any]], today: date) -> None:
    """Clear what no rule says any more, with the figures of today where the rule still has some to look at."""
    goals = {goal.id: goal for goal in await list_goals(ctx, plan.id)}
    running = plan.ended_on is None
    found = rules.findings(mine, await _facts(ctx, plan, goals, mine)) if running else []
    now = next((one for one in found if (one.rule_code, one.goal_id) == (row.rule_code, row.goal_id)), None)
    row.cleared_on = today
    row.cleared_figures = dict(now.figures) if now else None
    goal = goals.get(row.goal_id) if row.goal_id else None
    facts = {"risk_id": row.id, "title": plan.title, "goal_title": goal.title if goal else None}
    ctx.emit(
        PlanRiskCleared.of(
            row, **facts, kind=row.kind.value, people=_people(plan), figures=_told(row.cleared_figures or {})
        )
    )


def _told(figures: Mapping[str, float]) -> list[RiskFigure]:
    return [RiskFigure(name=name, value=float(value)) for name, value in figures.items()]


def _people(plan: PlanRow) -> list[UUID]:
    """Who wrote, submitted or approved the plan."""
    actors = {*plan.authors, plan.submitted_by, plan.approved_by}
    return sorted({person for actor in actors if (person := person_of(actor))})
