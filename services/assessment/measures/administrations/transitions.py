"""What may be done to an administration."""

from services.assessment.measures.administrations.errors import AdministrationNotOpen, ScoredAlready
from services.assessment.measures.administrations.tables import AdministrationState
from shared.context.transitions import Transition

OPEN = (AdministrationState.OPEN,)

ANSWER = Transition("answers", "administrations:write", OPEN, refusal=AdministrationNotOpen)
SCORE = Transition(
    "score",
    "administrations:write",
    OPEN,
    AdministrationState.SCORED,
    refusal=AdministrationNotOpen,
    refusals={AdministrationState.SCORED: ScoredAlready},
)
WITHDRAW = Transition(
    "withdraw", "administrations:write", OPEN, AdministrationState.WITHDRAWN, refusal=AdministrationNotOpen
)

TRANSITIONS = (ANSWER, SCORE, WITHDRAW)
