"""What may be done to an answer link besides using it."""

from enum import StrEnum

from shared.answers.tables import AnswerLinkRow, EndedAs
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition


class LinkState(StrEnum):
    """Whether a link still opens."""

    LIVE = "live"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


def state_of(row: AnswerLinkRow, ctx: Context) -> LinkState:
    """How a link stands; that its time is over is so by the clock."""
    if row.ended_as is not None:
        return LinkState.USED if row.ended_as is EndedAs.USED else LinkState.REVOKED
    return LinkState.LIVE if ctx.now < row.expires_at else LinkState.EXPIRED


REVOKE = Transition(
    *("revoke", "operations:write", (LinkState.LIVE,), LinkState.REVOKED),
    state_of=state_of,
    next_to_act=Nobody("What it asked stands where it always stood."),
)

TRANSITIONS = (REVOKE,)
