"""What may be done to a delivery; the sender's own moves are in `queue.py`."""

from services.notifications.messages.deliveries.errors import NotRetryable
from services.notifications.messages.deliveries.tables import Channel, DeliveryRow, State
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition


async def is_email(_: Context, row: DeliveryRow) -> None:
    """Nothing else is sent."""
    if row.channel is not Channel.EMAIL:
        raise NotRetryable(f"It goes by {row.channel}.")


RETRY = Transition(
    "retry",
    "operations:write",
    (State.FAILED, State.SUPPRESSED),
    State.DUE,
    conditions=(is_email,),
    refusal=NotRetryable,
    next_to_act=Nobody("The worker sends it."),
)

TRANSITIONS = (RETRY,)
