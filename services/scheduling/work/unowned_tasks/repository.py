"""SQL of unowned tasks."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.scheduling.planning.targets.owners import task_holders_in_sql
from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.work.tasks.repository import LIVE, MOVING, ROLE, SOURCE
from services.scheduling.work.unowned_tasks.schemas import WhyNobody
from shared.auth.profiles import DISTRICT_COORDINATOR, LEADS_IN_TURN
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.db.literals import literals
from shared.directory.references import SCHOOL, STAFF

MOST_GROUPS = 500

#: Who keeps a school's list; who keeps all others is the district's coordinator.
KEEPERS = f"array[{literals(LEADS_IN_TURN)}]"

#: Tasks without an owner, why, and whose list they are on; `repository.md` explains it.
UNOWNED = text(f"""
with {task_holders_in_sql(":today")},
unowned as (
  select t.school_id, {place_in_sql("t.school_id")} as place, {ROLE} as role, count(*) as task_count,
    count(*) filter (where {MOVING} and t.due_on < :today) as overdue_count, min(t.due_on) as first_due_on,
    count(*) filter (where t.owner_cause = 'hand') as by_hand
  from {SOURCE} where t.owner_id is null and {LIVE} and not (t.is_pool and exists (
      select from holding h where h.role = t.role and h.school_id is not distinct from t.school_id))
    and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))
    and (cast(:school_id as uuid) is null or t.school_id = :school_id)
    and (cast(:role as text) is null or {ROLE} = :role)
  group by t.school_id, {ROLE}),
keeper as (
  select distinct on (school_id) school_id, staff_id, role from holding
  where case when school_id is null then profile = '{DISTRICT_COORDINATOR}' else profile = any ({KEEPERS}) end
  order by school_id, array_position({KEEPERS}, profile), starts_on, id),
kept as (
  select u.*, coalesce(k.staff_id, d.staff_id) as keeper_id, coalesce(k.role, d.role) as keeper_role
  from unowned u left join keeper k on k.school_id = u.school_id left join keeper d on d.school_id is null),
narrowed as (
  select * from kept where cast(:keeper_id as uuid) is null or keeper_id = :keeper_id),
shown as (
  select n.*, l.former_owner_id, l.left_on from narrowed n
  left join lateral (
    select h.former_owner_id, least({day_in_sql("h.created_at")}, (
      select max(r.ends_on) from directory_roles r
      where r.staff_id = h.former_owner_id and r.role = h.role and (r.school_id = h.school_id or r.school_id is null))) as left_on
    from handovers h where h.district_id = :district_id and {place_in_sql("h.school_id")} = n.place and h.role = n.role
      and h.new_owner_id is null order by h.id desc limit 1) l on n.task_count > n.by_hand
  order by n.first_due_on, n.school_id, n.role limit {MOST_GROUPS}),
reasoned as (
  select s.*, (
    select json_agg(r order by r.why) from (
      select '{WhyNobody.TAKEN_BY_HAND}' as why, s.by_hand as task_count, null::json as former_owner, null::date as left_on
      where s.by_hand > 0
      union all
      select case when s.former_owner_id is null then '{WhyNobody.NOBODY_HOLDS_ROLE}' else '{WhyNobody.HOLDER_LEFT}' end,
             s.task_count - s.by_hand, {STAFF.reference("s.former_owner_id")}, s.left_on
      where s.task_count > s.by_hand) r) as reasons
  from shown s)
select json_build_object(
  'group_count', (select count(*) from narrowed), 'task_count', (select coalesce(sum(task_count), 0) from narrowed),
  'overdue_count', (select coalesce(sum(overdue_count), 0) from narrowed),
  'groups', coalesce(json_agg(json_build_object('school', {SCHOOL.reference("reasoned.school_id")}, 'role', role,
    'task_count', task_count, 'overdue_count', overdue_count, 'first_due_on', first_due_on, 'reasons', reasons,
    'keeper', {STAFF.reference("reasoned.keeper_id")}, 'keeper_role', keeper_role)
    order by first_due_on, school_id, role), '[]')) as found
from reasoned""")


async def list_unowned(
    ctx: Context,
    today: date,
    visible: Sequence[UUID] | None,
    *,
    school_id: UUID | None,
    role: str | None,
    keeper_id: UUID | None,
) -> dict[str, Any]:
    """Groups of unowned tasks with their reasons and keepers; without `visible`, at every school."""
    values = {
        **{"today": today, "district_id": ctx.district_id, "every_school": visible is None},
        **{"school_ids": list(visible or []), "school_id": school_id, "role": role, "keeper_id": keeper_id},
    }
    return dict((await ctx.session.execute(UNOWNED, values)).scalar_one())
