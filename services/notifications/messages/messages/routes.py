"""HTTP of messages, for operators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.notifications.messages.messages import service
from services.notifications.messages.messages.schemas import Message, MessageDetail, MessageList
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/messages", tags=["messages"])


@router.get("", response_model=Page[Message], responses=refusals(NotPermitted))
async def list_messages(
    ctx: Annotated[Context, requires("messages:read")], filters: Annotated[MessageList, Query()]
) -> Response:
    """List who was notified of what, oldest first, or by change with `updated_since`."""
    return await service.list_messages(ctx, filters)


@router.get("/{message_id}", response_model=MessageDetail, responses=refusals(NotPermitted))
async def read_message(message_id: UUID, ctx: Annotated[Context, requires("messages:read")]) -> Response:
    """Read one message, with its outcome on each channel and why."""
    return ctx.reply(await service.read(ctx, message_id))
