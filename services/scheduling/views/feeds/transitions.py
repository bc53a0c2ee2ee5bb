"""What may be done to a feed."""

from enum import StrEnum

from services.scheduling.views.feeds.tables import FeedRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition
from shared.errors import RevokedAlready


class FeedState(StrEnum):
    """Whether it was revoked."""

    LIVE = "live"
    REVOKED = "revoked"


def state_of(row: FeedRow, _: Context) -> FeedState:
    """How a feed stands."""
    return FeedState.LIVE if row.revoked_at is None else FeedState.REVOKED


REVOKE = Transition(
    "revoke",
    "operations:write",
    (FeedState.LIVE,),
    FeedState.REVOKED,
    scope="tasks:read",
    refusal=RevokedAlready,
    state_of=state_of,
    next_to_act=Nobody("Its address is its maker's own."),
)

TRANSITIONS = (REVOKE,)
