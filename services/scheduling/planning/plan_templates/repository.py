"""SQL of template plans: the school year a copy is for."""

from datetime import date

from sqlalchemy import select

from services.scheduling.calendar.calendars.tables import SchoolYearRow
from services.scheduling.planning.plans.repository import find_year as named_year
from shared.context.context import Context


async def find_year(ctx: Context, named: str | None, today: date) -> SchoolYearRow | None:
    """The district's school year of this title or name (the latest), or else the one a day lies in or the next to begin."""
    if named is not None:
        return await named_year(ctx, named)
    query = select(SchoolYearRow).where(SchoolYearRow.school_id.is_(None), SchoolYearRow.ends_on >= today)
    return await ctx.session.scalar(query.order_by(SchoolYearRow.starts_on).limit(1))
