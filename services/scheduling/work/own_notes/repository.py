"""SQL of notes for oneself."""

from uuid import UUID

from sqlalchemy import func, select

from services.scheduling.work.own_notes.schemas import OwnNote, OwnNoteList
from services.scheduling.work.own_notes.tables import OwnNoteRow
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(
    OwnNoteRow,
    OwnNote,
    OwnNoteList,
    order=("due_on",),
    filters={"staff_id": "s.staff_id = {}::uuid", "done": "(s.done_at is not null) = {}::boolean"},
)


async def count(ctx: Context, staff_id: UUID) -> int:
    """How many notes somebody has."""
    return int(await ctx.session.scalar(select(func.count(OwnNoteRow.id)).where(OwnNoteRow.staff_id == staff_id)) or 0)
