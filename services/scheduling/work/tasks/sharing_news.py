"""Who shares tasks hears of it once: when a plan asks it of them, or when they join a team that has such tasks."""

from collections.abc import Collection, Iterable
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
TELL = text(f"""
with told_of as (
  select a.* from activities a where a.id = any (cast(:activity_ids as uuid[])) and {SHARED_BY_SEVERAL}),
having_part as (
  select h.* from {parts_in_sql(":today")} h {at_work_in_sql("h")}
  where :everybody or h.staff_id = any (cast(:staff_ids as uuid[]))),
live as (
  select t.*, {place_in_sql("t.school_id")} as place from tasks t
  where t.activity_id = any (cast(:activity_ids as uuid[])) and {live_in_sql()} and (not :only_new or t.created_at = :now)),
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
  where :everybody or named.id = any (cast(:staff_ids as uuid[]))),
placed as (
  select *, row_number() over (partition by person_id order by due_on, id) as nth from theirs
  where owner_id is distinct from person_id),
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


def is_shared(activity: ActivityRow) -> bool:
    """Do several answer for it beside its owner?"""
    return bool(activity.responsible_roles or activity.responsible_ids) or is_team(activity.owner_role)


async def tell(
    ctx: Context,
    activities: Iterable[ActivityRow],
    *,
    plan_id: UUID | None = None,
    staff_ids: Collection[UUID] | None = None,
    only_new: bool = False,
) -> None:
    """Tell whoever shares live tasks of these activities, or of them those people alone; `only_new`: tasks made just now."""
    ids = [activity.id for activity in activities if is_shared(activity)]
    if not ids:
        return
    values = {
        **{"activity_ids": ids, "plan_id": plan_id, "change_id": new_id(), "only_new": only_new},
        **{"everybody": staff_ids is None, "staff_ids": list(staff_ids or ()), "today": await ctx.today()},
    }
    await join_whole_sets(ctx, TELL, {**values, **ctx.emitting()})
