"""SQL of values of goals."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.dialects.postgresql import insert

from services.scheduling.planning.goal_values.tables import GoalValueRow, MeasuredScoreRow
from services.scheduling.planning.plans.tables import GoalRow
from shared.context.context import Context
from shared.errors import NotFound
from shared.ids import new_id
from shared.texts.words import Words

#: Every school's latest score of each window of a school year; `part` is what of a score counts.
_COUNTED = """
latest as (
  select distinct on (s.school_id, s.school_year, s."window") s.*
  from measured_scores s
  where s.district_id = :district_id and s.instrument_code = :code and s.points is not null
    and (cast(:first as text) is null or s.school_year between :first and :last)
    and (cast(:season as text) is null or s."window" = :season)
    and (cast(:school_id as uuid) is null or s.school_id = :school_id)
  order by s.school_id, s.school_year, s."window", s.held_on desc, s.administration_id),
counted as (
  select l.school_id, l.school_year, l."window", l.held_on, part.points, part.possible, part.met
  from latest l, lateral (
    select l.points as points, l.possible as possible, l.met_threshold as met where cast(:subscale as text) is null
    union all
    select (one ->> 'points')::int, (one ->> 'possible')::int, (one ->> 'met_threshold')::boolean
    from jsonb_array_elements(l.subscales) one where one ->> 'code' = :subscale) part
  where part.possible > 0)"""
_COMES_TO = """max(held_on) as on_day, count(*) as schools,
  avg(points * 100.0 / possible) as mean_share,
  avg(case when met then 100.0 else 0 end) filter (where met is not null) as share_meeting,
  count(*) filter (where met) as count_meeting
from counted"""
MEASURED = text(f"""
with {_COUNTED}
select school_year, "window", {_COMES_TO} group by school_year, "window" order by on_day, school_year, "window" """)
MEASURED_AT_EACH = text(f"""
with {_COUNTED}
select school_id, school_year, "window", {_COMES_TO}
group by school_id, school_year, "window" order by school_id, on_day, school_year, "window" """)

MEASURED_PLANS = text("""
select p.id, p.title, p.school_id, array_agg(g.id order by g.position) as goal_ids
from plans p join goals g on g.district_id = p.district_id and g.plan_id = p.id
where p.district_id = :district_id and p.state = 'published' and g.retired_on is null
  and g.details #>> '{measured_by,instrument_code}' = any(cast(:codes as text[]))
group by p.id, p.title, p.school_id order by p.id""")


async def list_measured_plans(ctx: Context, codes: Collection[str]) -> Sequence[Row[Any]]:
    """Published plans with goals that these instruments measure, each with those."""
    if not codes:
        return []
    values = {"district_id": ctx.district_id, "codes": sorted(codes)}
    return (await ctx.session.execute(MEASURED_PLANS, values)).all()


async def find_goal(ctx: Context, plan_id: UUID, goal_id: UUID) -> GoalRow:
    """A goal of the plan as it now is. Raises `NotFound`."""
    which = (GoalRow.plan_id == plan_id, GoalRow.id == goal_id, GoalRow.retired_on.is_(None))
    row = await ctx.session.scalar(select(GoalRow).where(*which))
    if row is None:
        raise NotFound(Words("No such goal in this plan.", es="Este plan no tiene esa meta."))
    return row


async def list_goals(ctx: Context, plan_id: UUID) -> list[GoalRow]:
    """The plan's goals, in order."""
    which = (GoalRow.plan_id == plan_id, GoalRow.retired_on.is_(None))
    return list(await ctx.session.scalars(select(GoalRow).where(*which).order_by(GoalRow.position)))


async def list_values(ctx: Context, goal_ids: Sequence[UUID]) -> list[GoalValueRow]:
    """What was written by hand of these goals, by day."""
    query = select(GoalValueRow).where(GoalValueRow.goal_id.in_(goal_ids))
    return list(await ctx.session.scalars(query.order_by(GoalValueRow.on_day, GoalValueRow.id)))


async def get_value(ctx: Context, goal_id: UUID, value_id: UUID) -> GoalValueRow:
    """One value of a goal. Raises `NotFound`."""
    which = (GoalValueRow.goal_id == goal_id, GoalValueRow.id == value_id)
    row = await ctx.session.scalar(select(GoalValueRow).where(*which))
    if row is None:
        raise NotFound(Words("No such value of this goal.", es="Esta meta no tiene ese valor."))
    return row


async def count_values(ctx: Context, goal_id: UUID) -> int:
    """How many values of the goal stand that were written by hand."""
    which = (GoalValueRow.goal_id == goal_id, GoalValueRow.withdrawn_reason.is_(None))
    return int(await ctx.session.scalar(select(func.count(GoalValueRow.id)).where(*which)) or 0)


async def list_measured(
    ctx: Context, measured_by: Mapping[str, Any], years: tuple[str, str], school_id: UUID | None
) -> list[dict[str, Any]]:
    """What an instrument's scores come to, of every school or of one, a line for each window in the school years named."""
    rows = (await ctx.session.execute(MEASURED, _measuring(ctx, measured_by, years, school_id))).mappings()
    return [dict(row) for row in rows if row[measured_by["what"]] is not None]


async def list_measured_at_each(
    ctx: Context, measured_by: Mapping[str, Any], years: tuple[str, str]
) -> dict[UUID, list[dict[str, Any]]]:
    """The same of every school by itself."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in (await ctx.session.execute(MEASURED_AT_EACH, _measuring(ctx, measured_by, years, None))).mappings():
        if row[measured_by["what"]] is not None:
            found.setdefault(row["school_id"], []).append(dict(row))
    return found


def _measuring(
    ctx: Context, measured_by: Mapping[str, Any], years: tuple[str, str], school_id: UUID | None
) -> dict[str, Any]:
    return {
        **{"district_id": ctx.district_id, "code": measured_by["instrument_code"], "first": years[0], "last": years[1]},
        **{"season": measured_by.get("window"), "subscale": measured_by.get("subscale"), "school_id": school_id},
    }


async def keep_scores(ctx: Context, scores: Sequence[Mapping[str, Any]]) -> None:
    """Keep what is told of administrations, of each once; what is older than what is known changes nothing."""
    if not scores:
        return
    rows = [{"district_id": ctx.district_id, "id": new_id(), **score} for score in scores]
    statement = insert(MeasuredScoreRow).values(rows)
    changed = {
        name: statement.excluded[name] for name in rows[0] if name not in ("district_id", "id", "administration_id")
    }
    await ctx.session.execute(
        statement.on_conflict_do_update(
            constraint="uq_measured_scores_administration",
            set_=changed,
            where=MeasuredScoreRow.version < statement.excluded.version,
        )
    )
