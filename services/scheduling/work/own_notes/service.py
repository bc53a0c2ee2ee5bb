"""Use cases of notes for oneself: whoever asks has their own alone, whatever role they hold. Nothing of them is told on."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.work.own_notes import repository
from services.scheduling.work.own_notes.errors import TooManyOwnNotes
from services.scheduling.work.own_notes.may import LISTING
from services.scheduling.work.own_notes.schemas import OwnNoteCreate, OwnNoteList, OwnNoteUpdate
from services.scheduling.work.own_notes.tables import OwnNoteRow
from services.scheduling.work.own_notes.transitions import CHANGE, DELETE, FOR_PEOPLE
from shared.context.context import Context
from shared.errors import PeopleOnly
from shared.texts.words import Words

MOST_NOTES = 1_000


async def listed(ctx: Context, filters: OwnNoteList) -> Response:
    """The caller's own, by day."""
    return await ctx.page(LISTING, filters, _mine(ctx))


async def read(ctx: Context, note_id: UUID) -> Response:
    """One of the caller's own. Raises `NotFound`."""
    return await ctx.item(LISTING, note_id, "note", _mine(ctx))


async def add(ctx: Context, wish: OwnNoteCreate) -> OwnNoteRow:
    """Make a note for oneself. Raises `TooManyOwnNotes`."""
    me = _me(ctx)
    if await repository.count(ctx, me) >= MOST_NOTES:
        raise TooManyOwnNotes(
            Words(f"Delete some of the {MOST_NOTES:,} there are.", es=f"Elimine algunas de las {MOST_NOTES:,} que hay.")
        )
    row = OwnNoteRow(**wish.model_dump(), staff_id=me)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, note_id: UUID, patch: OwnNoteUpdate) -> OwnNoteRow:
    """Reword, move or tick it. Raises `NotFound`."""
    row = await _own(ctx, note_id)
    await CHANGE.check(ctx, row)
    ctx.check_version(row)
    changes = patch.changes()
    if "done" in changes:
        row.done_at = (row.done_at or ctx.now) if changes.pop("done") else None
    for name, value in changes.items():
        setattr(row, name, value)
    await ctx.session.flush()
    return row


async def remove(ctx: Context, note_id: UUID) -> None:
    """Delete it. Raises `NotFound`."""
    row = await _own(ctx, note_id)
    await DELETE.check(ctx, row)
    await ctx.session.delete(row)


async def _own(ctx: Context, note_id: UUID) -> OwnNoteRow:
    return await ctx.row(OwnNoteRow, repository.LISTING, note_id, "note", _mine(ctx), lock=True)


def _mine(ctx: Context) -> dict[str, Any]:
    return {"staff_id": _me(ctx)}


def _me(ctx: Context) -> UUID:
    if ctx.principal.staff_id is None:
        raise PeopleOnly(FOR_PEOPLE)
    ctx.note("owner")
    return ctx.principal.staff_id
