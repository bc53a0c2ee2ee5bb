"""What may be done to a batch."""

from services.assessment.feeds.batches.tables import BatchState
from services.assessment.indicators.batches.errors import BatchTakenBack
from shared.context.transitions import Nobody, Transition

TAKE_BACK = Transition(
    *("take-back", "indicator-batches:write", (BatchState.OPEN, BatchState.APPLIED), BatchState.TAKEN_BACK),
    refusal=BatchTakenBack,
    next_to_act=Nobody("What stood there before stands again."),
)

TRANSITIONS = (TAKE_BACK,)
