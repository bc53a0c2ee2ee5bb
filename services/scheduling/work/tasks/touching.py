"""What became different about tasks that no event of its own tells: whoever shows them reads them again."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.scheduling.work.tasks.events import TasksTouched, TouchedTask
from shared.context.context import Context
from shared.ids import new_id

#: What of a task's history such an event tells; the rest has one of its own.
TOLD = ("target_on", "step", "step_done", "note", "link", "file", "barrier", "comment")
MOST_TASKS = 200

OF_TASKS = text("""
select t.id, t.plan_id, t.school_id, t.owner_id from tasks t
where t.district_id = :district_id and t.id = any(cast(:task_ids as uuid[])) order by t.school_id, t.id""")


def touch(ctx: Context, task_ids: list[UUID], what: str) -> None:
    """Have it told with the commit that this became different about these tasks."""
    if task_ids:
        ctx.leave_for_last(_tell, [(id_, what) for id_ in task_ids])


async def _tell(ctx: Context, touched: list[Any]) -> None:
    """One event a place and chunk, so that nobody reads of another school's."""
    what: dict[UUID, set[str]] = defaultdict(set)
    for task_id, one in touched:
        what[task_id].add(one)
    by_school: dict[UUID | None, list[TouchedTask]] = defaultdict(list)
    for row in await ctx.ask(OF_TASKS, {"district_id": ctx.district_id, "task_ids": list(what)}):
        by_school[row["school_id"]].append(
            TouchedTask(
                task_id=row["id"], plan_id=row["plan_id"], owner_id=row["owner_id"], what=sorted(what[row["id"]])
            )
        )
    for school_id, tasks in by_school.items():
        for first in range(0, len(tasks), MOST_TASKS):
            some = tasks[first : first + MOST_TASKS]
            ctx.emit(TasksTouched(touch_id=new_id(), school_id=school_id, tasks=some))
