"""What somebody did by hand to tasks of others, told to each person once, however many tasks it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from services.scheduling.work.task_states import TaskState
from services.scheduling.work.tasks.change_events import emitted_in_sql
from shared.context.context import Context
from shared.ids import new_id


@dataclass(frozen=True)
class Former:
    """How a task stood before."""

    state: TaskState
    owner_id: UUID | None


# The tasks are changed already: this writes the lines of their history, and an event for each person.
TELL = text(f"""
with updated as (
  select f.state as former_state, f.owner_id as former_owner_id, t.due_on as former_due_on, t.id, t.origin_kind,
         t.plan_id, t.activity_id, t.owed_work_id, t.role, t.is_pool,
         t.school_id, t.owner_id, t.state::text as state, t.due_on
  from unnest(cast(:ids as uuid[]), cast(:states as text[]), cast(:owner_ids as uuid[])) f (id, state, owner_id)
  join tasks t on t.district_id = :district_id and t.id = f.id),
{emitted_in_sql("updated")}""")


async def tell(ctx: Context, former: Mapping[UUID, Former]) -> None:
    """Note in the tasks' history what one act did to them, and tell the people concerned: former owners and new ones."""
    if not former:
        return
    ids = sorted(former)
    values = {
        "ids": ids,
        "states": [former[id_].state.value for id_ in ids],
        "owner_ids": [former[id_].owner_id for id_ in ids],
        "change_id": new_id(),
        "cause": "hand",
    }
    await ctx.session.execute(TELL, {**values, **ctx.emitting()})
