"""Use cases of messages: notifying people of each thing once, and showing who was."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import Response

from services.notifications.messages.deliveries import repository as deliveries
from services.notifications.messages.deliveries.may import MAY
from services.notifications.messages.deliveries.schemas import Delivery
from services.notifications.messages.messages import making, repository
from services.notifications.messages.messages.making import Notification, Tongues
from services.notifications.messages.messages.repository import find_district, staff_languages
from services.notifications.messages.messages.rules import Chunk, Plan
from services.notifications.messages.messages.schemas import MessageDetail, MessageList
from services.notifications.messages.messages.shared_facts import Told
from services.notifications.messages.messages.tables import MessageRow
from services.notifications.permissions import POLICY
from services.notifications.wording.templates import rendering
from services.notifications.wording.templates.about import Said, about_of
from services.notifications.wording.templates.kinds import Kind
from services.notifications.wording.templates.links import place_of
from shared.about import About
from shared.context.context import Context
from shared.context.replies import reply_of, with_items
from shared.directory.queries import own_names
from shared.directory.tables import DirectoryDistrictRow
from shared.front_ends.pages import link_to
from shared.front_ends.queries import addresses_of


async def take_published(ctx: Context, plans: Sequence[Plan] = (), chunks: Sequence[Chunk] = ()) -> None:
    """Take note of published plans and tally what they give to whom, in whatever order they come; announce what is complete."""
    plan_ids = sorted({*(plan.plan_id for plan in plans), *(chunk.plan_id for chunk in chunks)})
    if not plan_ids:
        return
    await repository.lock_plans(ctx, plan_ids)
    if plans:
        await repository.describe_plans(ctx, plans)
    if chunks:
        await repository.tally_chunks(ctx, chunks)
    await _announce_complete(ctx, plan_ids)


async def list_messages(ctx: Context, filters: MessageList) -> Response:
    """Messages of the whole district, for those who look after it."""
    POLICY.require(ctx, "messages:read")
    page = await ctx.page(repository.LISTING, filters)
    return with_items(page, lambda item: {**item, "about": _about_item(ctx, item)})


async def read(ctx: Context, message_id: UUID) -> MessageDetail:
    """One message with what became of it on each channel."""
    POLICY.require(ctx, "messages:read")
    row = await ctx.get(MessageRow, message_id, "message")
    found = await deliveries.list_of_message(ctx, row.id)
    facts = {"kind": row.kind, **row.facts}
    sent = await MAY.replies(ctx, Delivery, found)
    about = await about_message(ctx, row)
    return await reply_of(ctx, MessageDetail, row, facts=facts, about=about, deliveries=sent)


async def about_message(ctx: Context, row: MessageRow) -> About:
    """What a message is about."""
    said = Said(row.kind, row.language, row.facts, row.subject_id, row.plan_id)
    return about_said(ctx, said, await addresses_of(ctx, row.recipient_id))


def _about_item(ctx: Context, item: Mapping[str, Any]) -> dict[str, Any]:
    """What an item of the list is about; its field holds so far what that takes."""
    plan, of = item["plan"], item["about"]
    said = Said(item["kind"], item["language"], item["facts"], of["id"], plan and plan["id"])
    return about_said(ctx, said, of["front_end"]).model_dump(mode="json")


def about_said(ctx: Context, said: Said, front_end: Mapping[str, str] | None) -> About:
    """What it is about, with the address at which its recipient sees to it, in the front end with these addresses."""
    place = place_of(said.kind, said.facts, ctx.now)
    return about_of(said, link_to(place, front_end, ctx.settings.front_end_url))


async def notify(
    ctx: Context, kind: Kind, subject_id: UUID, facts_by_person: Mapping[UUID, Told], *, plan_id: UUID | None = None
) -> int:
    """Tell people about one subject, each their own facts; who was told of it before is not told again.

    Returns the number of messages made: each lies in an inbox, its e-mail is due, and both are said on the bus.
    """
    notifications = [Notification(subject_id, person, facts, plan_id) for person, facts in facts_by_person.items()]
    return await notify_many(ctx, kind, notifications)


async def notify_many(ctx: Context, kind: Kind, notifications: Sequence[Notification]) -> int:
    """As `tell`, for many subjects at once. Returns the number of messages made."""
    if not notifications:
        return 0
    notifications = await _with_role_names(ctx, notifications)
    return await making.make_messages(ctx, kind, notifications, await _tongues(ctx, kind, await find_district(ctx)))


async def _with_role_names(ctx: Context, notifications: Sequence[Notification]) -> Sequence[Notification]:
    """With the district's own names of the roles by which people are told."""
    whys = [one.facts.because for one in notifications if one.facts.because is not None]
    own = await own_names(ctx, {why.role for why in whys if why.role is not None})
    if not own:
        return notifications
    return [replace(one, facts=_named(one.facts, own)) for one in notifications]


def _named(facts: Any, own: Mapping[str, dict[str, str]]) -> Any:
    why = facts.because
    if why is None or why.role not in own:
        return facts
    return facts.model_copy(update={"because": why.model_copy(update={"role_names": own[why.role]})})


async def make_moot(ctx: Context, topics: Sequence[UUID]) -> None:
    """What was told about these is settled: e-mail about it that has not left yet is not sent."""
    await making.make_moot(ctx, topics)


async def _announce_complete(ctx: Context, plan_ids: Sequence[UUID]) -> None:
    complete = await repository.complete_plans(ctx, plan_ids)
    if not complete:
        return
    district = await find_district(ctx)
    today = await ctx.today()
    tongues = await _tongues(ctx, Kind.PLAN_PUBLISHED, district)
    for plan_id in complete:
        await repository.announce(ctx, plan_id, tongues, today)


async def _tongues(ctx: Context, kind: Kind, district: DirectoryDistrictRow | None) -> Tongues:
    language = district.language if district else None
    return Tongues(
        {spoken: rendering.choose(kind, spoken, language) for spoken in await staff_languages(ctx)},
        rendering.choose(kind, None, language),
    )
