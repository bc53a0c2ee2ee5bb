"""SQL of handovers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from shared.web.context import Context

# Who had tasks of a role at a school and who has them now, from the history this change has just written.
HAND_OVER = text("""
with moved as (
  select cast(h.before as uuid) as former_owner_id, cast(h.after as uuid) as new_owner_id, t.school_id, a.owner_role as role,
    count(*)::int as task_count, count(*) filter (where t.state = 'open')::int as open_count,
    count(*) filter (where t.state in ('open', 'in_progress') and t.due_on < :today)::int as overdue_count
  from task_history h
  join tasks t on t.district_id = h.district_id and t.id = h.task_id
  join activities a on a.district_id = t.district_id and a.id = t.activity_id
  where h.district_id = :district_id and h.change_id = :change_id and h.what = 'owner_id' and h.before is not null
    and t.state <> 'withdrawn'
  group by h.before, h.after, t.school_id, a.owner_role)
insert into handovers (district_id, id, change_id, former_owner_id, new_owner_id, school_id, role, task_count, open_count,
                       overdue_count, created_at, updated_at, created_by, updated_by, version)
select :district_id, uuidv7(), :change_id, former_owner_id, new_owner_id, school_id, role, task_count, open_count,
       overdue_count, :now, :now, :actor, :actor, 1
from moved order by former_owner_id, school_id, role
returning id, former_owner_id, new_owner_id, school_id, role, task_count, open_count, overdue_count""")

# What lay with nobody since somebody left, and has found somebody: the latest such handover of the school and role.
TAKE_OVER = text("""
with taken as (
  select distinct on (t.school_id, a.owner_role) t.school_id, a.owner_role as role, cast(h.after as uuid) as new_owner_id
  from task_history h
  join tasks t on t.district_id = h.district_id and t.id = h.task_id
  join activities a on a.district_id = t.district_id and a.id = t.activity_id
  where h.district_id = :district_id and h.change_id = :change_id and h.what = 'owner_id' and h.before is null
    and h.after is not null and t.state <> 'withdrawn'
  order by t.school_id, a.owner_role, h.after),
waiting as (
  select distinct on (o.school_id, o.role) o.id, k.new_owner_id from handovers o join taken k using (school_id, role)
  where o.district_id = :district_id and o.new_owner_id is null order by o.school_id, o.role, o.id desc)
update handovers o set new_owner_id = w.new_owner_id, updated_at = :now, updated_by = :actor, version = o.version + 1
from waiting w where o.district_id = :district_id and o.id = w.id
returning o.id, o.former_owner_id, o.new_owner_id, o.school_id, o.role, o.task_count, o.open_count, o.overdue_count""")


async def record(ctx: Context, change_id: UUID, today: date) -> Sequence[Row[Any]]:
    """Write down the handovers a change brought about, and complete those that waited for somebody; returns both."""
    values = {
        "district_id": ctx.district_id,
        "change_id": change_id,
        "today": today,
        "now": ctx.now,
        "actor": ctx.actor,
    }
    taken = (await ctx.session.execute(TAKE_OVER, values)).all()
    return [*taken, *(await ctx.session.execute(HAND_OVER, values)).all()]
