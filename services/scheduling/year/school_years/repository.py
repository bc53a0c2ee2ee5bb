"""SQL of school years."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.scheduling.calendar.calendars.tables import SchoolYearRow
from services.scheduling.year.school_years.schemas import SchoolYear, SchoolYearList
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.upsert import upsert_changed

LISTING = listing(
    SchoolYearRow,
    SchoolYear,
    SchoolYearList,
    order=("starts_on",),
    computed={
        "non_school_days": """array(select d.day from calendar_days d where d.district_id = s.district_id
          and d.day between s.starts_on and s.ends_on and extract(isodow from d.day) < 6
          and (d.school_id is null or d.school_id = s.school_id)
          group by d.day having not (array_agg(d.school_is_held order by d.school_id nulls last))[1]
          order by d.day)"""
    },
)


async def overlapping(
    ctx: Context, first: date, last: date, *, school_id: UUID | None, but: UUID | None = None
) -> Sequence[SchoolYearRow]:
    """The school years of the district, or of one school, that share a day with a span."""
    query = select(SchoolYearRow).where(
        SchoolYearRow.school_id.is_not_distinct_from(school_id),
        SchoolYearRow.starts_on <= last,
        SchoolYearRow.ends_on >= first,
    )
    rows = await ctx.session.scalars(query.order_by(SchoolYearRow.starts_on, SchoolYearRow.id))
    return [row for row in rows if row.id != but]


async def spans_of(ctx: Context, ids: Collection[UUID]) -> list[tuple[date, date]]:
    """First and last day of those of these school years that there are."""
    query = select(SchoolYearRow.starts_on, SchoolYearRow.ends_on).where(SchoolYearRow.id.in_(ids))
    return [(row.starts_on, row.ends_on) for row in await ctx.session.execute(query)]


async def upsert_listed(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Write the school years a roster lists, unless a newer one did; what is listed of single days is left alone."""
    await upsert_changed(ctx, SchoolYearRow, [{**row, "school_id": None} for row in rows], as_of="listed_at")
