"""Which of these people may see a task today, and hear of it? The same answer `POLICY` gives a caller, asked about others."""

from uuid import UUID

from sqlalchemy import text

from services.scheduling.permissions import POLICY
from services.scheduling.work.tasks.sharing import does_in_sql
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.db.literals import literals
from shared.directory.queries import at_work_in_sql, held_in_sql

READING = POLICY.rules["tasks:read"]
TODAY = day_in_sql(":now")


def sees_in_sql(staff: str) -> str:
    """SQL: a staff member may see the task `t` today; it takes `:now`."""
    return f"""exists (
  select from directory_roles r
  {at_work_in_sql()}
  where r.district_id = t.district_id and r.staff_id = {staff}
    and {held_in_sql(TODAY)}
    and ((r.school_id is null or r.school_id = t.school_id) and (
        r.profile in ({literals(sorted(READING.district))}) and r.school_id is null
        or r.profile in ({literals(sorted(READING.school))}) and r.school_id is not null
        or {does_in_sql("r.staff_id", TODAY)})
      or t.given_by = r.staff_id))"""


WHO_SEES = text(f"""
select asked.id from unnest(cast(:staff_ids as uuid[])) as asked (id), tasks t
where t.district_id = :district_id and t.id = :task_id and {sees_in_sql("asked.id")}""")  # noqa: S608

HEARING = text(f"""
select w.staff_id from task_watchers w join tasks t on t.district_id = w.district_id and t.id = w.task_id
where w.district_id = :district_id and w.task_id = :task_id and {sees_in_sql("w.staff_id")} order by w.staff_id""")  # noqa: S608


async def who_sees(ctx: Context, task: TaskRow, staff_ids: list[UUID]) -> set[UUID]:
    """Those of `staff_ids` who may see the task today."""
    if not staff_ids:
        return set()
    values = {"task_id": task.id, "staff_ids": staff_ids, "district_id": ctx.district_id, "now": ctx.now}
    return {row[0] for row in await ctx.ask(WHO_SEES, values)}


async def hearing(ctx: Context, task: TaskRow) -> list[UUID]:
    """Who is to hear of a change: those who watch the task and may still see it."""
    known = _known(ctx).get((task.id, task.owner_id))
    if known is not None:
        return known
    values = {"district_id": ctx.district_id, "task_id": task.id, "now": ctx.now}
    return [row[0] for row in await ctx.ask(HEARING, values)]


def keep_hearing(ctx: Context, task: TaskRow, found: list[UUID]) -> None:
    """They are known for this piece of work, as long as the task is the same owner's."""
    _known(ctx)[task.id, task.owner_id] = found


def _known(ctx: Context) -> dict[tuple[UUID, UUID | None], list[UUID]]:
    known: dict[tuple[UUID, UUID | None], list[UUID]] = ctx.session.info.setdefault("hearing", {})
    return known
