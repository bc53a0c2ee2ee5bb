"""A barrier's steps: the line of its history each leaves, and the facts its event states."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from services.scheduling.work.barriers import people, repository
from services.scheduling.work.barriers.tables import BarrierLevel, BarrierRow, BarrierState, BarrierStepRow, Move
from shared.context.context import Context


def note(
    ctx: Context,
    row: BarrierRow,
    move: Move,
    today: date,
    *,
    before: tuple[BarrierState, BarrierLevel] | None = None,
    reason: str | None = None,
    task_id: UUID | None = None,
    clock_due_on: date | None = None,
) -> None:
    """Write down what was just done to a barrier; `before` is its state and level until then, unless they stayed."""
    came_from = before or (None if move is Move.RAISED else (row.state, row.level))
    ctx.add(
        BarrierStepRow(
            barrier_id=row.id,
            move=move,
            happened_at=ctx.now,
            happened_on=today,
            actor=ctx.actor,
            from_state=came_from[0] if came_from else None,
            to_state=row.state,
            from_level=came_from[1] if came_from else None,
            level=row.level,
            assignee_id=row.assignee_id,
            task_id=task_id,
            reason=reason,
            clock_due_on=clock_due_on,
        )
    )


async def touch(ctx: Context, row: BarrierRow) -> None:
    """Count a change of what hangs on a barrier as one of the barrier: who syncs gets it again."""
    flag_modified(row, "state")
    await ctx.session.flush()


async def facts(ctx: Context, row: BarrierRow, move: Move) -> dict[str, Any]:
    """What every event of a barrier says beside its row, once a move is made."""
    return {
        "school_ids": await repository.schools_of(ctx, row.id),
        "task_count": await repository.count_tasks(ctx, row.id),
        "next_to_act": await people.next_to_act(ctx, row, move),
    }
