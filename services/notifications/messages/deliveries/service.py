"""Use cases of deliveries."""

from uuid import UUID

from fastapi import Response

from services.notifications.messages.deliveries import repository
from services.notifications.messages.deliveries.may import LISTING
from services.notifications.messages.deliveries.schemas import DeliveryList
from services.notifications.messages.deliveries.tables import DeliveryRow
from services.notifications.messages.deliveries.transitions import RETRY
from services.notifications.permissions import POLICY
from shared.context.context import Context


async def list_deliveries(ctx: Context, filters: DeliveryList) -> Response:
    """Deliveries of the whole district, for those who look after it."""
    POLICY.require(ctx, "deliveries:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, delivery_id: UUID) -> Response:
    """One delivery."""
    POLICY.require(ctx, "deliveries:read")
    return await ctx.item(LISTING, delivery_id, "delivery")


async def retry(ctx: Context, delivery_id: UUID) -> DeliveryRow:
    """Send an e-mail again that did not go. What stood in its way is looked at anew, so a barred address still is."""
    POLICY.require(ctx, RETRY.right)
    row = await repository.get_delivery(ctx, delivery_id)
    await RETRY.check(ctx, row)
    row.state, row.attempts, row.next_attempt_at, row.reason = RETRY.leads_to, 0, ctx.now, None
    row.sent_with = None
    await ctx.session.flush()
    return row
