"""What may be done to an administration."""

from services.assessment.measures.administrations.errors import (
    AdministrationNotOpen,
    AdministrationNotScored,
    ScoredAlready,
    WithdrawnAlready,
)
from services.assessment.measures.administrations.tables import AdministrationState
from shared.context.transitions import Transition

OPEN = (AdministrationState.OPEN,)
SCORED = (AdministrationState.SCORED,)

ANSWER = Transition("answers", "administrations:write", OPEN, refusal=AdministrationNotOpen)
SCORE = Transition(
    "score",
    "administrations:write",
    OPEN,
    AdministrationState.SCORED,
    refusal=AdministrationNotOpen,
    refusals={AdministrationState.SCORED: ScoredAlready},
)
CORRECT = Transition("correct", "administrations:write", SCORED, refusal=AdministrationNotScored)
WITHDRAW = Transition(
    "withdraw",
    "administrations:write",
    (*OPEN, *SCORED),
    AdministrationState.WITHDRAWN,
    refusal=WithdrawnAlready,
)

TRANSITIONS = (ANSWER, SCORE, CORRECT, WITHDRAW)
