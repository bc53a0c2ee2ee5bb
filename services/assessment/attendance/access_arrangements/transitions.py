"""What may be done to an arrangement."""

from services.assessment.attendance.access_arrangements.errors import AccessEnded
from services.assessment.attendance.access_arrangements.tables import ArrangementState
from shared.context.transitions import Nobody, Transition

CHANGE = Transition(
    *("change", "attendance-rules:write", (ArrangementState.ACTIVE,)),
    refusal=AccessEnded,
    next_to_act=Nobody("It says what is so."),
)
END = Transition(
    *("end", "attendance-rules:write", (ArrangementState.ACTIVE,), ArrangementState.ENDED),
    refusal=AccessEnded,
    next_to_act=Nobody("Nobody is asked any more."),
)

TRANSITIONS = (CHANGE, END)
