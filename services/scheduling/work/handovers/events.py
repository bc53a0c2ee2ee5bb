"""Events of handovers."""

from uuid import UUID

from shared.events.event import Event
from shared.events.provable import Provable

MADE = Provable(
    right="handovers:write",
    fields={"role": (), "task_count": (), "overdue_count": (), "open_count": ()},
    person="new_owner_id",
    said={"en": "the work of the {role} changed hands{place}", "es": "el trabajo de {role} cambió de manos{place}"},
)


class HandoverMade(Event, type="scheduling.handover.made.v1", subject="handovers/{handover_id}", provable=MADE):
    """A role changed hands, and its tasks with it."""

    handover_id: UUID
    former_owner_id: UUID
    new_owner_id: UUID | None
    school_id: UUID | None
    role: str
    task_count: int
    overdue_count: int
    open_count: int
