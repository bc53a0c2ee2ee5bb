"""What may be done to a consent."""

from enum import StrEnum

from services.partners.privacy.consents.errors import ConsentRevoked
from services.partners.privacy.consents.tables import ConsentRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition


class ConsentState(StrEnum):
    """Whether it was taken back; its days say by themselves when it holds."""

    RECORDED = "recorded"
    REVOKED = "revoked"


def state_of(row: ConsentRow, _: Context) -> ConsentState:
    """How a consent stands."""
    return ConsentState.RECORDED if row.revoked_at is None else ConsentState.REVOKED


REVOKE = Transition(
    "revoke",
    "consents:write",
    (ConsentState.RECORDED,),
    ConsentState.REVOKED,
    # Signed anew it is a new consent.
    refusal=ConsentRevoked,
    state_of=state_of,
    next_to_act=Nobody("What it opened has ended by itself."),
)

TRANSITIONS = (REVOKE,)
