"""What may be done to an emergency access: open → closed → reviewed."""

from enum import StrEnum

from services.partners.privacy.emergency_access.errors import (
    EmergencyClosedAlready,
    EmergencyReviewedAlready,
    EmergencyStillOpen,
    NotYourOwnReview,
)
from services.partners.privacy.emergency_access.tables import EmergencyAccessRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who
from shared.texts.words import Words


class EmergencyState(StrEnum):
    """Where it stands; one whose time is over is open until somebody or the worker closes it."""

    OPEN = "open"
    CLOSED = "closed"
    REVIEWED = "reviewed"


def state_of(row: EmergencyAccessRow, _: Context) -> EmergencyState:
    """How an emergency access stands."""
    if row.closed_at is None:
        return EmergencyState.OPEN
    return EmergencyState.CLOSED if row.outcome is None else EmergencyState.REVIEWED


async def not_own(ctx: Context, row: EmergencyAccessRow) -> None:
    """Nobody reviews what they opened themselves."""
    if row.staff_id == ctx.principal.staff_id:
        raise NotYourOwnReview(
            Words("Somebody else with the right must do it.", es="Debe hacerlo otra persona que tenga el derecho.")
        )


CLOSE = Transition(
    "close",
    "emergency:open",
    (EmergencyState.OPEN,),
    EmergencyState.CLOSED,
    refusal=EmergencyClosedAlready,
    state_of=state_of,
    next_to_act=Who.REVIEWERS,
)
REVIEW = Transition(
    "review",
    "emergency:review",
    (EmergencyState.CLOSED,),
    EmergencyState.REVIEWED,
    people=Words("A person must answer for it.", es="Debe responder por ello una persona."),
    conditions=(not_own,),
    refusal=EmergencyStillOpen,
    refusals={EmergencyState.REVIEWED: EmergencyReviewedAlready},
    state_of=state_of,
    next_to_act=Nobody("It is over."),
)

TRANSITIONS = (CLOSE, REVIEW)
