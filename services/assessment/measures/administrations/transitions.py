"""What may be done to an administration."""

from services.assessment.measures.administrations.errors import (
    AdministrationNotOpen,
    AdministrationNotScored,
    ScoredAlready,
    WithdrawnAlready,
)
from services.assessment.measures.administrations.tables import AdministrationState
from shared.context.transitions import Nobody, Transition

OPEN = (AdministrationState.OPEN,)
SCORED = (AdministrationState.SCORED,)

ANSWER = Transition(
    *("answers", "administrations:write", OPEN),
    refusal=AdministrationNotOpen,
    next_to_act=Nobody("Whoever holds it is answering."),
)
SETTLED = Nobody("What it proves, or proves no more, is told to the owners of those tasks.")
SCORE = Transition(
    "score",
    "administrations:write",
    OPEN,
    AdministrationState.SCORED,
    refusal=AdministrationNotOpen,
    refusals={AdministrationState.SCORED: ScoredAlready},
    next_to_act=SETTLED,
)
CORRECT = Transition("correct", "administrations:write", SCORED, refusal=AdministrationNotScored, next_to_act=SETTLED)
WITHDRAW = Transition(
    "withdraw",
    "administrations:write",
    (*OPEN, *SCORED),
    AdministrationState.WITHDRAWN,
    refusal=WithdrawnAlready,
    next_to_act=SETTLED,
)

TRANSITIONS = (ANSWER, SCORE, CORRECT, WITHDRAW)
