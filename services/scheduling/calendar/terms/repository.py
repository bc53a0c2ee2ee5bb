"""SQL of terms."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.scheduling.calendar.calendars.tables import TermRow, TermSource
from services.scheduling.calendar.terms.schemas import Term, TermList
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.upsert import upsert_changed
from shared.errors import NotFound
from shared.texts.words import Words

THERE = "s.deleted_at is null"
LISTING = listing(
    TermRow, Term, TermList, order=("starts_on",), filters={"there": f"({THERE}) = {{}}::boolean"}, present=THERE
)


async def get_term(ctx: Context, term_id: UUID) -> TermRow:
    """One term that was not removed. Raises `NotFound`."""
    row = await ctx.session.scalar(select(TermRow).where(TermRow.id == term_id, TermRow.deleted_at.is_(None)))
    if row is None:
        raise NotFound(Words("No such term.", es="No existe ese periodo."))
    return row


async def of_year(ctx: Context, year_id: UUID, school_id: UUID | None) -> Sequence[TermRow]:
    """A school year's terms, the district's (None) or one school's."""
    query = select(TermRow).where(
        TermRow.deleted_at.is_(None),
        TermRow.school_year_id == year_id,
        TermRow.school_id.is_not_distinct_from(school_id),
    )
    return (await ctx.session.scalars(query)).all()


async def upsert_listed(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Write the terms a roster lists, unless a newer one already did."""
    fixed = {"school_id": None, "source": TermSource.ROSTER}
    await upsert_changed(ctx, TermRow, [{**row, **fixed} for row in rows], as_of="listed_at")
