"""SQL of terms."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.scheduling.calendar.terms.rules import Term
from services.scheduling.calendar.terms.tables import TermRow, TermSource
from shared.context.context import Context
from shared.context.paging import Listing
from shared.context.upsert import upsert_changed
from shared.errors import NotFound

LISTING = Listing(
    name="terms",
    columns="""t.id, t.school_year_id, t.school_id, t.kind, t.code, t.title, t.starts_on, t.ends_on, t.source,
    t.deleted_at, t.version, t.created_at, t.updated_at""",
    source="terms t",
    order=(("t.starts_on", "date"), ("t.id", "uuid")),
    changed=(("t.updated_at", "timestamptz"), ("t.id", "uuid")),
    filters={
        "school_year_id": "t.school_year_id = {}::uuid",
        "school_id": "t.school_id = {}::uuid",
        "kind": "t.kind = {}",
    },
    present="t.deleted_at is null",
)


async def get_term(ctx: Context, term_id: UUID) -> TermRow:
    """One term that was not removed. Raises `NotFound`."""
    row = await ctx.session.scalar(select(TermRow).where(TermRow.id == term_id, TermRow.deleted_at.is_(None)))
    if row is None:
        raise NotFound("No such term.")
    return row


async def list_of_years(ctx: Context, first: date, last: date) -> list[Term]:
    """The terms of the district and of every school in the school years of which a term shares a day with a span."""
    touched = select(TermRow.school_year_id).where(
        TermRow.district_id == ctx.district_id, TermRow.starts_on <= last, TermRow.ends_on >= first
    )
    query = select(TermRow).where(TermRow.deleted_at.is_(None), TermRow.school_year_id.in_(touched))
    names = [field.name for field in fields(Term)]
    return [Term(**{name: getattr(row, name) for name in names}) for row in await ctx.session.scalars(query)]


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
