"""What may be done to a definition: once adopted it never changes, so that a figure can say by which it was made."""

from services.assessment.attendance.definitions.errors import AttendanceDefinitionFixed
from services.assessment.attendance.definitions.tables import DefinitionState
from shared.context.transitions import Nobody, Transition

DRAFT = (DefinitionState.DRAFT,)

CHANGE = Transition(
    *("change", "attendance-rules:write", DRAFT),
    refusal=AttendanceDefinitionFixed,
    next_to_act=Nobody("Its author is writing it."),
)
ADOPT = Transition(
    *("adopt", "attendance-rules:write", DRAFT, DefinitionState.IN_FORCE),
    refusal=AttendanceDefinitionFixed,
    next_to_act=Nobody("Figures are made by it at once."),
)

TRANSITIONS = (CHANGE, ADOPT)
