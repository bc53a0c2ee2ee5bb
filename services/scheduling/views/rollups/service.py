"""Use cases of the roll-up."""

import asyncio
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from services.scheduling.calendar.calendars.service import calendars_at
from services.scheduling.permissions import POLICY
from services.scheduling.planning.goal_values import service as goal_values
from services.scheduling.planning.goal_values.schemas import GoalStanding
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.views.rollups import definitions, rebuild, repository, rules, series
from services.scheduling.views.rollups.errors import OnePartOnly
from services.scheduling.views.rollups.schemas import (
    By,
    ChartAsk,
    Forecast,
    OverviewAsk,
    Part,
    Series,
    ServingGoal,
)
from services.scheduling.views.rollups.serving import of_plan
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, Invalid, NotFound, NotPermitted, fault
from shared.texts.words import Words

DEFINED = orjson.dumps(definitions.COUNTS).decode()
PARTS = ("goal_id", "strategy_id", "activity_id", "school_id")
#: Charts drawn at a time in one process: drawing is work for a processor, not waiting.
DRAWING = asyncio.Semaphore(1)


async def read(ctx: Context, plan_id: UUID, by: By) -> bytes:
    """How a plan stands; who may see only some schools gets the counts of those."""
    visible = _visible(ctx)
    plan = await plans.read(ctx, plan_id)
    goals, serving = await goal_values.standings(ctx, plan), await of_plan(ctx, plan, visible)
    sql = repository.plan_sql(by, limited=visible is not None)
    told = TypeAdapter(list[GoalStanding]).dump_json(goals).decode()
    own = TypeAdapter(list[ServingGoal]).dump_json(serving).decode()
    return await ctx.read(sql, plan_id, ctx.now.isoformat(), _array(visible), DEFINED, None, told, own)


async def read_all(ctx: Context, ask: OverviewAsk) -> bytes:
    """How every published and closed plan stands, or those of one state, of the district's or of schools' own."""
    visible = _visible(ctx)
    sql = repository.overview_sql(limited=visible is not None)
    which = (ask.state, None, None, ask.owner, ask.school_id)
    return await ctx.read(sql, None, ctx.now.isoformat(), _array(visible), DEFINED, *which)


async def read_whole(ctx: Context, plan: PlanRow, by: By) -> dict[str, Any]:
    """How a plan stands at every school, within this work: with what it has written, and what it keeps others from."""
    sql = repository.plan_sql(by, limited=False)
    told = TypeAdapter(list[GoalStanding]).dump_json(await goal_values.standings(ctx, plan)).decode()
    body = await ctx.read_within(sql, plan.id, ctx.now.isoformat(), None, DEFINED, None, told)
    found: dict[str, Any] = orjson.loads(body)
    return found


async def read_series(ctx: Context, plan_id: UUID, part: Part, every: str) -> Series:
    """The burn-up of a plan or a part of it, and its forecast."""
    visible = _visible(ctx)
    plan = await plans.read(ctx, plan_id)
    if part.from_ and part.until and part.until < part.from_:
        raise DaysOutOfOrder(
            Words("Turn them round.", es="Inviértalos."),
            errors=[fault("?until", Words(f"lies before {part.from_}", es=f"es anterior al {part.from_}"))],
        )
    name, part_id = await _part(ctx, plan_id, part, visible)
    schools = [part_id] if part_id and name == "school_id" else visible
    body = await ctx.read(
        series.sql(None if name == "school_id" else name, by_school=schools is not None),
        *(plan_id, ctx.now.isoformat(), _array(schools), part_id, part.from_, part.until, every),
    )
    found: dict[str, Any] = orjson.loads(body)
    forecast = Forecast.model_validate(await _outlook(ctx, plan, found, schools))
    return Series.model_validate({**found, "forecast": forecast, "definitions": definitions.SERIES})


async def outlook(ctx: Context, plan: PlanRow) -> rules.Outlook:
    """When the whole plan's last task is done at the present pace, within this work."""
    arguments = (plan.id, ctx.now.isoformat(), None, None, None, None, "week")
    found = orjson.loads(await ctx.read_within(series.sql(None, by_school=False), *arguments))
    return await _outlook(ctx, plan, found, None)


async def _outlook(ctx: Context, plan: PlanRow, found: dict[str, Any], schools: list[UUID] | None) -> rules.Outlook:
    """The forecast of a series that was read, out of which it takes what it is reckoned from."""
    began, by_day = found.pop("began"), found.pop("recent")
    day = rules.day(found["today"])
    calendars = await calendars_at(ctx, day)
    # Several schools together are reckoned in the district's calendar.
    year = calendars.of(schools[0] if schools and len(schools) == 1 else None) if calendars else None
    return rules.forecast(
        year,
        day,
        rules.day(began) if began else None,
        found.pop("scope"),
        found.pop("done"),
        {rules.day(on): n for on, n in by_day.items()},
        plan.ended_on,
    )


async def draw(ctx: Context, plan_id: UUID, ask: ChartAsk) -> bytes:
    """A figure as SVG."""
    if ask.figure == "goal_values":
        if ask.goal_id is None:
            raise Invalid(
                Words("Say which goal.", es="Indique qué meta."),
                errors=[fault("?goal_id", Words("goal values are of one goal", es="los valores son de una sola meta"))],
            )
        picture = await goal_values.picture(ctx, plan_id, ask.goal_id)
        document = {**picture.model_dump(mode="json"), "definitions": definitions.GOALS}
    elif ask.figure == "burn_up":
        document = (await read_series(ctx, plan_id, ask, "day")).model_dump(mode="json")
    else:
        document = orjson.loads(await read(ctx, plan_id, ask.by))
    await ctx.close()  # drawing needs no connection
    async with DRAWING:
        return await asyncio.to_thread(_draw, ask.figure, document)


async def recount(ctx: Context) -> int:
    """Count every task of the district anew and put right what differs; returns how many cells did."""
    POLICY.require(ctx, "operations:write")
    return await rebuild.recount(ctx, await ctx.today())


def _draw(figure: str, document: dict[str, Any]) -> bytes:
    # matplotlib takes longer to import than the whole service; only who draws waits for it.
    from services.scheduling.views.rollups import charts

    return charts.draw(figure, document)


def _visible(ctx: Context) -> list[UUID] | None:
    POLICY.require_any(ctx, "rollups:read")
    return POLICY.schools(ctx, "rollups:read")


async def _part(ctx: Context, plan_id: UUID, part: Part, visible: list[UUID] | None) -> tuple[str | None, UUID | None]:
    named = [name for name in PARTS if getattr(part, name) is not None]
    if not named:
        return None, None
    if len(named) > 1:
        raise OnePartOnly(
            Words("Name one of them.", es="Nombre solo uno de ellos."),
            errors=[fault(f"?{name}", Words("beside another", es="junto a otro")) for name in named[1:]],
        )
    name, part_id = named[0], getattr(part, named[0])
    if visible is not None and name != "school_id":
        raise NotPermitted(
            Words(
                "Parts of a plan are for those who see every school; ask for the plan or a school_id.",
                es="Las partes de un plan son para quienes ven todas las escuelas; pida el plan o un school_id.",
            )
        )
    if visible is not None and part_id not in visible:
        raise NotFound(Words("No such school.", es="No existe esa escuela."))
    if not await repository.has_part(ctx, plan_id, name, part_id):
        raise NotFound(
            Words(f"No such {name.removesuffix('_id')} in this plan.", es=f"Este plan no tiene lo que nombra {name}.")
        )
    return name, part_id


def _array(ids: list[UUID] | None) -> str | None:
    return None if ids is None else "{" + ",".join(map(str, ids)) + "}"
