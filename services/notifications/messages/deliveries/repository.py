"""SQL of deliveries as people and machines see them; the sender's is in `queue.py`."""

from uuid import UUID

from sqlalchemy import select

from services.notifications.messages.deliveries.schemas import Delivery, DeliveryList
from services.notifications.messages.deliveries.tables import DeliveryRow
from shared.context.context import Context
from shared.context.leads import Branch, Lead, by
from shared.context.listing import listing
from shared.errors import NotFound
from shared.texts.words import Words

OF_RECIPIENT = "(select m.id from messages m where m.recipient_id = {}::uuid) told"

LISTING = listing(
    DeliveryRow,
    Delivery,
    DeliveryList,
    filters={
        "message_id": by("s.message_id = {}::uuid"),
        # A delivery has its message's recipient.
        "recipient_id": Lead((Branch("s.message_id = told.id", OF_RECIPIENT),), "s.recipient_id = {}::uuid"),
    },
)


async def get_delivery(ctx: Context, delivery_id: UUID) -> DeliveryRow:
    """One delivery, locked. Raises `NotFound`."""
    row = await ctx.session.scalar(select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update())
    if row is None:
        raise NotFound(Words("No such delivery.", es="No existe esa entrega."))
    return row


async def list_of_message(ctx: Context, message_id: UUID) -> list[DeliveryRow]:
    """A message's deliveries, one for each channel."""
    found = await ctx.session.scalars(
        select(DeliveryRow).where(DeliveryRow.message_id == message_id).order_by(DeliveryRow.channel)
    )
    return list(found)
