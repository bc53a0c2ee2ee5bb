"""SQL of plans."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, insert, select, text

from services.scheduling.calendar.calendars.tables import SchoolYearRow
from services.scheduling.planning.plans.details import ACTIVITY, GOAL
from services.scheduling.planning.plans.schemas import PlanList, PlanSummary
from services.scheduling.planning.plans.tables import (
    ActivityRow,
    GoalRow,
    OwnedBy,
    PlanRow,
    PlanState,
    StrategyRow,
    TargetKind,
)
from shared.context.context import Context
from shared.context.leads import Branch, Lead, at_each, by
from shared.context.listing import listing
from shared.db.literals import literals
from shared.ids import new_id
from shared.school_year import as_written, called, later

Part = TypeVar("Part", GoalRow, StrategyRow, ActivityRow)

#: What schools see of the district's plans: only what has reached them. Their own they see from the first draft.
REACHED = [PlanState.PUBLISHED, PlanState.CLOSED, PlanState.ARCHIVED]
LISTING = listing(
    PlanRow,
    PlanSummary,
    PlanList,
    filters={
        "at_schools": Lead(
            (Branch(f"s.school_id is null and s.state in ({literals(REACHED)})"), at_each("s.school_id")),
        ),
        "owner": "(s.school_id is null) = ({} = 'district')",
        "school_id": by("s.school_id = {}::uuid", to_changes=False),
    },
)


def _parts_of(table: type[Part]) -> Select[Part]:
    """Rows of a plan as they now are, in order; it takes `plan_id`."""
    kept = table.plan_id == bindparam("plan_id"), table.retired_on.is_(None)
    return select(table).where(*kept).order_by(table.position)


GOALS, STRATEGIES, ACTIVITIES = _parts_of(GoalRow), _parts_of(StrategyRow), _parts_of(ActivityRow)


async def list_parts(ctx: Context, plan_id: UUID) -> tuple[list[GoalRow], list[StrategyRow], list[ActivityRow]]:
    """A plan's goals, strategies and activities as they now are, each in order."""
    of_plan = {"plan_id": plan_id}
    goals = await ctx.session.scalars(GOALS, of_plan)
    strategies = await ctx.session.scalars(STRATEGIES, of_plan)
    activities = await ctx.session.scalars(ACTIVITIES, of_plan)
    return list(goals), list(strategies), list(activities)


async def replace_parts(ctx: Context, plan_id: UUID, content: Mapping[str, Any]) -> None:
    """Write a plan's goals, strategies and activities anew."""
    await ctx.session.execute(delete(GoalRow).where(GoalRow.plan_id == plan_id))
    for table, rows in zip((GoalRow, StrategyRow, ActivityRow), part_rows(ctx, plan_id, content), strict=True):
        if rows:
            await ctx.session.execute(insert(table), rows)


def part_rows(
    ctx: Context, plan_id: UUID, content: Mapping[str, Any], known: Sequence[Mapping[str, UUID]] = ({}, {}, {})
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of goals, strategies and activities; a code that is `known` among its kind keeps its id."""
    of_goals, of_strategies, of_activities = known
    base: dict[str, Any] = {"district_id": ctx.district_id, "plan_id": plan_id}
    goals: list[dict[str, Any]] = []
    strategies: list[dict[str, Any]] = []
    activities: list[dict[str, Any]] = []
    for goal in content["goals"]:
        goal_id = of_goals.get(goal["code"]) or new_id()
        own = {name: value for name, value in goal.items() if name != "serves"}
        serves = {"serves_id": UUID(goal["serves"]) if goal.get("serves") else None}
        goals.append({**base, **_but(own, "strategies", GOAL), **serves, "id": goal_id, "position": len(goals)})
        for strategy in goal["strategies"]:
            strategy_id = of_strategies.get(strategy["code"]) or new_id()
            keys = {**base, "goal_id": goal_id}
            strategies.append(
                {**keys, **_but(strategy, "activities", None), "id": strategy_id, "position": len(strategies)}
            )
            for activity in strategy["activities"]:
                keys = {**base, "goal_id": goal_id, "strategy_id": strategy_id, "position": len(activities)}
                id_ = of_activities.get(activity["code"]) or new_id()
                activities.append({**keys, **_activity(activity), **_span(content, activity), "id": id_})
    return goals, strategies, activities


SERVABLE = text(f"""
select n.named, g.id from unnest(cast(:named as text[])) n (named)
join goals g on g.district_id = :district_id and (g.id::text = lower(n.named) or g.code = n.named) and g.retired_on is null
join plans p on p.district_id = g.district_id and p.id = g.plan_id and p.school_id is null
  and (p.state = '{PlanState.PUBLISHED}' or (p.state = '{PlanState.CLOSED}' and g.id::text = lower(n.named)))
order by g.id""")


async def list_servable(ctx: Context, named: Collection[str]) -> dict[str, list[UUID]]:
    """Goals of the district's plans that a school's may serve, by what names them: an id, or a code of a published plan.

    By its id a goal of a plan that has ended may be named too: whoever carried on from it still says what it served.
    """
    found: dict[str, list[UUID]] = {}
    for row in await ctx.session.execute(SERVABLE, {"district_id": ctx.district_id, "named": sorted(named)}):
        found.setdefault(row.named, []).append(row.id)
    return found


def targets_of(row: ActivityRow) -> dict[str, Any]:
    """An activity's targets in wire form."""
    if row.target_kind == "schools":
        return {"kind": "schools", "school_ids": [str(id_) for id_ in row.target_school_ids]}
    if row.target_kind == "rule":
        parts = {
            "levels": row.target_levels,
            "grades": row.target_grades,
            "tags": row.target_tags,
            "cohorts": row.target_cohorts,
        }
        return {"kind": "rule", **{name: values for name, values in parts.items() if values is not None}}
    return {"kind": row.target_kind.value}


def _activity(activity: Mapping[str, Any]) -> dict[str, Any]:
    targets, done_when = activity["targets"], activity["done_when"]
    named = activity.get("owner_id")
    own = {name: value for name, value in activity.items() if name not in ("owner_id", "responsible_ids")}
    return {
        **_but(own, "targets", ACTIVITY),
        "owned_by": OwnedBy(activity.get("owned_by", OwnedBy.ONE)),
        "named_owner_id": UUID(named) if named else None,
        "responsible_roles": list(activity.get("responsible_roles", [])),
        "responsible_ids": [UUID(id_) for id_ in activity.get("responsible_ids", [])],
        "target_kind": TargetKind(targets["kind"]),
        "target_school_ids": [UUID(id_) for id_ in targets.get("school_ids", [])],
        "target_levels": targets.get("levels"),
        "target_grades": targets.get("grades"),
        "target_tags": targets.get("tags"),
        "target_cohorts": targets.get("cohorts"),
        "proof_type": done_when.get("event_type"),
        "due_on": None,
        "repeat": activity.get("repeat"),
    }


def _span(content: Mapping[str, Any], activity: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's last day, and where it has several school years those the activity is for."""
    ends_by = date.fromisoformat(content["ends_on"]) if content.get("ends_on") else None
    first, last = content["school_year"], content.get("last_school_year")
    if last and (years := activity.get("years")):
        number = content.get("first_year_number", 1)
        first, last = (later(first, years[name] - number) for name in ("first", "last"))
    years_of = {"first_school_year": first, "last_school_year": last} if last else {}
    return {"ends_by": ends_by, "first_school_year": None, "last_school_year": None, **years_of}


def _but(part: Mapping[str, Any], left_out: str, details: Sequence[str] | None) -> dict[str, Any]:
    """A part's columns: what is none of its own stands in `details`, where it has such."""
    own = {
        name: date.fromisoformat(value) if name == "target_on" else value
        for name, value in part.items()
        if name != left_out and name not in (details or ())
    }
    return own if details is None else {**own, "details": {name: part[name] for name in details if name in part}}


async def find_year(ctx: Context, written: str) -> SchoolYearRow | None:
    """The district's school year of this title, or else of this form of its name; of several the latest."""
    query = select(SchoolYearRow).where(SchoolYearRow.school_id.is_(None)).order_by(SchoolYearRow.starts_on.desc())
    titled = await ctx.session.scalar(query.where(SchoolYearRow.title == written).limit(1))
    form = as_written(written)
    if titled is not None or form is None:
        return titled
    # A district has some dozens.
    rows = await ctx.session.scalars(query)
    return next((row for row in rows if called(row.starts_on, row.ends_on) == form), None)


async def list_reached(ctx: Context) -> list[ActivityRow]:
    """Every activity of the published plans that schools have."""
    query = (
        select(ActivityRow)
        .join(PlanRow, (PlanRow.district_id == ActivityRow.district_id) & (PlanRow.id == ActivityRow.plan_id))
        .where(
            PlanRow.state == PlanState.PUBLISHED, ActivityRow.reached_on.is_not(None), ActivityRow.retired_on.is_(None)
        )
        .order_by(ActivityRow.plan_id, ActivityRow.position)
    )
    return list(await ctx.session.scalars(query))
