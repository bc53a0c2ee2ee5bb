"""Use cases of values of goals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.planning.goal_values import repository, rules
from services.scheduling.planning.goal_values.errors import TooManyValues, ValueAhead
from services.scheduling.planning.goal_values.events import GoalsMeasured
from services.scheduling.planning.goal_values.schemas import (
    GoalPicture,
    GoalStanding,
    GoalValue,
    GoalValueCreate,
    GoalValueWithdraw,
)
from services.scheduling.planning.goal_values.tables import GoalValueRow
from services.scheduling.planning.goal_values.transitions import WITHDRAW, ValueState, state_of
from services.scheduling.planning.plans import rights
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.details import Benchmark, MeasuredBy
from services.scheduling.planning.plans.tables import GoalRow, PlanRow
from services.scheduling.planning.plans.transitions import VALUE
from shared.context.context import Context
from shared.context.replies import actors
from shared.directory.references import ACTOR
from shared.errors import fault
from shared.schemas import Reference
from shared.texts.words import Words

MOST_VALUES = 500
WHAT = {
    "mean_share": "mean share of",
    "share_meeting": "share of schools meeting the threshold of",
    "count_meeting": "schools meeting the threshold of",
}


async def picture(ctx: Context, plan_id: UUID, goal_id: UUID) -> GoalPicture:
    """A goal with every value it was measured at, for whoever reads the plan."""
    plan = await plans.read(ctx, plan_id)
    goal = await repository.find_goal(ctx, plan_id, goal_id)
    values = await _values(ctx, plan, goal, await repository.list_values(ctx, [goal_id]))
    today = await _today(ctx, plan)
    return GoalPicture(
        plan=Reference(id=plan.id, name=plan.title),
        as_of=ctx.now,
        today=today,
        measure=goal.measure,
        baseline=goal.baseline,
        benchmarks=[Benchmark.model_validate(one) for one in goal.details.get("benchmarks", [])],
        target=goal.target,
        target_on=goal.target_on,
        measured_by=MeasuredBy.model_validate(found) if (found := goal.details.get("measured_by")) else None,
        values=values,
        standing=_standing(goal, values, today),
    )


async def standings(ctx: Context, plan: PlanRow) -> list[GoalStanding]:
    """Where each goal of a plan stands. The caller has seen that the plan may be read."""
    goals = await repository.list_goals(ctx, plan.id)
    written = await repository.list_values(ctx, [goal.id for goal in goals]) if goals else []
    today = await _today(ctx, plan)
    found = []
    for goal in goals:
        values = await _values(ctx, plan, goal, [row for row in written if row.goal_id == goal.id])
        found.append(_standing(goal, values, today))
    return found


async def standings_of_schools(ctx: Context, goals: Iterable[tuple[PlanRow, GoalRow]]) -> list[GoalStanding]:
    """Where each of these goals stands, which are of schools' own plans, in their order."""
    known = list(goals)
    written: dict[UUID, list[GoalValueRow]] = {}
    for row in await repository.list_values(ctx, [goal.id for _, goal in known]):
        written.setdefault(row.goal_id, []).append(row)
    measured: dict[str, dict[UUID, list[dict[str, Any]]]] = {}
    found = []
    for plan, goal in known:
        values = await _by_hand(ctx, written.get(goal.id, []))
        if measured_by := goal.details.get("measured_by"):
            years = _years_of(plan)
            key = repr((sorted(measured_by.items()), years))
            if key not in measured:
                measured[key] = await repository.list_measured_at_each(ctx, measured_by, years)
            values += [_by_instrument(measured_by, line) for line in measured[key].get(_school_of(plan), [])]
        found.append(_standing(goal, sorted(values, key=lambda value: value.on), await _today(ctx, plan)))
    return found


async def read(ctx: Context, plan_id: UUID, goal_id: UUID, value_id: UUID) -> GoalValue:
    """One value that was written by hand, for whoever reads the plan. Raises `NotFound`."""
    plan = await plans.read(ctx, plan_id)
    await repository.find_goal(ctx, plan.id, goal_id)
    return await _one(ctx, await repository.get_value(ctx, goal_id, value_id))


async def add(ctx: Context, plan_id: UUID, goal_id: UUID, wish: GoalValueCreate) -> GoalValue:
    """Write down a value of a goal. Raises `ValueAhead` for a day to come, `WrongState` for a plan schools do not have."""
    plan = await plans.take(ctx, plan_id, VALUE)
    await repository.find_goal(ctx, plan.id, goal_id)
    if wish.on > (today := await ctx.today()):
        raise ValueAhead(
            Words(f"Today is {today}.", es=f"Hoy es {today}."),
            errors=[fault("/on", Words("lies ahead", es="está en el futuro"), ValueAhead.code)],
        )
    if await repository.count_values(ctx, goal_id) >= MOST_VALUES:
        raise TooManyValues(
            Words(
                f"A goal takes {MOST_VALUES}; withdraw what does not stand.",
                es=f"Una meta admite {MOST_VALUES}; retire los que no valen.",
            )
        )
    row = GoalValueRow(
        plan_id=plan_id,
        goal_id=goal_id,
        on_day=wish.on,
        value=wish.value,
        source=wish.source,
        withdrawn_reason=None,
    )
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(GoalsMeasured.of(plan, plan_id=plan.id, goal_ids=[goal_id]))
    return await _one(ctx, row)


async def withdraw(ctx: Context, plan_id: UUID, goal_id: UUID, value_id: UUID, wish: GoalValueWithdraw) -> GoalValue:
    """Take back a value that does not stand; it stays in the list with the reason."""
    rights.require_somewhere(ctx, WITHDRAW.right)
    plan = await plans.get(ctx, plan_id)
    await rights.require(ctx, plan, WITHDRAW.right)
    await repository.find_goal(ctx, plan.id, goal_id)
    row = await repository.get_value(ctx, goal_id, value_id)
    await WITHDRAW.check(ctx, row)
    row.withdrawn_reason = wish.reason
    await ctx.session.flush()
    ctx.emit(GoalsMeasured.of(plan, plan_id=plan.id, goal_ids=[goal_id]))
    return await _one(ctx, row)


async def keep_scores(ctx: Context, told: Iterable[Mapping[str, Any]]) -> None:
    """Keep schools' scores as they are told, of each administration the latest; nothing else is measured of a goal."""
    latest: dict[UUID, dict[str, Any]] = {}
    for score in sorted(told, key=lambda score: score["version"]):
        if score["subject_kind"] == "school":
            latest[score["administration_id"]] = {name: score[name] for name in score if name != "subject_kind"}
    await repository.keep_scores(ctx, list(latest.values()))
    codes = {score["instrument_code"] for score in latest.values()}
    for plan in await repository.list_measured_plans(ctx, codes):
        ctx.emit(GoalsMeasured(plan_id=plan.id, title=plan.title, goal_ids=plan.goal_ids, school_id=plan.school_id))


async def _values(ctx: Context, plan: PlanRow, goal: GoalRow, written: Sequence[GoalValueRow]) -> list[GoalValue]:
    values = await _by_hand(ctx, written)
    if measured_by := goal.details.get("measured_by"):
        found = await repository.list_measured(ctx, measured_by, _years_of(plan), plan.school_id)
        values += [_by_instrument(measured_by, line) for line in found]
    return sorted(values, key=lambda value: value.on)


def _years_of(plan: PlanRow) -> tuple[str, str]:
    return plan.school_year, plan.last_school_year or plan.school_year


def _school_of(plan: PlanRow) -> UUID:
    assert plan.school_id is not None, "a school's own plan"
    return plan.school_id


async def _one(ctx: Context, row: GoalValueRow) -> GoalValue:
    (value,) = await _by_hand(ctx, [row])
    return value


async def _by_hand(ctx: Context, rows: Sequence[GoalValueRow]) -> list[GoalValue]:
    actor = await actors(ctx, ACTOR, [row.created_by for row in rows])
    same = ("id", "value", "source", "withdrawn_reason", "created_at", "version")
    return [
        GoalValue(
            **{name: getattr(row, name) for name in same},
            created_by=actor(row.created_by),
            on=row.on_day,
            state=state_of(row),
            kind="hand",
            schools=None,
        )
        for row in rows
    ]


def _by_instrument(measured_by: Mapping[str, Any], line: Mapping[str, Any]) -> GoalValue:
    part = f"{measured_by['subscale']} of " if measured_by.get("subscale") else ""
    source = (
        f"{WHAT[measured_by['what']]} {part}{measured_by['instrument_code']}, {line['window']} {line['school_year']}"
    )
    return GoalValue(
        id=None,
        on=line["on_day"],
        value=round(float(line[measured_by["what"]]), 4),
        source=source,
        kind="instrument",
        schools=line["schools"],
        state=ValueState.STANDING,
        withdrawn_reason=None,
        created_by=None,
        created_at=None,
        version=None,
    )


def _standing(goal: GoalRow, values: Sequence[GoalValue], today: date) -> GoalStanding:
    said = {"target_on": goal.target_on.isoformat(), "target": goal.target, **goal.details}
    counted = [(value.on, value.value) for value in values if value.state is ValueState.STANDING]
    found = rules.standing(goal.baseline, goal.target, rules.steps_of(said), counted, today)
    return GoalStanding(goal=Reference(id=goal.id, name=goal.title), code=goal.code, unit=goal.unit, **asdict(found))


async def _today(ctx: Context, plan: PlanRow) -> date:
    """The district's day, or the last day of a plan that has ended."""
    today = await ctx.today()
    return min(today, plan.ended_on) if plan.ended_on else today
