"""Events of handovers."""

from uuid import UUID

from shared.events.event import Event


class HandoverMade(Event, type="scheduling.handover.made.v1", subject="handovers/{handover_id}"):
    """A role changed hands, and its tasks with it."""

    handover_id: UUID
    former_owner_id: UUID
    new_owner_id: UUID | None
    school_id: UUID | None
    role: str
    task_count: int
    overdue_count: int
    open_count: int
