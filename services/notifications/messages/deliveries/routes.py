"""HTTP of deliveries, for operators: the state of each, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.notifications.messages.deliveries import service
from services.notifications.messages.deliveries.errors import NotRetryable
from services.notifications.messages.deliveries.may import MAY
from services.notifications.messages.deliveries.schemas import Delivery, DeliveryList
from services.notifications.messages.deliveries.transitions import RETRY
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/deliveries", tags=["deliveries"])


@router.get("", response_model=Page[Delivery], responses=refusals(NotPermitted))
async def list_deliveries(
    ctx: Annotated[Context, requires("deliveries:read")], filters: Annotated[DeliveryList, Query()]
) -> Response:
    """List deliveries, oldest first, or by change with `updated_since`."""
    return await service.list_deliveries(ctx, filters)


@router.get("/{delivery_id}", response_model=Delivery, responses=refusals(NotPermitted))
async def read_delivery(delivery_id: UUID, ctx: Annotated[Context, requires("deliveries:read")]) -> Response:
    """Read one delivery."""
    return await service.read(ctx, delivery_id)


@router.post(
    "/{delivery_id}/retry",
    status_code=202,
    response_model=Delivery,
    responses=refusals(NotPermitted, NotRetryable),
)
async def retry_delivery(delivery_id: UUID, ctx: Annotated[Context, requires(RETRY.door)]) -> Response:
    """Send a failed or suppressed e-mail again, once its cause is resolved."""
    return ctx.reply(await MAY.reply(ctx, Delivery, await service.retry(ctx, delivery_id)), 202)
