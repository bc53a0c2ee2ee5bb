"""What may be done to a value that was written by hand."""

from services.scheduling.planning.goal_values.tables import ValueState
from shared.context.transitions import Nobody, Transition

WITHDRAW = Transition(
    *("withdraw", "plans:write", (ValueState.STANDING,), ValueState.WITHDRAWN),
    next_to_act=Nobody("A goal's figure is put right."),
)

TRANSITIONS = (WITHDRAW,)
