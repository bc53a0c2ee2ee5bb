"""SQL of what is owed: what was asked, and its tasks made what is asked now."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.work.owed.rules import Difference
from services.scheduling.work.owed_works.tables import OwedState, OwedWorkRow
from services.scheduling.work.task_states import LIVE, LIVE_SQL, TaskState
from services.scheduling.work.tasks.change_events import FORMER, STAMP, emitted_in_sql
from services.scheduling.work.tasks.tables import OriginKind, TaskRow
from shared.context.context import Context
from shared.directory.queries import holders_in_sql
from shared.ids import new_id

NOT_ASKED = "It is not asked for any more."

# Makes the open tasks of a piece of work what is asked now: `repository.md` explains it from end to end.
MAKE = text(f"""
with {holders_in_sql(":today")},
work as (select * from owed_works where district_id = :district_id and id = :owed_work_id),
asked as (
  select w.*, h.staff_id as slot_id, h.staff_id as owner_id
  from work w join (select distinct school_id, role, staff_id from holding) h
    on h.role = w.role and h.school_id is not distinct from w.school_id
  where :is_asked and w.owned_by = '{OwnedBy.EACH}'
  union all
  select w.*, null::uuid, case when w.owned_by = '{OwnedBy.ONE}' then coalesce(w.person_id, a.staff_id, d.staff_id) end
  from work w
  left join at_school a on a.school_id = w.school_id and a.role = w.role
  left join of_district d on d.role = w.role
  where :is_asked and w.owned_by <> '{OwnedBy.EACH}'),
had as materialized (
  select t.id, t.slot_id from tasks t
  where t.district_id = :district_id and t.owed_work_id = :owed_work_id and t.state in {LIVE_SQL}
  order by t.id for update of t),
wished as (
  select h.id, h.slot_id, a.id is null or :is_afresh as is_over, a.due_on, a.title, a.role, a.owner_id
  from had h left join asked a on a.slot_id is not distinct from h.slot_id),
updated as (
  update tasks t set {STAMP},
    state = case when w.is_over then 'withdrawn' else t.state end,
    title = case when w.is_over then t.title else w.title end,
    role = case when w.is_over then t.role else w.role end,
    due_on = case when not w.is_over and :is_redated then w.due_on else t.due_on end,
    target_on = case when not w.is_over and :is_redated and t.target_on > w.due_on then w.due_on else t.target_on end,
    moved_from = case when not w.is_over and :is_redated then null else t.moved_from end,
    owner_id = case when not w.is_over and :is_reassigned then w.owner_id else t.owner_id end,
    owner_cause = case when not w.is_over and :is_reassigned then 'role' else t.owner_cause end,
    blocked_on = case when not w.is_over then t.blocked_on end,
    withdrawn_reason = case when w.is_over then cast(:reason as text) end,
    withdrawn_cause = case when w.is_over then 'rule' end
  from wished w
  where t.district_id = :district_id and t.id = w.id
    and (w.is_over or :is_redated or :is_reassigned or t.title <> w.title)
  returning {FORMER}),
added as (
  insert into tasks (district_id, id, origin_kind, origin_id, owed_work_id, school_id, slot_id, is_pool, role, title,
                     instructions, owner_id, state, due_on, created_at, updated_at, created_by, updated_by, version)
  select :district_id, uuidv7(), case when a.rule is null then '{OriginKind.OWED}' else '{OriginKind.RULE}' end,
         a.origin_id, a.id, a.school_id, a.slot_id, a.owned_by = '{OwnedBy.ANY}',
         a.role, a.title, coalesce(a.instructions, ''), a.owner_id, 'open', a.due_on, :now, :now, :actor, :actor, 1
  from asked a
  where not exists (select from wished w where w.slot_id is not distinct from a.slot_id and not w.is_over)
    and (:is_afresh or not exists (
      select from tasks t where t.district_id = :district_id and t.owed_work_id = :owed_work_id
        and t.slot_id is not distinct from a.slot_id and t.state = 'done'))
  order by a.slot_id
  returning null::text as former_state, null::uuid as former_owner_id, null::date as former_due_on,
            id, origin_kind, plan_id, activity_id, owed_work_id, role, is_pool, school_id, owner_id, state::text, due_on),
{emitted_in_sql("updated", "added")}""")

# Where it would be owed and whom it is asked of: the first of these that is not there.
MISSING = text(f"""
with {holders_in_sql(":today")}
select cast(:school_id as uuid) is null or exists (
    select from directory_schools s where s.id = :school_id and coalesce(s.closes_on, 'infinity') >= :today) as has_school,
  cast(:person_id as uuid) is null or exists (
    select from holding h where h.staff_id = :person_id
      and (h.school_id is null or h.school_id = cast(:school_id as uuid))) as has_person,
  exists (select from holding h where h.role = cast(:role as text)
    and h.school_id is not distinct from cast(:school_id as uuid)) as has_holder""")


class Found(NamedTuple):
    """Does the directory have the school, the person there, and somebody who holds the role there? True of what was not named."""

    has_school: bool
    has_person: bool
    has_holder: bool


async def look_up(ctx: Context, wish: Any, today: date) -> Found:
    """What the directory has of a wish today."""
    values = {"school_id": wish.school_id, "person_id": wish.person_id, "role": wish.role, "today": today}
    return Found(*(await ctx.session.execute(MISSING, values)).one())


async def find(ctx: Context, service: str, origin_type: str, origin_id: UUID) -> OwedWorkRow | None:
    """What was heard of a thing of another service; whoever asks has the turn that wishes are heard in."""
    query = select(OwedWorkRow).where(
        OwedWorkRow.service == service, OwedWorkRow.origin_type == origin_type, OwedWorkRow.origin_id == origin_id
    )
    found: OwedWorkRow | None = await ctx.session.scalar(query)
    return found


async def list_refused(ctx: Context, reasons: list[str]) -> list[OwedWorkRow]:
    """What could not be made for one of these reasons, in the order of ids."""
    query = select(OwedWorkRow).where(OwedWorkRow.state == OwedState.REFUSED, OwedWorkRow.reason.in_(reasons))
    return list(await ctx.session.scalars(query.order_by(OwedWorkRow.id)))


async def make(
    ctx: Context, row: OwedWorkRow, how: Difference, today: date, *, cause: str = "asked", reason: str = NOT_ASKED
) -> int:
    """Make the open tasks what is asked now: nothing, unless it stands. Returns how many were withdrawn, for what reason."""
    fixed = {"change_id": new_id(), "cause": cause, "reason": reason, "today": today}
    flags = {name: getattr(how, name) for name in ("is_afresh", "is_reassigned", "is_redated")}
    asked = {"owed_work_id": row.id, "is_asked": row.state is OwedState.STANDING}
    await ctx.session.flush()
    outcome = (await ctx.session.execute(MAKE, {**fixed, **flags, **asked, **ctx.emitting()})).one()
    return int(outcome.withdrawn)


async def live_tasks(ctx: Context, row: OwedWorkRow) -> list[TaskRow]:
    """Its open tasks, locked, in the order of ids."""
    query = select(TaskRow).where(TaskRow.owed_work_id == row.id, TaskRow.state.in_(LIVE)).order_by(TaskRow.id)
    return list(await ctx.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


async def count_tasks(ctx: Context, row: OwedWorkRow) -> int:
    """How many tasks of it are open or done."""
    query = select(TaskRow.id).where(TaskRow.owed_work_id == row.id, TaskRow.state != TaskState.WITHDRAWN)
    return len(list(await ctx.session.scalars(query)))
