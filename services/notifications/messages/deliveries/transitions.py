"""What may be done to a delivery; the sender's own moves are in `queue.py`."""

from services.notifications.messages.deliveries.errors import NotRetryable
from services.notifications.messages.deliveries.tables import Channel, DeliveryRow, State
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition
from shared.texts.words import Words


async def is_email(_: Context, row: DeliveryRow) -> None:
    """Nothing else is sent."""
    if row.channel is not Channel.EMAIL:
        raise NotRetryable(Words(f"It goes by {row.channel}.", es=f"Va por {row.channel}."))


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
