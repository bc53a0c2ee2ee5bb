"""SQL of the only way into the task state `blocked`, and of a task's own end in it; one statement for any number of tasks.

Whoever calls has locked the tasks, in the order of their ids, before anything of a barrier's: so nobody waits in a circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.scheduling.work.blocking.codes import code
from services.scheduling.work.task_states import LIVE_SQL, live_in_sql
from shared.context.context import Context
from shared.ids import new_id

# A task that left `blocked` by a way that knows no barriers (a plan's end) and came back is blocked anew: what an
# earlier barrier still says of it is over.
BLOCK = text(f"""
with named as (
  select t.id, t.state, t.due_on,
         (select o.former_state from barrier_tasks o
          where o.task_id = t.id and o.unblocked_on is null and t.state = 'blocked' limit 1) as former
  from tasks t where t.id = any(:task_ids) and {live_in_sql()} and not exists (
    select from barrier_tasks o where o.task_id = t.id and o.barrier_id = :barrier_id and o.unblocked_on is null
      and t.state = 'blocked')),
over as (
  update barrier_tasks o set unblocked_on = :today from named n
  where o.task_id = n.id and n.state <> 'blocked' and o.unblocked_on is null and o.barrier_id <> :barrier_id),
linked as (
  insert into barrier_tasks (district_id, id, barrier_id, task_id, blocked_on, former_state, former_due_on)
  select :district_id, uuidv7(), :barrier_id, id, :today, coalesce(former, state), due_on from named order by id
  on conflict (district_id, barrier_id, task_id) do update
    set blocked_on = excluded.blocked_on, former_state = excluded.former_state,
        former_due_on = excluded.former_due_on, unblocked_on = null
  returning task_id),
stopped as (
  update tasks t set state = 'blocked', blocked_on = :today, updated_at = :now, updated_by = :actor,
                     version = t.version + 1
  from named n where n.id = t.id and n.state <> 'blocked'),
written as (
  insert into task_history (district_id, id, task_id, happened_at, actor, what, before, after, change_id)
  select :district_id, uuidv7(), id, :now, :actor, what, before, after, :change_id
  from (select id, 'barrier' as what, null as before, cast(:barrier as text) as after, 1 as place from named
        union all
        select id, 'state', state, 'blocked', 2 from named where state <> 'blocked')
  order by id, place)
select count(*) from linked""")

LOCK = text("select id from tasks where id = any(:task_ids) order by id for update")
LOCK_PLAN = text(f"""select count(*) from (
  select from tasks where plan_id = :plan_id and state in {LIVE_SQL} order by id for update) t""")
OF_BARRIER = text("select task_id from barrier_tasks where barrier_id = :barrier_id")

#: The tasks this barrier blocks, and whether nothing else does.
BLOCKED = text("""
select t.id, t.school_id, t.due_on, t.blocked_on, l.former_state, not exists (
  select from barrier_tasks o where o.task_id = t.id and o.barrier_id <> l.barrier_id and o.unblocked_on is null) as is_last
from barrier_tasks l join tasks t on t.district_id = l.district_id and t.id = l.task_id
where l.barrier_id = :barrier_id and l.unblocked_on is null and t.state = 'blocked'
  and (cast(:task_id as uuid) is null or t.id = :task_id)
order by t.id""")

#: A task's own end (done, withdrawn) takes it from its barriers; each of them notes it.
END = """
with gone as (
  update barrier_tasks set unblocked_on = :today where {which} and unblocked_on is null returning barrier_id, task_id)
insert into barrier_steps (district_id, id, barrier_id, move, happened_at, happened_on, actor, from_state, to_state,
                           from_level, level, task_id)
select :district_id, uuidv7(), b.id, 'task_ended', :now, :today, :actor, b.state, b.state, b.level, b.level, g.task_id
from gone g join barriers b on b.district_id = :district_id and b.id = g.barrier_id order by b.id, g.task_id"""
END_TASK = text(END.format(which="task_id = :id"))
END_PLAN = text(END.format(which="task_id in (select id from tasks where plan_id = :id and state = 'blocked')"))
END_OVER = text(END.format(which="task_id in (select id from tasks where state in ('done', 'withdrawn'))"))

BLOCKED_BY = text("""
select b.number from barrier_tasks l join barriers b on b.district_id = l.district_id and b.id = l.barrier_id
where l.task_id = :task_id and l.unblocked_on is null order by b.number""")


@dataclass(frozen=True)
class BlockedTask:
    """A task as its barrier holds it; `is_last` when no other barrier does."""

    id: UUID
    school_id: UUID
    due_on: date
    blocked_on: date
    former_state: str
    is_last: bool


async def lock(ctx: Context, task_ids: Sequence[UUID]) -> None:
    """Lock tasks, in order; ids of none are passed over."""
    await ctx.session.execute(LOCK, {"task_ids": list(task_ids)})


async def lock_plan(ctx: Context, plan_id: UUID) -> None:
    """Lock every live task of a plan."""
    await ctx.session.execute(LOCK_PLAN, {"plan_id": plan_id})


async def tasks_of(ctx: Context, barrier_id: UUID) -> list[UUID]:
    """Every task a barrier blocks or has blocked."""
    return [row.task_id for row in await ctx.session.execute(OF_BARRIER, {"barrier_id": barrier_id})]


async def lock_of(ctx: Context, barrier_id: UUID) -> None:
    """Lock every task a barrier blocks or has blocked."""
    await lock(ctx, await tasks_of(ctx, barrier_id))


async def block(ctx: Context, barrier_id: UUID, number: int, task_ids: Sequence[UUID], today: date) -> None:
    """Block live tasks by a barrier; those that are done or withdrawn, or that it blocks already, are left alone."""
    values = {"barrier_id": barrier_id, "task_ids": list(task_ids), "today": today}
    noted = {"barrier": code(number), "change_id": new_id(), "actor": ctx.actor, "now": ctx.now}
    await ctx.session.execute(BLOCK, {**values, **noted, "district_id": ctx.district_id})


async def blocked_tasks(ctx: Context, barrier_id: UUID, task_id: UUID | None = None) -> list[BlockedTask]:
    """What a barrier blocks now, or the one task of it."""
    rows = await ctx.session.execute(BLOCKED, {"barrier_id": barrier_id, "task_id": task_id})
    return [BlockedTask(**row) for row in rows.mappings()]


async def end_task(ctx: Context, task_id: UUID, today: date) -> None:
    """Take a task that comes to its own end from every barrier that blocks it."""
    await ctx.session.execute(END_TASK, _ended(ctx, task_id, today))


async def end_plan(ctx: Context, plan_id: UUID, today: date) -> None:
    """The same for every blocked task of a plan that ends: they stay blocked, and nothing lets them go on."""
    await ctx.session.execute(END_PLAN, _ended(ctx, plan_id, today))


async def end_over(ctx: Context, today: date) -> None:
    """The same for whatever tasks a change to many of them withdrew."""
    await ctx.session.execute(END_OVER, _ended(ctx, None, today))


async def blocked_by(ctx: Context, task_id: UUID) -> list[str]:
    """The barriers that block a task, as people call them."""
    return [code(row.number) for row in await ctx.session.execute(BLOCKED_BY, {"task_id": task_id})]


def _ended(ctx: Context, id_: UUID | None, today: date) -> dict[str, Any]:
    named = {} if id_ is None else {"id": id_}
    return {**named, "today": today, "district_id": ctx.district_id, "actor": ctx.actor, "now": ctx.now}
