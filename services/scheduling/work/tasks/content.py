"""A task as callers get it: with its activity's words and what the school added."""

from services.scheduling.work.tasks import repository
from services.scheduling.work.tasks.schemas import Evidence, Step, Task, TaskNote
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context

#: Fields of the wire that are the task row's own.
OWN = (
    *("id", "plan_id", "goal_id", "strategy_id", "activity_id", "school_id", "owner_id", "state"),
    *("occurrence_on", "due_on", "target_on", "blocked_on", "done_on", "version", "created_at", "updated_at"),
    *("started_at", "done_at", "done_by", "withdrawn_reason"),
)


async def wire(ctx: Context, row: TaskRow) -> Task:
    """The whole task."""
    activity = await repository.get_activity(ctx, row.activity_id)
    steps, notes, evidence = await repository.list_additions(ctx, row.id)
    return Task(
        **{name: getattr(row, name) for name in OWN},
        activity_code=activity.code,
        title=activity.title,
        instructions=activity.instructions,
        owner_role=activity.owner_role,
        done_when=activity.done_when,
        steps=[Step.model_validate(step) for step in steps],
        notes=[TaskNote.model_validate(note) for note in notes],
        evidence=[Evidence.model_validate(entry) for entry in evidence],
    )
