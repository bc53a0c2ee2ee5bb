"""What may be done to a value that was written by hand."""

from enum import StrEnum

from services.scheduling.planning.goal_values.tables import GoalValueRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition


class ValueState(StrEnum):
    """Whether a value counts."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


def state_of(row: GoalValueRow, _: Context | None = None) -> ValueState:
    """How a value stands."""
    return ValueState.STANDING if row.withdrawn_reason is None else ValueState.WITHDRAWN


WITHDRAW = Transition(
    *("withdraw", "plans:write", (ValueState.STANDING,), ValueState.WITHDRAWN),
    state_of=state_of,
    next_to_act=Nobody("A goal's figure is put right."),
)

TRANSITIONS = (WITHDRAW,)
