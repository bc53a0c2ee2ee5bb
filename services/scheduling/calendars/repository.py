"""SQL of school years."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.scheduling.calendars.tables import SchoolYearRow
from shared.db.upsert import upsert_changed
from shared.web.context import Context
from shared.web.errors import NotFound
from shared.web.paging import Listing

LISTING = Listing(
    name="school_years",
    columns="y.id, y.title, y.starts_on, y.ends_on, y.non_school_days, y.version, y.created_at, y.updated_at",
    source="school_years y",
    order=(("y.starts_on", "date"), ("y.id", "uuid")),
    changed=(("y.updated_at", "timestamptz"), ("y.id", "uuid")),
)


async def get_year(ctx: Context, year_id: UUID) -> SchoolYearRow:
    """One school year. Raises `NotFound`."""
    row = await ctx.session.scalar(select(SchoolYearRow).where(SchoolYearRow.id == year_id))
    if row is None:
        raise NotFound("No such school year.")
    return row


async def find_year_at(ctx: Context, day: date) -> SchoolYearRow | None:
    """The school year a day lies in, or else the next to begin."""
    query = select(SchoolYearRow).where(SchoolYearRow.ends_on >= day).order_by(SchoolYearRow.starts_on).limit(1)
    return await ctx.session.scalar(query)


async def upsert_listed(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Write the school years a roster lists; the district's own list of days is left alone."""
    await upsert_changed(ctx, SchoolYearRow, rows, only_new={"non_school_days": []})
