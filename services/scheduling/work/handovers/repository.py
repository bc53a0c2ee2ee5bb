"""SQL of handovers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from services.scheduling.planning.targets.owners import task_holders_in_sql
from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.work.handovers.schemas import HandoverList, HandoverSummary
from services.scheduling.work.handovers.tables import HandoverNoteRow, HandoverRow
from services.scheduling.work.task_states import TO_DO_SQL
from services.scheduling.work.tasks.may import MAY
from services.scheduling.work.tasks.repository import COLUMNS, LIVE, MOVING, ROLE, SOURCE
from shared.context.context import Context
from shared.context.leads import Branch, Lead, at_each
from shared.context.listing import listing
from shared.directory.references import ACTOR, SCHOOL, STAFF

#: Days ahead that are soon.
SOON = 14
MOST_TASKS = 500
MOST_TASK_NOTES = 20
MOST_ROLES = 1_000
MOST_HOLDERS = 20

#: The tasks `t` of a handover `s`: those its change took from the former owner at the school, of the role.
OF = f"""task_history x
  join tasks t on t.district_id = x.district_id and t.id = x.task_id
  left join activities a on a.district_id = t.district_id and a.id = t.activity_id
  where x.district_id = s.district_id and x.change_id = s.change_id and x.what = 'owner_id'
    and x.before = s.former_owner_id::text and t.school_id is not distinct from s.school_id and {ROLE} = s.role"""

# Who had tasks of a role at a school and who has them now, from the history this change has just written.
HAND_OVER = text(f"""
with moved as (
  select cast(h.before as uuid) as former_owner_id, cast(h.after as uuid) as new_owner_id, t.school_id, {ROLE} as role,
    count(*)::int as task_count, count(*) filter (where t.state = 'open')::int as open_count,
    count(*) filter (where t.state in {TO_DO_SQL} and t.due_on < :today)::int as overdue_count
  from task_history h
  join tasks t on t.district_id = h.district_id and t.id = h.task_id
  left join activities a on a.district_id = t.district_id and a.id = t.activity_id
  where h.district_id = :district_id and h.change_id = :change_id and h.what = 'owner_id' and h.before is not null
    and t.state <> 'withdrawn' and {ROLE} is not null
  group by h.before, h.after, t.school_id, {ROLE})
insert into handovers (district_id, id, change_id, former_owner_id, new_owner_id, school_id, role, task_count, open_count,
                       overdue_count, created_at, updated_at, created_by, updated_by, version)
select :district_id, uuidv7(), :change_id, former_owner_id, new_owner_id, school_id, role, task_count, open_count,
       overdue_count, :now, :now, :actor, :actor, 1
from moved order by former_owner_id, school_id, role
returning id, former_owner_id, new_owner_id, school_id, role, task_count, open_count, overdue_count""")

# What lay with nobody since somebody left, and has found somebody: the latest such handover of the school and role.
TAKE_OVER = text(f"""
with taken as (
  select distinct on (t.school_id, {ROLE}) {place_in_sql("t.school_id")} as place, {ROLE} as role,
         cast(h.after as uuid) as new_owner_id
  from task_history h
  join tasks t on t.district_id = h.district_id and t.id = h.task_id
  left join activities a on a.district_id = t.district_id and a.id = t.activity_id
  where h.district_id = :district_id and h.change_id = :change_id and h.what = 'owner_id' and h.before is null
    and h.after is not null and t.state <> 'withdrawn' and {ROLE} is not null
  order by t.school_id, {ROLE}, h.after),
waiting as (
  select distinct on (o.school_id, o.role) o.id, k.new_owner_id
  from handovers o join taken k on k.place = {place_in_sql("o.school_id")} and k.role = o.role
  where o.district_id = :district_id and o.new_owner_id is null order by o.school_id, o.role, o.id desc)
update handovers o set new_owner_id = w.new_owner_id, updated_at = :now, updated_by = :actor, version = o.version + 1
from waiting w where o.district_id = :district_id and o.id = w.id
returning o.id, o.former_owner_id, o.new_owner_id, o.school_id, o.role, o.task_count, o.open_count, o.overdue_count""")


WAITING = f"s.new_owner_id is null and exists (select from {OF} and t.owner_id is null and {LIVE})"

LISTING = listing(
    HandoverRow,
    HandoverSummary,
    HandoverList,
    filters={
        # Who may not see every school sees their own and, after themselves, those at the schools in the list.
        "visible": Lead(
            (
                at_each("s.school_id", "({}::uuid[])[2:]"),
                Branch("s.former_owner_id = ({}::uuid[])[1]"),
                Branch("s.new_owner_id = ({}::uuid[])[1]"),
            )
        ),
        "waiting=true": WAITING,
        "waiting=false": f"not ({WAITING})",
    },
)

GIVEN, MAY_DO = MAY.bound

# `repository.md` explains it from end to end.
PAGE = text(f"""
with recursive {GIVEN},
of as materialized (
  select t.district_id, t.id, t.plan_id, t.due_on, t.state from handovers s, {OF} and s.id = :handover_id),
shown as (
  select t.id, t.due_on, case when {MOVING} and t.due_on < :today then 'overdue'
                              when t.due_on <= cast(:today as date) + {SOON} then 'upcoming' else 'later' end as part,
    (select row_to_json(wire) from (select {COLUMNS}, {MAY_DO} as may,
      (select count(*) from task_steps s where s.task_id = t.id and s.done_at is not null) as steps_done,
      (select count(*) from task_steps s where s.task_id = t.id) as steps_total,
      coalesce((select json_agg(n order by n.id) from (
        select n.id, n.body, n.visibility, {ACTOR.reference("n.created_by")} as created_by, n.created_at from task_notes n
        where n.task_id = t.id and (n.created_by = :actor or n.visibility = any (cast(:readable as text[])))
        order by n.id desc limit {MOST_TASK_NOTES}) n), '[]') as notes,
      coalesce((select json_agg(b order by b.number) from (
        select b.id, b.number, 'BR-' || b.number as code, b.state, b.level, b.answer_due_on
        from barrier_tasks k join barriers b on b.district_id = k.district_id and b.id = k.barrier_id
        where k.task_id = t.id and k.unblocked_on is null) b), '[]') as barriers) wire) as task
  from {SOURCE} where t.id in (select id from of) and {LIVE} order by t.due_on, t.id limit {MOST_TASKS})
select json_build_object(
  'live_count', (select count(*) from of t where {LIVE}), 'done_count', (select count(*) from of where state = 'done'),
  'overdue', coalesce(json_agg(task order by due_on, id) filter (where part = 'overdue'), '[]'),
  'upcoming', coalesce(json_agg(task order by due_on, id) filter (where part = 'upcoming'), '[]'),
  'later', coalesce(json_agg(task order by due_on, id) filter (where part = 'later'), '[]'),
  'notes', (select coalesce(json_agg(n order by n.id), '[]') from (
    select n.id, n.body, {ACTOR.reference("n.created_by")} as created_by, n.created_at
    from handover_notes n where n.handover_id = :handover_id) n)) as page
from shown""")

PREVIEW = text(f"""
with {task_holders_in_sql(":today", "r.staff_id <> :staff_id")},
mine as (
  select t.school_id, {ROLE} as role, count(*) as task_count, count(*) filter (where {MOVING} and t.due_on < :today)
         as overdue_count, min(t.due_on) as first_due_on
  from {SOURCE} where t.owner_id = :staff_id and {LIVE} and t.slot_id is null
    and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))
  group by t.school_id, {ROLE}),
shown as (
  select m.*, coalesce(s.staff_id, d.staff_id) as new_owner_id, array(
    select o.staff_id from holding o where o.role = m.role and (o.school_id = m.school_id or o.school_id is null)
    group by o.staff_id order by min(o.starts_on), o.staff_id limit {MOST_HOLDERS}) as other_holder_ids
  from mine m left join at_school s on s.school_id = m.school_id and s.role = m.role
  left join of_district d on d.role = m.role order by m.school_id, m.role limit {MOST_ROLES})
select json_build_object('task_count', (select coalesce(sum(task_count), 0) from mine),
  'roles', coalesce(json_agg((select row_to_json(wire) from (
      select {SCHOOL.reference("s.school_id")} as school, s.role, s.task_count, s.overdue_count, s.first_due_on,
        {STAFF.reference("s.new_owner_id")} as new_owner, {STAFF.references("s.other_holder_ids")} as other_holders) wire)
    order by s.school_id, s.role), '[]')) as preview
from shown s""")


async def page(ctx: Context, handover_id: UUID, today: date, readable: Sequence[str]) -> dict[str, Any]:
    """The handover's tasks and notes; of the tasks' notes the caller's own and those of a `readable` visibility."""
    values = {"handover_id": handover_id, "today": today, "actor": ctx.actor, "readable": list(readable)}
    values |= MAY.values(ctx.principal, ctx.now)
    return dict((await ctx.session.execute(PAGE, values)).scalar_one())


async def count_notes(ctx: Context, handover_id: UUID) -> int:
    """How many notes a handover has."""
    query = select(func.count(HandoverNoteRow.id)).where(HandoverNoteRow.handover_id == handover_id)
    return int(await ctx.session.scalar(query) or 0)


async def preview(ctx: Context, staff_id: UUID, today: date, school_ids: Sequence[UUID] | None) -> dict[str, Any]:
    """The person's live tasks by school and role; without `school_ids`, at every school."""
    values = {"staff_id": staff_id, "today": today, "every_school": school_ids is None}
    found = await ctx.session.execute(PREVIEW, {**values, "school_ids": list(school_ids or [])})
    return dict(found.scalar_one())


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
