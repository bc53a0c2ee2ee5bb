"""Use cases of relationships: a school's are kept by its people, the district's by the district."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.community.organizations.service import named
from services.partners.community.relationship_rules import service as relationship_rules
from services.partners.community.relationship_rules.schemas import RelationshipRules
from services.partners.community.relationships import repository, rules
from services.partners.community.relationships.asking import ask
from services.partners.community.relationships.errors import NotOfThePlace, RelationshipThere
from services.partners.community.relationships.events import RelationshipRecorded, RelationshipStale
from services.partners.community.relationships.may import LISTING
from services.partners.community.relationships.schemas import (
    RelationshipCreate,
    RelationshipList,
    RelationshipUpdate,
)
from services.partners.community.relationships.tables import RelationshipHealth, RelationshipRow, RelationshipWith
from services.partners.community.relationships.transitions import CHANGE
from services.partners.permissions import POLICY
from shared.context.context import Context
from shared.context.transitions import Kept, Transition
from shared.errors import DaysOutOfOrder, fault
from shared.texts.words import Words


async def listed(ctx: Context, filters: RelationshipList) -> Response:
    """Relationships, those changed longest ago first."""
    return await ctx.page(LISTING, filters, _visible(ctx))


async def read(ctx: Context, relationship_id: UUID) -> Response:
    """One relationship."""
    return await ctx.item(LISTING, relationship_id, "relationship", _visible(ctx))


async def reply(ctx: Context, row: RelationshipRow, status: int = 200) -> Response:
    """The relationship, as it reads after a change."""
    return await ctx.reply_item(LISTING, row.id, status=status)


async def add(ctx: Context, wish: RelationshipCreate) -> RelationshipRow:
    """Begin to keep a relationship."""
    POLICY.require(ctx, "relationships:write", school_id=wish.school_id)
    today = await ctx.today()
    if wish.organization_id is not None:
        await named(ctx, wish.organization_id)
        if await repository.is_kept(ctx, wish.organization_id, wish.school_id, today):
            raise RelationshipThere
    if wish.started_on is not None and wish.started_on > today:
        raise DaysOutOfOrder(errors=[fault("/started_on", Words("lies ahead", es="aún no llega"))])
    with_ = RelationshipWith.ORGANIZATION if wish.organization_id else RelationshipWith.BODY
    row = RelationshipRow(
        **wish.model_dump(exclude={"started_on"}),
        is_with=RelationshipWith.COLLEAGUE if wish.colleague_id else with_,
        started_on=wish.started_on or today,
        **dict.fromkeys(("ended_on", "ended_because", "last_contact_on", "stale_since")),
        health=RelationshipHealth.GOOD,
    )
    await check_place(ctx, row.owner_id, row.school_id, "/owner_id")
    in_force = await relationship_rules.in_force(ctx)
    row.health = rules.health(row, in_force, today, is_owned=True)
    ctx.add(row)
    return await recorded(ctx, row)


async def change(ctx: Context, relationship_id: UUID, patch: RelationshipUpdate) -> RelationshipRow:
    """Change, hand over or end a relationship."""
    row = await take(ctx, relationship_id, CHANGE)
    ctx.check_version(row)
    patch.apply(row)
    if "owner_id" in patch.changes():
        await check_place(ctx, row.owner_id, row.school_id, "/owner_id")
    if row.ended_on and row.ended_on < row.started_on:
        said = Words("lies before started_on", es="es anterior a started_on")
        raise DaysOutOfOrder(errors=[fault("/ended_on", said)])
    return await recorded(ctx, row)


async def take(ctx: Context, relationship_id: UUID, move: Transition[Kept]) -> RelationshipRow:
    """A relationship the caller sees, locked, to which they may do this."""
    row = await ctx.row(RelationshipRow, repository.LISTING, relationship_id, "relationship", _visible(ctx), lock=True)
    POLICY.require(ctx, move.right, school_id=row.school_id)
    return row


async def recorded(ctx: Context, row: RelationshipRow) -> RelationshipRow:
    """Say how it stands after a change."""
    await _reckon(ctx, row, await relationship_rules.in_force(ctx), await ctx.today())
    await ctx.session.flush()
    ctx.emit(RelationshipRecorded.of(row))
    return row


async def hand_over(ctx: Context, day: date) -> None:
    """Whoever works there no more keeps none: whoever has their role there now does, else somebody is asked to name one."""
    for row in await repository.left_behind(ctx, day):
        assert row.owner_id is not None
        row.owner_id = await repository.successor_of(ctx, row.owner_id, row.school_id, day)
        await recorded(ctx, row)


async def begin_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: relationships whose owner has gone, and those that became due, stale or over by a date."""
    await hand_over(ctx, day)
    in_force = await relationship_rules.in_force(ctx)
    for row in await repository.standing(ctx):
        if await _reckon(ctx, row, in_force, day):
            await ctx.session.flush()
            ctx.emit(RelationshipRecorded.of(row))


async def _reckon(ctx: Context, row: RelationshipRow, in_force: RelationshipRules, today: date) -> bool:
    """Note how it stands, tell who must act if that is news, and ask for what it needs. Returns whether it is."""
    before = row.health
    row.health = rules.health(row, in_force, today, is_owned=row.owner_id is not None)
    is_stale = row.health is RelationshipHealth.STALE
    if is_stale and row.stale_since is None:
        row.stale_since = today
        await ctx.session.flush()
        ctx.emit(RelationshipStale.of(row))
    elif not is_stale:
        row.stale_since = None
    await ctx.session.flush()
    await ask(ctx, row)
    return row.health is not before


async def check_place(ctx: Context, person_id: UUID | None, school_id: UUID | None, pointer: str) -> None:
    """Raises `NotOfThePlace` for whoever works neither at a school nor for the district."""
    if person_id is None or not await repository.works_at(ctx, person_id, school_id):
        said = Words("works neither there nor for the district", es="no trabaja allí ni para el distrito")
        raise NotOfThePlace(errors=[fault(pointer, said, NotOfThePlace.code)])


def _visible(ctx: Context) -> dict[str, Any]:
    POLICY.require_any(ctx, "relationships:read")
    schools = POLICY.schools(ctx, "relationships:read")
    return {} if schools is None else {"school_ids": schools}
