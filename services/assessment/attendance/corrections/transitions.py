"""What may be done to a correction."""

from services.assessment.attendance.corrections.errors import CorrectionOver
from services.assessment.attendance.corrections.tables import CorrectionState
from shared.context.transitions import Nobody, Transition

TAKE_BACK = Transition(
    *("take-back", "attendance:correct", (CorrectionState.STANDING,), CorrectionState.TAKEN_BACK),
    refusal=CorrectionOver,
    next_to_act=Nobody("What is reported counts again."),
)

TRANSITIONS = (TAKE_BACK,)
