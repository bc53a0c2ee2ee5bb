"""SQL of escalations: the ladder, whom it reaches, what it told."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, TextClause, select, text

from services.notifications.occasions.escalations.events import EscalationFired
from services.notifications.occasions.escalations.rules import USUAL, Rung
from services.notifications.occasions.escalations.schemas import Escalation, EscalationList
from services.notifications.occasions.escalations.tables import EscalationLadderRow, EscalationRow
from shared.context.context import Context
from shared.context.leads import Branch, Lead, at_each
from shared.context.listing import listing
from shared.directory.queries import catalogue, held_in_sql, not_left_in_sql
from shared.events.emitting import emit_sql
from shared.ids import new_id

LISTING = listing(
    EscalationRow,
    Escalation,
    EscalationList,
    filters={
        # The first is the person, the others are the schools they lead.
        "visible": Lead((Branch("s.recipient_id = ({}::uuid[])[1]"), at_each("s.school_id", "({}::uuid[])[2:]"))),
        "acknowledged": "(s.acknowledged_at is not null) = {}::boolean",
    },
)

# Whom each rung reaches. Nobody is told up the ladder of a task of their own: their digest does that.
REACHED = f"""
rungs as (
  select * from jsonb_to_recordset(cast(:rungs as jsonb))
    r (place int, after_school_days int, tell text, quiet_period_days int, at_school boolean)),
late as materialized (
  select l.owner_id, o.* from due_lines l, jsonb_to_recordset(l.overdue)
    o (task_id uuid, plan_id uuid, activity_code text, title text, text_code text, text_values jsonb, school_id uuid, due_on date,
       school_days_overdue int, to_take boolean)
  -- What waits to be taken goes up as nobody's, once for all who might.
  where l.district_id = :district_id and l.day = :day and o.to_take is not true),
holders as materialized (
  select distinct h.role, h.school_id, h.staff_id from directory_roles h
  where h.district_id = :district_id and h.role in (select r.tell from rungs r)
    and {held_in_sql(":day", "h")} and {not_left_in_sql("h")}),
standing as (
  select t.*, r.* from late t join rungs r on r.after_school_days <= t.school_days_overdue),
reached as (
  select s.*, h.staff_id as recipient_id from standing s join holders h on h.role = s.tell
    and h.school_id is not distinct from
      case when s.at_school then s.school_id end
  where h.staff_id is distinct from s.owner_id
  union all
  select s.*, s.owner_id from standing s where s.tell = 'owner' and s.owner_id is not null),
known as materialized (
  select e.task_id, e.due_on, e.after_school_days, e.tell, e.recipient_id, e.fired_on, e.silent_until
  from escalations e where e.district_id = :district_id and e.task_id in (select t.task_id from late t)),
fresh as (
  select c.* from reached c
  -- A rung tells of a task and its date once,
  where not exists (
    select from known e where e.task_id = c.task_id and e.due_on = c.due_on
      and e.after_school_days = c.after_school_days and e.tell = c.tell)
  -- the same person not again within the quiet period,
  and not exists (
    select from known e where e.task_id = c.task_id and e.recipient_id = c.recipient_id
      and e.fired_on > :day - c.quiet_period_days)
  -- and while somebody lower has taken it on, nobody higher.
  and not exists (
    select from known e where e.task_id = c.task_id and e.silent_until >= :day
      and e.after_school_days <= c.after_school_days))"""

# The owner's rung at 0 is the digest. Who has had today's message is told of what came later on the next school day.
# `repository.md` explains it from end to end.
FIRE = text(f"""
with {REACHED},
fired as (
  insert into escalations (district_id, id, task_id, plan_id, activity_code, title, text_code, text_values, school_id, owner_id,
    due_on, school_days_overdue, after_school_days, tell, quiet_period_days, recipient_id, fired_on,
    created_at, updated_at, created_by, updated_by, version)
  select :district_id, uuidv7(), c.task_id, c.plan_id, c.activity_code, c.title, c.text_code, c.text_values, c.school_id,
    c.owner_id, c.due_on, c.school_days_overdue, c.after_school_days, c.tell, c.quiet_period_days, c.recipient_id, :day,
    :now, :now, :actor, :actor, 1
  from fresh c
  where not (c.tell = 'owner' and c.after_school_days = 0) and not exists (
    select from escalations e
    where e.district_id = :district_id and e.recipient_id = c.recipient_id and e.fired_on = :day)
  order by c.task_id, c.place, c.recipient_id
  on conflict do nothing
  returning id, task_id, plan_id, activity_code, title, text_code, text_values, school_id, owner_id, due_on, school_days_overdue,
    after_school_days, tell, recipient_id, fired_on),
told as (
  {emit_sql(EscalationFired, "fired f", "f", order_by="f.id", escalation_id="f.id")})
select * from fired order by recipient_id, due_on, id""")

PREVIEW = text(f"""
with {REACHED},
standing_at as (select place, count(distinct task_id) as tasks from standing group by place),
reached_at as (
  select place, count(distinct task_id) as tasks, count(distinct recipient_id) as people from reached group by place),
fresh_at as (
  select place, count(distinct task_id) as tasks, count(distinct recipient_id) as people from fresh group by place)
select coalesce(r.tasks, 0) as tasks, coalesce(r.people, 0) as people,
  coalesce(f.tasks, 0) as new_tasks, coalesce(f.people, 0) as new_people,
  coalesce(s.tasks, 0) - coalesce(r.tasks, 0) as tasks_without_anybody
from rungs g left join standing_at s using (place) left join reached_at r using (place) left join fresh_at f using (place)
order by place""")

# What joins here are whole sets, of which the planner knows nothing: it would look each task up one by one.
WHOLE_SETS = text("""select set_config('enable_nestloop', :others, true), set_config('work_mem', '32MB', true),
  set_config('plan_cache_mode', 'force_custom_plan', true)""")

FIRST = text("""insert into escalation_ladders
  (district_id, id, rungs, created_at, updated_at, created_by, updated_by, version)
values (:district_id, :id, cast(:rungs as jsonb), :now, :now, :actor, :actor, 0) on conflict (district_id) do nothing""")


async def find_ladder(ctx: Context) -> EscalationLadderRow | None:
    """The ladder the district set, if it has."""
    row: EscalationLadderRow | None = await ctx.session.scalar(select(EscalationLadderRow))
    return row


async def lock_ladder(ctx: Context) -> EscalationLadderRow:
    """The district's ladder, locked; the usual one becomes a row of version 0 to be changed."""
    rungs = orjson.dumps([asdict(rung) for rung in USUAL]).decode()
    values = {"district_id": ctx.district_id, "id": new_id(), "rungs": rungs, "now": ctx.now, "actor": ctx.actor}
    await ctx.session.execute(FIRST, values)
    return (await ctx.session.scalars(select(EscalationLadderRow).with_for_update())).one()


async def fire(ctx: Context, rungs: Sequence[Rung], day: date) -> Sequence[Row[Any]]:
    """Record whom the ladder tells anew of the day's overdue tasks, and say so on the bus; each recording is returned."""
    return await _run(ctx, FIRE, rungs, day, ctx.emitting())


async def preview(ctx: Context, rungs: Sequence[Rung], day: date) -> Sequence[Row[Any]]:
    """Counts for each rung, lowest first; changes nothing."""
    return await _run(ctx, PREVIEW, rungs, day, {})


# Who has left is asked nothing any more.
UNSEEN = """e.recipient_id = :person_id and e.fired_on = :day and e.acknowledged_at is null and exists (
  select from directory_staff p where p.district_id = e.district_id and p.id = e.recipient_id and p.active)"""
COUNT_UNSEEN = text(f"select count(*) from escalations e where e.district_id = :district_id and {UNSEEN}")
LOCK_UNSEEN = text(
    f"select e.* from escalations e where e.district_id = :district_id and {UNSEEN} order by e.id for update of e"
)


async def count_unseen(ctx: Context, person_id: UUID, day: date) -> int:
    """What came up to somebody at work on a day and they have not acknowledged."""
    values = {"district_id": ctx.district_id, "person_id": person_id, "day": day}
    return int(await ctx.session.scalar(COUNT_UNSEEN, values) or 0)


async def lock_unseen(ctx: Context, person_id: UUID, day: date) -> list[EscalationRow]:
    """The same, to be acknowledged."""
    values = {"district_id": ctx.district_id, "person_id": person_id, "day": day}
    query = select(EscalationRow).from_statement(LOCK_UNSEEN).execution_options(populate_existing=True)
    return list(await ctx.session.scalars(query, values))


async def told_at_schools(ctx: Context) -> set[str]:
    """The roles a rung tells at the task's own school; the others are told for the district."""
    return {role.code for role in (await catalogue(ctx)).values() if role.is_of_school}


async def _run(
    ctx: Context, statement: TextClause, rungs: Sequence[Rung], day: date, more: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    at_school = await told_at_schools(ctx)
    placed = [{"place": place, **asdict(rung), "at_school": rung.tell in at_school} for place, rung in enumerate(rungs)]
    values = {"district_id": ctx.district_id, "day": day, "rungs": orjson.dumps(placed).decode(), **more}
    await ctx.session.execute(WHOLE_SETS, {"others": "off"})
    found = (await ctx.session.execute(statement, values)).all()
    await ctx.session.execute(WHOLE_SETS, {"others": "on"})
    return found
