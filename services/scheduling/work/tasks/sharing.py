"""Who shares responsibility for a task beside its owner, as SQL: they see it and may do it; the owner alone answers for it.

By a role or a team that its activity names, they hold it at the task's place; a team of the district counts everywhere but
where a school has one that is named so too. Or they are named: by the activity, or for this one task. Who covers them shares it
in their place, where they work.
"""

from sqlalchemy import text

from services.scheduling.planning.plans.tables import SHARED
from services.scheduling.work.delegations.repository import covered_in_sql
from services.scheduling.work.tasks.tables import WAITS_IN_POOL, TaskRow
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.directory.queries import held_in_sql, works_at_in_sql

#: The activity `a` names the role or team `h`, in which somebody has a part.
NAMES = "(h.role = any(a.responsible_roles) or (h.is_team and h.role = a.owner_role))"
SHARED_BY_SEVERAL = f"({SHARED})"


def parts_in_sql(day: str, of: str = "true") -> str:
    """SQL of the roles people hold on a day and the teams they are on: staff_id, role, school_id, is_team. `of` narrows `r`."""
    return f"""(
    select r.district_id, r.staff_id, r.role, r.school_id, false as is_team from directory_roles r
    where {of} and {held_in_sql(day)}
    union
    select r.district_id, r.staff_id, r.role, r.school_id, true from team_parts r
    where {of} and not r.leads and {held_in_sql(day)})"""


def standing_for_in_sql(person: str, day: str) -> str:
    """SQL of in whose place somebody shares tasks, and where (null: everywhere): their own, and of whom they cover."""
    return f"""(
    with recursive {covered_in_sql(person=person, day=day)}
    select {person} as staff_id, null::uuid as school_id, false as is_cover
    union all
    select owner_id, school_id, true from covered)"""


def reaches_in_sql(day: str, place: str = "t.school_id") -> str:
    """SQL: standing for `w`, somebody is asked at the place of the task `t`: of whom they cover, where that one works."""
    return f"""exists (select where not w.is_cover or (w.school_id is null or w.school_id = {place})
      and {works_at_in_sql("w.staff_id", place, day)})"""


def at_place_in_sql(standing_for: str, day: str) -> str:
    """SQL of the ids of tasks shared at places of their own, and of those given to others that name them, with whose share it
    is. `standing_for` is SQL as `standing_for_in_sql` has it.
    """
    return f"""(
    select t.id, w.staff_id from {standing_for} w
    cross join lateral {parts_in_sql(day, "r.staff_id = w.staff_id")} h
    join activities a on a.district_id = h.district_id and {SHARED_BY_SEVERAL} and {NAMES}
    join tasks t on t.district_id = a.district_id and t.activity_id = a.id and t.school_id is not distinct from h.school_id
    where {reaches_in_sql(day)}
    union
    select t.id, w.staff_id from {standing_for} w
    join task_sharers s on s.staff_id = w.staff_id
    join tasks t on t.district_id = s.district_id and t.id = s.task_id
    where {reaches_in_sql(day)})"""


def everywhere_in_sql(standing_for: str, day: str) -> str:
    """SQL of the activities shared wherever they are done, by which team (null: named themselves) and whose share it is."""
    return f"""(
    select a.id as activity_id, h.role, w.staff_id, w.school_id, w.is_cover from {standing_for} w
    cross join lateral {parts_in_sql(day, "r.staff_id = w.staff_id")} h
    join activities a on a.district_id = h.district_id and {SHARED_BY_SEVERAL} and {NAMES}
    where h.is_team and h.school_id is null
    union
    select a.id, null, w.staff_id, w.school_id, w.is_cover from {standing_for} w
    join activities a on {SHARED_BY_SEVERAL} and w.staff_id = any(a.responsible_ids))"""


def plates_in_sql(person: str, day: str) -> str:
    """The CTEs of whose tasks are somebody's to do on a day: `plates (owner_id, school_id, is_cover)`, their own and those of
    whom they act for, and `shared` and `shared_everywhere`, what either shares with its owner; `with recursive` stands before.
    """
    standing_for = "(select owner_id as staff_id, school_id, is_cover from plates)"
    return f"""{covered_in_sql(person=person, day=day)},
plates (owner_id, school_id, is_cover) as (
  select {person}, null::uuid, false
  union all
  select owner_id, school_id, true from covered),
shared as materialized {at_place_in_sql(standing_for, day)},
shared_everywhere as materialized {everywhere_in_sql(standing_for, day)}"""


def is_theirs_in_sql(role: str, day: str) -> str:
    """SQL: of an activity shared everywhere by this team (null: by somebody named), the task `t` is at no school that has a
    team of its own that is named so.
    """
    return f"""not exists (select from team_parts o
    where o.role = {role} and o.school_id = t.school_id and {held_in_sql(day, "o")})"""


def is_shared_everywhere_in_sql(day: str) -> str:
    """SQL: the task `t` is of the activity `w`, as `everywhere_in_sql` has it, and shared by it."""
    return f"(t.activity_id = w.activity_id and {is_theirs_in_sql('w.role', day)} and {reaches_in_sql(day)})"


def _shares(day: str) -> str:
    """SQL: `w` shares the task `t`, and who stands for them is asked at its place."""
    return f"""{reaches_in_sql(day)} and (
    exists (select from task_sharers s where s.task_id = t.id and s.staff_id = w.staff_id)
    or exists (
      select from activities a where a.district_id = t.district_id and a.id = t.activity_id and {SHARED_BY_SEVERAL} and (
        w.staff_id = any(a.responsible_ids)
        or exists (select from {parts_in_sql(day, "r.staff_id = w.staff_id")} h where {NAMES} and (
          h.school_id is not distinct from t.school_id
          or h.is_team and h.school_id is null and {is_theirs_in_sql("h.role", day)})))))"""


def shares_in_sql(person: str, day: str) -> str:
    """SQL: somebody shares responsibility for the task `t` on a day, or covers somebody who does."""
    return is_shared_by_in_sql(standing_for_in_sql(person, day), day)


def is_shared_by_in_sql(standing_for: str, day: str) -> str:
    """The same of whoever stands in `standing_for`, SQL as `standing_for_in_sql` has it."""
    return f"exists (select from {standing_for} w where {_shares(day)})"


def does_in_sql(person: str, day: str) -> str:
    """SQL: somebody owns the task `t`, may take it from its pool or shares it, or covers somebody who does."""
    return f"""exists (select from {standing_for_in_sql(person, day)} w
    where (w.school_id is null or w.school_id = t.school_id) and (w.staff_id = t.owner_id or {WAITS_IN_POOL} and exists (
        select from directory_roles h where h.staff_id = w.staff_id and {held_in_sql(day, "h")}
          and h.role = t.role and h.school_id is not distinct from t.school_id))
      or {_shares(day)})"""


SHARES = text(f"""
select {shares_in_sql("cast(:staff_id as uuid)", day_in_sql(":now"))} as shares
from tasks t where t.district_id = :district_id and t.id = :task_id""")


async def shares(ctx: Context, row: TaskRow) -> bool:
    """Does the caller share responsibility for the task today?"""
    if ctx.principal.staff_id is None:
        return False
    values = {"district_id": ctx.district_id, "task_id": row.id, "staff_id": ctx.principal.staff_id, "now": ctx.now}
    found = await ctx.ask(SHARES, values)
    return bool(found and found[0]["shares"])
