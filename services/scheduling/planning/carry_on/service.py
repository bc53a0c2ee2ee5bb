"""Use case of carrying on: last year's plan becomes a draft of the next."""

from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.calendar.calendars.rules import ONE_DAY, SchoolYear
from services.scheduling.planning.carry_on import repository, rules
from services.scheduling.planning.carry_on.errors import NoSuchGoal, YearNotLater
from services.scheduling.planning.carry_on.schemas import CarriedPlan, GoalCarried, PlanCarryOn
from services.scheduling.planning.plan_templates.errors import SchoolYearMissing
from services.scheduling.planning.plan_templates.repository import find_year
from services.scheduling.planning.plans import content as contents
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.schemas import PlanCreate
from services.scheduling.planning.plans.tables import GoalDecision, PlanRow
from services.scheduling.planning.plans.transitions import CARRY_ON
from shared.context.context import Context
from shared.errors import fault
from shared.school_year import called
from shared.texts.words import Words


async def carry_on(ctx: Context, plan_id: UUID, wish: PlanCarryOn) -> CarriedPlan:
    """A draft of the plan's content for a later school year, all of its days moved, linked to where it came from.

    Its authors are those of the plan and whoever carries it on: none of them approves it.
    """
    former = await plans.take(ctx, plan_id, CARRY_ON)
    content = await contents.of_plan(ctx, former)
    decisions = _decisions(content, wish)
    title, move = await _years(ctx, former, wish)
    left_out = {code for code, decision in decisions.items() if decision is GoalDecision.DISCONTINUED}
    goals = rules.carried(content, left_out, move)
    facts = {"title": wish.title or former.title, "school_year": title, "summary": former.summary}
    facts |= rules.span(content, move)
    if former.school_id:
        facts["school_id"] = str(former.school_id)
        await repository.serve_on(ctx, goals)
    row = await plans.create(ctx, PlanCreate.model_validate({**facts, "goals": goals}))
    row.carried_from_id, row.authors = former.id, sorted({*former.authors, ctx.actor})
    await repository.decide(ctx, former.id, decisions)
    await ctx.session.flush()
    ctx.audit_rows(former.id)
    told = [
        GoalCarried(code=goal["code"], title=goal["title"], decision=decisions[goal["code"]])
        for goal in content["goals"]
    ]
    return CarriedPlan(**(await contents.wire(ctx, row)).model_dump(), former_goals=told)


def _decisions(content: dict[str, Any], wish: PlanCarryOn) -> dict[str, GoalDecision]:
    """What becomes of each goal, by code. Raises `NoSuchGoal`."""
    decisions = {goal["code"]: GoalDecision.MAINTAINED for goal in content["goals"]}
    unknown, named = [], set[str]()
    for place, goal in enumerate(wish.goals):
        if goal.code not in decisions or goal.code in named:
            why = (
                Words("named before", es="ya se nombró")
                if goal.code in named
                else Words("the plan has no such goal", es="el plan no tiene esa meta")
            )
            unknown.append(fault(f"/goals/{place}/code", why, NoSuchGoal.code))
        named.add(goal.code)
        decisions[goal.code] = goal.decision
    if unknown:
        raise NoSuchGoal(errors=unknown)
    return decisions


async def _years(ctx: Context, former: PlanRow, wish: PlanCarryOn) -> tuple[str, rules.Move]:
    """The name of the school year it goes on in, and how days move there. Raises `SchoolYearMissing`, `YearNotLater`."""
    today = await ctx.today()
    old = await _year_of(ctx, former)
    after = max(today, old.ends_on + ONE_DAY) if old else today
    row = await find_year(ctx, wish.school_year, wish.first_day or after)
    new = await calendars.year_at(ctx, row.starts_on) if row else None
    if old is None or row is None or new is None:
        pointer = "/first_day" if wish.first_day else "/school_year"
        raise SchoolYearMissing(
            Words(
                "Add it under /v1/school-years, or name one of those there.",
                es="Añádalo en /v1/school-years o nombre uno de los que hay allí.",
            ),
            errors=[
                fault(
                    pointer,
                    Words("the days of the plan are moved to it", es="los días del plan se trasladan a él"),
                    SchoolYearMissing.code,
                )
            ],
        )
    if new.starts_on <= old.ends_on:
        raise YearNotLater(
            Words(
                f"The plan's own school year ends on {old.ends_on}.",
                es=f"El año escolar del propio plan termina el {old.ends_on}.",
            ),
            errors=[
                fault(
                    "/school_year",
                    Words(f"begins on {new.starts_on}", es=f"comienza el {new.starts_on}"),
                    YearNotLater.code,
                )
            ],
        )
    return called(row.starts_on, row.ends_on), rules.Move(old, new, await calendars.year_at(ctx, today), today)


async def _year_of(ctx: Context, plan: PlanRow) -> SchoolYear | None:
    """The school year a plan was for: the one it names, or else the one it was published in."""
    named = await find_year(ctx, plan.last_school_year or plan.school_year, _published(plan))
    return await calendars.year_at(ctx, named.starts_on if named else _published(plan))


def _published(plan: PlanRow) -> date:
    assert plan.published_on is not None, "only what was published is carried on"
    return plan.published_on
