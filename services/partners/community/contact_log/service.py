"""Use cases of the contact log."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.community.contact_log import repository
from services.partners.community.contact_log.errors import ContactAhead, NoSuchContactThere
from services.partners.community.contact_log.events import ContactLogged, ContactWithdrawn
from services.partners.community.contact_log.may import LISTING
from services.partners.community.contact_log.schemas import ContactLogCreate, ContactLogList
from services.partners.community.contact_log.tables import ContactLogRow
from services.partners.community.contact_log.transitions import DELETE
from services.partners.community.relationships import service as relationships
from services.partners.community.relationships.transitions import CONTACTS
from services.partners.directory.staff.tables import StaffRow
from services.partners.permissions import POLICY
from shared.context.context import Context
from shared.errors import fault
from shared.texts.words import Words


async def listed(ctx: Context, filters: ContactLogList) -> Response:
    """Entries by day."""
    return await ctx.page(LISTING, filters, _visible(ctx))


async def read(ctx: Context, entry_id: UUID) -> Response:
    """One entry."""
    return await ctx.item(LISTING, entry_id, "entry", _visible(ctx))


async def reply(ctx: Context, row: ContactLogRow, status: int = 200) -> Response:
    """The entry, as it reads now."""
    return await ctx.reply_item(LISTING, row.id, status=status)


async def log(ctx: Context, relationship_id: UUID, wish: ContactLogCreate) -> ContactLogRow:
    """Note that somebody was in touch, and perhaps what comes next."""
    relationship = await relationships.take(ctx, relationship_id, CONTACTS)
    if wish.happened_on > await ctx.today():
        raise ContactAhead(errors=[fault("/happened_on", Words("lies ahead", es="aún no llega"), ContactAhead.code)])
    contact_id = wish.organization_contact_id
    if contact_id and not await repository.is_there(ctx, contact_id, relationship.organization_id):
        unknown = Words("not of this organization", es="no es de esta organización")
        raise NoSuchContactThere(errors=[fault("/organization_contact_id", unknown, NoSuchContactThere.code)])
    if wish.by_id is not None:
        await relationships.check_place(ctx, wish.by_id, relationship.school_id, "/by_id")
    row = ContactLogRow(
        withdrawn_at=None,
        relationship_id=relationship.id,
        school_id=relationship.school_id,
        by_id=wish.by_id or await _caller(ctx),
        **wish.model_dump(exclude={"by_id", "next_step", "next_step_on"}),
    )
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(ContactLogged.of(row, contact_log_id=row.id, organization_id=relationship.organization_id))
    relationship.last_contact_on = await repository.last_on(ctx, relationship.id)
    # Being in touch on its day, or after it, was the step.
    is_taken = relationship.next_step_on is not None and relationship.next_step_on <= wish.happened_on
    if wish.next_step is not None or is_taken:
        relationship.next_step, relationship.next_step_on = wish.next_step, wish.next_step_on
    await relationships.recorded(ctx, relationship)
    return row


async def remove(ctx: Context, entry_id: UUID) -> None:
    """Take an entry back: it was not so."""
    row = await ctx.row(ContactLogRow, repository.LISTING, entry_id, "entry", _visible(ctx))
    POLICY.require(ctx, DELETE.right, school_id=row.school_id)
    await DELETE.check(ctx, row)
    relationship = await relationships.take(ctx, row.relationship_id, CONTACTS)
    row.withdrawn_at, row.note = ctx.now, None
    await ctx.session.flush()
    ctx.emit(ContactWithdrawn(contact_log_id=row.id, relationship_id=row.relationship_id, school_id=row.school_id))
    relationship.last_contact_on = await repository.last_on(ctx, relationship.id)
    await relationships.recorded(ctx, relationship)


async def _caller(ctx: Context) -> UUID | None:
    """Whoever calls, where they are of the staff."""
    staff_id = ctx.principal.staff_id
    return staff_id if staff_id is not None and await ctx.find(StaffRow, staff_id) is not None else None


def _visible(ctx: Context) -> dict[str, Any]:
    POLICY.require_any(ctx, "relationships:read")
    schools = POLICY.schools(ctx, "relationships:read")
    return {} if schools is None else {"school_ids": schools}
