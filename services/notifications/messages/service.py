"""Use cases of messages: telling people once about a published plan, and showing who was told."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Response

from services.notifications.deliveries import repository as deliveries
from services.notifications.deliveries.tables import Channel
from services.notifications.events import DeliveryDelivered, MessageSent
from services.notifications.messages import rendering, repository
from services.notifications.messages.repository import Tongues
from services.notifications.messages.rules import Chunk, Plan
from services.notifications.messages.schemas import Message, MessageDetail, MessageList
from services.notifications.messages.tables import Kind
from services.notifications.permissions import POLICY
from shared import clock
from shared.web.context import Context


async def take_chunks(ctx: Context, chunks: Sequence[Chunk]) -> None:
    """Tally chunks of tasks, whether or not their plans are known yet."""
    plan_ids = sorted({chunk.plan_id for chunk in chunks})
    await repository.lock_plans(ctx, plan_ids)
    await repository.tally_chunks(ctx, chunks)
    await _announce_complete(ctx, plan_ids)


async def take_plans(ctx: Context, plans: Sequence[Plan]) -> None:
    """Take note of published plans, whether or not their chunks are here."""
    plan_ids = sorted(plan.plan_id for plan in plans)
    await repository.lock_plans(ctx, plan_ids)
    await repository.describe_plans(ctx, plans)
    await _announce_complete(ctx, plan_ids)


async def list_messages(ctx: Context, filters: MessageList) -> Response:
    """Messages of the whole district, for those who look after it."""
    POLICY.require(ctx.principal, "messages:read")
    return await ctx.page(repository.LISTING, filters)


async def read(ctx: Context, message_id: UUID) -> MessageDetail:
    """One message with what became of it on each channel."""
    POLICY.require(ctx.principal, "messages:read")
    row = await repository.get_message(ctx, message_id)
    found = await deliveries.list_of_message(ctx, row.id)
    return MessageDetail.model_validate({**Message.model_validate(row).model_dump(), "deliveries": found})


async def _announce_complete(ctx: Context, plan_ids: Sequence[UUID]) -> None:
    complete = await repository.complete_plans(ctx, plan_ids)
    if not complete:
        return
    district = await repository.find_district(ctx)
    today = clock.day_in(district.timezone if district else "UTC", ctx.now)
    language = district.language if district else None
    kind = Kind.PLAN_PUBLISHED
    tongues = Tongues(
        {spoken: rendering.choose(kind, spoken, language) for spoken in await repository.staff_languages(ctx)},
        rendering.choose(kind, None, language),
    )
    for plan_id in complete:
        for made in await repository.announce(ctx, plan_id, tongues, today):
            _record(ctx, made.message_id, made.recipient_id, made.delivery_id, plan_id)


def _record(ctx: Context, message_id: UUID, recipient_id: UUID, delivery_id: UUID, plan_id: UUID) -> None:
    ctx.emit(MessageSent(message_id=message_id, recipient_id=recipient_id, kind=Kind.PLAN_PUBLISHED, plan_id=plan_id))
    ctx.emit(
        DeliveryDelivered(
            delivery_id=delivery_id,
            message_id=message_id,
            recipient_id=recipient_id,
            channel=Channel.INBOX,
            reason=None,
        )
    )
