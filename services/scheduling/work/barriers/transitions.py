"""What may be done to a barrier: raised → triaged → assigned (→ escalated) → decided → resolved → confirmed, or reopened."""

from collections.abc import Mapping

from services.scheduling.work.barriers.rules import STANDING, WAITING, above
from services.scheduling.work.barriers.tables import BarrierLevel, BarrierRow, BarrierState, Move
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who
from shared.errors import WrongState
from shared.texts.words import Words

EVERY = tuple(BarrierState)


async def has_level_above(_: Context, row: BarrierRow) -> None:
    """From the last level none leads up."""
    if above(row.level) is None:
        raise WrongState(
            Words(
                f"It is on level {row.level}; no level is above.",
                es=f"Está en el nivel {row.level}; no hay otro por encima.",
            )
        )


TRIAGE = Transition(
    "triage",
    "barriers:triage",
    (BarrierState.RAISED, BarrierState.TRIAGED, BarrierState.REOPENED),
    BarrierState.TRIAGED,
    next_to_act=Who.KEEPERS,
)
ASSIGN = Transition(
    "assign",
    "barriers:triage",
    (BarrierState.TRIAGED, BarrierState.ASSIGNED, BarrierState.ESCALATED, BarrierState.REOPENED),
    BarrierState.ASSIGNED,
    next_to_act=Who.ASSIGNEE,
)
ESCALATE = Transition(
    *("escalate", "barriers:triage", WAITING, BarrierState.ESCALATED),
    conditions=(has_level_above,),
    next_to_act=Who.KEEPERS,
)
DECIDE = Transition(
    *("decide", "barriers:triage", (BarrierState.ASSIGNED, BarrierState.ESCALATED), BarrierState.DECIDED),
    next_to_act=Who.ANSWERING,
)
RESOLVE = Transition(
    "resolve", "barriers:triage", (BarrierState.DECIDED,), BarrierState.RESOLVED, next_to_act=Who.RAISER
)
#: Who raised it judges, and by this right a district coordinator in their stead.
CONFIRM = Transition(
    *("confirm", "barriers:confirm", (BarrierState.RESOLVED,), BarrierState.CONFIRMED),
    scope="barriers:write",
    next_to_act=Nobody("It is over."),
)
REOPEN = Transition(
    *("reopen", "barriers:confirm", (BarrierState.RESOLVED,), BarrierState.REOPENED),
    scope="barriers:write",
    next_to_act=Who.ANSWERING,
)
STAYS = Nobody("It stays with whoever owes the answer.")
TASKS = Transition("tasks", "barriers:write", STANDING, next_to_act=STAYS)
SCHOOLS = Transition("schools", "barriers:write", STANDING, next_to_act=STAYS)
COMMENTS = Transition("comments", "barriers:write", EVERY, next_to_act=STAYS)

#: Those that leave a step of their own, in the order replies name them.
MOVES: Mapping[Move, Transition[BarrierState]] = {
    Move.TRIAGED: TRIAGE,
    Move.ASSIGNED: ASSIGN,
    Move.ESCALATED: ESCALATE,
    Move.DECIDED: DECIDE,
    Move.RESOLVED: RESOLVE,
    Move.CONFIRMED: CONFIRM,
    Move.REOPENED: REOPEN,
}
TRANSITIONS = (*MOVES.values(), TASKS, SCHOOLS, COMMENTS)


def possible(state: BarrierState, level: BarrierLevel) -> list[Move]:
    """The moves a barrier in this state, on this level, can make."""
    return [
        move
        for move, transition in MOVES.items()
        if state in transition.sources and not (transition is ESCALATE and above(level) is None)
    ]
