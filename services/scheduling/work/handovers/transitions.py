"""What may be done to a handover."""

from enum import StrEnum

from services.scheduling.work.handovers.tables import HandoverRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition


class HandoverState(StrEnum):
    """Whether the tasks have found somebody."""

    WAITING = "waiting"
    PASSED = "passed"


def state_of(row: HandoverRow, _: Context) -> HandoverState:
    """How a handover stands."""
    return HandoverState.WAITING if row.new_owner_id is None else HandoverState.PASSED


#: The right is for others than the two, who always may.
NOTES = Transition(
    *("notes", "handovers:write", tuple(HandoverState)),
    scope="tasks:write",
    state_of=state_of,
    next_to_act=Nobody("They are words between two people; the tasks are with their owners."),
)

TRANSITIONS = (NOTES,)
