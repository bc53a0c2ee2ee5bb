"""Who shares tasks hears of it once: when a plan asks it of them, or when they come to a role, team or school that has such
tasks.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.planning.targets.whole_sets import join_whole_sets
from services.scheduling.work.task_states import live_in_sql
from services.scheduling.work.tasks.events import ResponsibilityShared, SharedTask, Sharer
from services.scheduling.work.tasks.sharing import NAMES, SHARED_BY_SEVERAL, is_theirs_in_sql, parts_in_sql
from shared.context.context import Context
from shared.directory.queries import at_work_in_sql, works_at_in_sql
from shared.events.emitting import emit_sql, json_sql
from shared.ids import new_id
from shared.teams import is_team

#: How many people one event names, and how many tasks of each.
PEOPLE, FIRST = 500, 5

TASK = json_sql(SharedTask, task_id="id", activity_code="code")
SHARER = json_sql(Sharer)
EMIT = emit_sql(
    *(ResponsibilityShared, "chunks"),
    order_by="chunk",
    change_id="cast(:change_id as uuid)",
    plan_id="cast(:plan_id as uuid)",
    plan_title="(select p.title from plans p where p.district_id = :district_id and p.id = :plan_id)",
)
# Of these people, or of everybody: the live tasks each shares, as far as they work where the task is.
THEIRS = f"""
told_of as (
  select a.* from activities a where a.id = any (cast(:activity_ids as uuid[])) and {SHARED_BY_SEVERAL}),
having_part as (
  select h.* from {parts_in_sql(":today")} h {at_work_in_sql("h")}
  where :everybody or h.staff_id = any (cast(:staff_ids as uuid[]))),
live as (
  select t.*, {place_in_sql("t.school_id")} as place from tasks t
  where t.activity_id = any (cast(:activity_ids as uuid[])) and {live_in_sql()} and (not :only_new or t.created_at = :now)
    and (:everybody or exists (select from directory_roles w where w.staff_id = any (cast(:staff_ids as uuid[]))
      and (w.school_id is null or w.school_id = t.school_id)))),
theirs as (
  select h.staff_id as person_id, t.id, t.due_on, t.school_id, a.code, a.title, t.owner_id
  from told_of a join having_part h on {NAMES}
  join live t on t.activity_id = a.id and t.place = {place_in_sql("h.school_id")}
    and (not h.is_team or {works_at_in_sql("h.staff_id", "t.school_id", ":today")})
  union
  select h.staff_id, t.id, t.due_on, t.school_id, a.code, a.title, t.owner_id
  from told_of a join having_part h on h.is_team and h.school_id is null and {NAMES}
  join live t on t.activity_id = a.id and {is_theirs_in_sql("h.role", ":today")}
    and {works_at_in_sql("h.staff_id", "t.school_id", ":today")}
  union
  select named.id, t.id, t.due_on, t.school_id, a.code, a.title, t.owner_id
  from told_of a cross join unnest(a.responsible_ids) named (id)
  join live t on t.activity_id = a.id and {works_at_in_sql("named.id", "t.school_id", ":today")}
  where :everybody or named.id = any (cast(:staff_ids as uuid[])))"""  # noqa: S608  put together from constants of ours
SHARED_BY = text(f"with {THEIRS} select person_id, id from theirs")  # noqa: S608  constants of ours
TELL = text(f"""
with {THEIRS},
known as (select * from unnest(cast(:known_people as uuid[]), cast(:known_tasks as uuid[])) k (person_id, id)),
placed as (
  select *, row_number() over (partition by person_id order by due_on, id) as nth from theirs n
  where owner_id is distinct from person_id
    and not exists (select from known k where k.person_id = n.person_id and k.id = n.id)),
people as (
  select person_id, count(*)::int as task_count, min(due_on) as first_due_on,
    json_agg({TASK} order by nth) filter (where nth <= {FIRST}) as first_tasks,
    (row_number() over (order by person_id) - 1) / {PEOPLE} as chunk
  from placed group by person_id),
chunks as (
  select chunk, json_agg({SHARER} order by person_id) as people from people group by chunk),
told as (
  {EMIT})
select count(*) from people""")  # noqa: S608  put together from constants of ours

# Whose role or part in a team began in these days.
BEGAN = text("""
select distinct r.staff_id from (
  select staff_id, starts_on from directory_roles union all select staff_id, starts_on from team_parts) r
where r.starts_on > :last and r.starts_on <= :today""")


@dataclass(frozen=True)
class Before:
    """What these people shared on a day, before something came to be: a person and a task each."""

    staff_ids: list[UUID]
    shared: list[tuple[UUID, UUID]]


def is_shared(activity: ActivityRow) -> bool:
    """Do several answer for it beside its owner?"""
    return bool(activity.responsible_roles or activity.responsible_ids) or is_team(activity.owner_role)


async def tell(
    ctx: Context, activities: Iterable[ActivityRow], *, plan_id: UUID | None = None, only_new: bool = False
) -> None:
    """Tell whoever shares live tasks of these activities; `only_new`: tasks made just now."""
    await _tell(ctx, activities, await ctx.today(), plan_id=plan_id, only_new=only_new)


async def look(ctx: Context, activities: Iterable[ActivityRow], staff_ids: Collection[UUID], day: date) -> Before:
    """What these people share on a day, for `tell_since`."""
    who = sorted(set(staff_ids))
    ids = _shared(activities)
    if not ids or not who:
        return Before(who, [])
    values = {
        "activity_ids": ids,
        "only_new": False,
        "everybody": False,
        "staff_ids": who,
        "today": day,
        "now": ctx.now,
    }
    found = await ctx.session.execute(SHARED_BY, {"district_id": ctx.district_id, **values})
    return Before(who, [(row.person_id, row.id) for row in found])


async def tell_since(ctx: Context, activities: Iterable[ActivityRow], before: Before, day: date) -> None:
    """Tell these people what they share on a day that they did not share before."""
    if before.staff_ids:
        await _tell(ctx, activities, day, before=before)


async def began_between(ctx: Context, last: date, today: date) -> list[UUID]:
    """Whose role or part in a team began after one day and up to another."""
    values = {"district_id": ctx.district_id, "last": last, "today": today}
    return list(await ctx.session.scalars(BEGAN, values))


async def _tell(
    ctx: Context,
    activities: Iterable[ActivityRow],
    day: date,
    *,
    before: Before | None = None,
    plan_id: UUID | None = None,
    only_new: bool = False,
) -> None:
    ids = _shared(activities)
    if not ids:
        return
    known = before.shared if before else []
    values = {
        **{"activity_ids": ids, "plan_id": plan_id, "change_id": new_id(), "only_new": only_new, "today": day},
        **{"everybody": before is None, "staff_ids": before.staff_ids if before else []},
        **{"known_people": [person for person, _ in known], "known_tasks": [task for _, task in known]},
    }
    await join_whole_sets(ctx, TELL, {**values, **ctx.emitting()})


def _shared(activities: Iterable[ActivityRow]) -> list[UUID]:
    return [activity.id for activity in activities if is_shared(activity)]
