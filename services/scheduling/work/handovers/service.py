"""Use cases of handovers."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy.orm.attributes import flag_modified

from services.scheduling.permissions import POLICY
from services.scheduling.work.handovers import repository
from services.scheduling.work.handovers.errors import TooManyNotes
from services.scheduling.work.handovers.events import HandoverMade
from services.scheduling.work.handovers.may import LISTING, MAY
from services.scheduling.work.handovers.schemas import (
    Handover,
    HandoverList,
    HandoverNoteCreate,
    HandoverPreview,
)
from services.scheduling.work.handovers.tables import HandoverNoteRow, HandoverRow
from services.scheduling.work.handovers.transitions import NOTES
from services.scheduling.work.tasks.history import sees_whole_district
from services.scheduling.work.tasks.tables import NoteVisibility
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import STAFF
from shared.errors import NotFound
from shared.texts.words import Words

MOST_NOTES = 100


async def record(ctx: Context, change_id: UUID, today: date) -> None:
    """Keep and tell the handovers a change brought about; who gets back what was theirs hears of it with the change."""
    for row in await repository.record(ctx, change_id, today):
        if row.new_owner_id != row.former_owner_id:
            ctx.emit(HandoverMade.of(row))


async def listed(ctx: Context, filters: HandoverList) -> Response:
    """The caller's own handovers, and those at the schools they lead."""
    return await ctx.page(LISTING, filters, _visible(ctx))


async def read(ctx: Context, handover_id: UUID) -> Handover:
    """The handover page. Raises `NotFound`."""
    return await _page(ctx, await _seen(ctx, handover_id))


async def add_note(ctx: Context, handover_id: UUID, wish: HandoverNoteCreate) -> Handover:
    """Tell the other side something: either of the two, or who leads them."""
    row = await _seen(ctx, handover_id, lock=True)
    if not _is_mine(ctx, row):
        POLICY.require(ctx, NOTES.right, school_id=row.school_id)
    await NOTES.check(ctx, row)
    if await repository.count_notes(ctx, row.id) >= MOST_NOTES:
        raise TooManyNotes(Words(f"A handover takes {MOST_NOTES}.", es=f"Un traspaso admite {MOST_NOTES}."))
    ctx.add(HandoverNoteRow(handover_id=row.id, body=wish.body))
    # Who syncs gets the handover again.
    flag_modified(row, "role")
    await ctx.session.flush()
    return await _page(ctx, row)


async def preview(ctx: Context, staff_id: UUID) -> HandoverPreview:
    """What would need a new owner if this person left today, at the schools the caller leads; one's own everywhere."""
    schools = None
    if ctx.principal.staff_id != staff_id:
        POLICY.require_any(ctx, "handovers:read")
        schools = POLICY.schools(ctx, "handovers:read")
    staff = (await references(ctx, {STAFF: [staff_id]})).to(STAFF, staff_id)
    if staff is None or staff.name is None:
        raise NotFound(Words("No such staff member.", es="No existe esa persona del personal."))
    today = await ctx.today()
    return HandoverPreview(staff=staff, day=today, **await repository.preview(ctx, staff_id, today, schools))


def _visible(ctx: Context) -> dict[str, Any]:
    schools = POLICY.schools(ctx, "handovers:read")
    return {} if schools is None else {"visible": [ctx.principal.id, *schools]}


async def _seen(ctx: Context, handover_id: UUID, *, lock: bool = False) -> HandoverRow:
    row = await ctx.row(HandoverRow, repository.LISTING, handover_id, "handover", _visible(ctx), lock=lock)
    if _is_mine(ctx, row):
        ctx.note("owner")
    return row


def _is_mine(ctx: Context, row: HandoverRow) -> bool:
    # Nobody is no machine: a handover without a successor belongs to the one who left alone.
    me = ctx.principal.staff_id
    return me is not None and me in (row.former_owner_id, row.new_owner_id)


async def _page(ctx: Context, row: HandoverRow) -> Handover:
    # Who has left the school sees what they handed over, and of its notes only their own.
    sees = POLICY.decide(ctx.principal, "tasks:read", school_id=row.school_id, owner_id=row.new_owner_id).allowed
    readable = [NoteVisibility.SCHOOL.value] if sees else []
    readable += [NoteVisibility.DISTRICT.value] if sees_whole_district(ctx) else []
    today = await ctx.today()
    found: dict[str, Any] = await repository.page(ctx, row.id, today, readable)
    return await MAY.reply(ctx, Handover, row, day=today, **found)
