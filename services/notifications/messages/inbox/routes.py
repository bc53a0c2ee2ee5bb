"""HTTP of a person's inbox."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.notifications.messages.inbox import service
from services.notifications.messages.inbox.schemas import InboxEntry, InboxList, InboxMessage, UnreadCount
from shared.context.context import Context
from shared.errors import PeopleOnly, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/inbox", tags=["inbox"])


@router.get("", response_model=Page[InboxEntry], responses=refusals(PeopleOnly))
async def list_inbox(
    ctx: Annotated[Context, requires("inbox:read")], filters: Annotated[InboxList, Query()]
) -> Response:
    """List the caller's own messages, newest first, or by change with `updated_since`."""
    return await service.list_mine(ctx, filters)


@router.get("/unread-count", response_model=UnreadCount, responses=refusals(PeopleOnly))
async def count_unread(ctx: Annotated[Context, requires("inbox:read")]) -> Response:
    """Count the messages the caller has not read."""
    return await service.count_unread(ctx)


@router.get("/{message_id}", response_model=InboxMessage, responses=refusals(PeopleOnly))
async def read_inbox_message(message_id: UUID, ctx: Annotated[Context, requires("inbox:read")]) -> Response:
    """Read one message, as text and as HTML."""
    return ctx.reply(await service.read(ctx, message_id))


@router.post("/{message_id}/read", response_model=InboxMessage, responses=refusals(PeopleOnly))
async def mark_read(message_id: UUID, ctx: Annotated[Context, requires("inbox:write")]) -> Response:
    """Mark a message as read; doing it again changes nothing."""
    return ctx.reply(await service.mark_read(ctx, message_id))
