"""SQL of template plans: the school year a copy is for."""

from datetime import date

from sqlalchemy import select

from services.scheduling.calendar.calendars.tables import SchoolYearRow
from shared.context.context import Context


async def find_year(ctx: Context, title: str | None, today: date) -> SchoolYearRow | None:
    """The district's school year of this title (the latest), or else the one a day lies in or the next to begin."""
    query = select(SchoolYearRow).where(SchoolYearRow.school_id.is_(None)).limit(1)
    if title is None:
        return await ctx.session.scalar(query.where(SchoolYearRow.ends_on >= today).order_by(SchoolYearRow.starts_on))
    return await ctx.session.scalar(query.where(SchoolYearRow.title == title).order_by(SchoolYearRow.starts_on.desc()))
