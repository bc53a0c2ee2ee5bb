"""The history of a task: the one place it is written, and how it is read. Set-based changes insert the same lines in SQL.

`what` is the field that became different (`state`, `owner_id`, `due_on`, `target_on`, `blocked_on`) with its values as text, or
the kind of thing that was added (`before` null) or taken away (`after` null): `step`, `step_done`, `link`, `file` with its
title, `evidence` with the event's type, `barrier` with its number (BR-17), `note` with its visibility and never its words.
"""

from typing import Any
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.work.tasks.schemas import HistoryEntry
from services.scheduling.work.tasks.tables import NoteVisibility, TaskEntryRow
from services.scheduling.work.tasks.touching import TOLD, touch
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging

LISTING = listing(
    TaskEntryRow,
    HistoryEntry,
    Paging,
    changed="happened_at",
    filters={
        "task_id": "s.task_id = {}::uuid",
        # That the district noted something for itself is not told to a school.
        "reader": "(s.what <> 'note' or s.after = 'school' or s.actor = {})",
    },
)


def record(
    ctx: Context, task_id: UUID, what: str, before: object, after: object, change_id: UUID | None = None
) -> None:
    """Write one line with this piece of work; nothing if nothing became different."""
    if before != after:
        # That the district noted something for itself is told to nobody.
        if what in TOLD and not (what == "note" and after != NoteVisibility.SCHOOL):
            touch(ctx, [task_id], what)
        ctx.add(
            TaskEntryRow(
                task_id=task_id,
                happened_at=ctx.now,
                actor=ctx.actor,
                what=what,
                before=None if before is None else str(before),
                after=None if after is None else str(after),
                change_id=change_id,
            )
        )


def scope(ctx: Context, task_id: UUID) -> dict[str, Any]:
    """What the list is narrowed to: one task, and for a school's people what the district noted for itself left out."""
    reader = {} if sees_whole_district(ctx) else {"reader": ctx.actor}
    return {"task_id": task_id, **reader}


def sees_whole_district(ctx: Context) -> bool:
    """Does the caller see every school's tasks, by a role for the district or as a machine client?"""
    return POLICY.schools(ctx, "tasks:read") is None
