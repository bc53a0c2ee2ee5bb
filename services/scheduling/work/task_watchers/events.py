"""Events of watchers."""

from uuid import UUID

from shared.events.event import Event


class TaskWatched(Event, type="scheduling.task.watched.v1", subject="tasks/{task_id}"):
    """Somebody watches a task from now on, or does no more: their own matter, in every window they have open."""

    task_id: UUID
    staff_id: UUID
    is_watching: bool
