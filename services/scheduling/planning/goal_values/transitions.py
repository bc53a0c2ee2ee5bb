"""What may be done to a value that was written by hand."""

from services.scheduling.planning.goal_values.tables import ValueState
from shared.context.transitions import Transition

WITHDRAW = Transition("withdraw", "plans:write", (ValueState.STANDING,), ValueState.WITHDRAWN)

TRANSITIONS = (WITHDRAW,)
