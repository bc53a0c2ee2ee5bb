"""Use cases of a person's inbox."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.notifications.messages.inbox import repository
from services.notifications.messages.inbox.schemas import InboxList, InboxMessage
from services.notifications.messages.messages.events import MessageRead
from services.notifications.messages.messages.service import about_message, about_said
from services.notifications.messages.messages.tables import MessageRow
from services.notifications.permissions import POLICY
from services.notifications.wording.templates import rendering
from services.notifications.wording.templates.about import Said
from services.notifications.wording.templates.links import path_of
from shared.context.context import Context
from shared.context.replies import reply_of, with_items
from shared.errors import PeopleOnly
from shared.texts.words import Words


async def list_mine(ctx: Context, filters: InboxList) -> Response:
    """The caller's messages, each with its subject in words."""
    page = await ctx.page(repository.LISTING, filters, _own(ctx, "inbox:read"))
    return with_items(page, lambda item: _entry(ctx, item))


async def count_unread(ctx: Context) -> Response:
    """How many messages the caller has not read."""
    body = await ctx.read(repository.COUNT_UNREAD, _reader(ctx, "inbox:read"))
    return Response(body, media_type="application/json")


async def read(ctx: Context, message_id: UUID) -> InboxMessage:
    """One message of the caller, in words."""
    return await _said(ctx, await _mine(ctx, message_id, "inbox:read"))


async def mark_read(ctx: Context, message_id: UUID) -> InboxMessage:
    """Note that the caller has read it; the first time counts."""
    row = await _mine(ctx, message_id, "inbox:write", lock=True)
    if row.read_at is None:
        row.read_at = ctx.now
        await ctx.session.flush()
        ctx.emit(MessageRead(message_id=row.id, recipient_id=row.recipient_id))
    return await _said(ctx, row)


async def _mine(ctx: Context, message_id: UUID, scope: str, *, lock: bool = False) -> MessageRow:
    what = "message in your inbox"
    return await ctx.row(MessageRow, repository.LISTING, message_id, what, _own(ctx, scope), lock=lock)


def _own(ctx: Context, scope: str) -> dict[str, Any]:
    return {"recipient_id": _reader(ctx, scope)}


def _reader(ctx: Context, scope: str) -> UUID:
    if ctx.principal.staff_id is None:
        raise PeopleOnly(
            Words(
                "Use a token of a person; operators and machines ask /v1/messages.",
                es="Use el token de una persona; operadores y sistemas consultan /v1/messages.",
            )
        )
    POLICY.require(ctx, scope, owner_id=ctx.principal.staff_id)
    return ctx.principal.staff_id


def _entry(ctx: Context, item: dict[str, Any]) -> dict[str, Any]:
    facts, plan = item.pop("facts"), item["plan"]
    said = Said(item["kind"], item["language"], facts, item.pop("subject_id"), plan and plan["id"])
    because = rendering.because(item["language"], facts)
    words = {"subject": rendering.subject(item["kind"], item["language"], facts), "because": because}
    about = about_said(ctx, said, item.pop("front_end")).model_dump(mode="json")
    return {**item, **words, "about": about, "path": path_of(said.kind, facts, ctx.now)}


async def _said(ctx: Context, row: MessageRow) -> InboxMessage:
    said = rendering.render(row.kind, row.language, row.facts)
    words: dict[str, str | None] = {"subject": said.subject, "text": said.text, "html": said.html}
    words |= {"because": rendering.because(row.language, row.facts), "path": path_of(row.kind, row.facts, ctx.now)}
    return await reply_of(ctx, InboxMessage, row, **words, about=await about_message(ctx, row))
