"""What may be done to a delegation."""

from enum import StrEnum

from services.scheduling.work.delegations.tables import DelegationRow
from shared.context.context import Context
from shared.context.transitions import Transition, Who


class DelegationState(StrEnum):
    """Whether somebody or something ended it; its days say by themselves when it holds."""

    STANDING = "standing"
    ENDED = "ended"


def state_of(row: DelegationRow, _: Context) -> DelegationState:
    """How a delegation stands."""
    return DelegationState.STANDING if row.ended_at is None else DelegationState.ENDED


END = Transition(
    *("end", "delegations:write", (DelegationState.STANDING,), DelegationState.ENDED),
    state_of=state_of,
    next_to_act=Who.ABSENT,
)

TRANSITIONS = (END,)
