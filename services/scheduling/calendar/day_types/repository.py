"""SQL of day types."""

from sqlalchemy import select

from services.scheduling.calendar.day_types.rules import STANDARD, DayType
from services.scheduling.calendar.day_types.tables import DayTypeRow
from shared.context.context import Context
from shared.context.paging import Listing
from shared.errors import NotFound

_STANDARD = ", ".join(f"('{type_.code}', '{type_.title}', {type_.school_is_held})" for type_ in STANDARD.values())

LISTING = Listing(
    name="day_types",
    columns="t.code, t.title, t.school_is_held, t.programme, t.standard, t.version, t.created_at, t.updated_at",
    # Titles of the standard types are this code's own.
    source=f"""(
      select code, title, school_is_held, programme, false as standard, version, created_at, updated_at from day_types
      union all
      select code, title, school_is_held, null, true, null, null, null
      from (values {_STANDARD}) as s (code, title, school_is_held)) t""",
    order=(("t.code", "text"),),
    changed=(("t.updated_at", "timestamptz"), ("t.code", "text")),
    filters={
        "programme": "t.programme = {}",
        "standard": "t.standard = {}::boolean",
    },
)


async def get_type(ctx: Context, code: str) -> DayTypeRow:
    """One day type of the district's own. Raises `NotFound`."""
    row = await ctx.session.scalar(select(DayTypeRow).where(DayTypeRow.code == code))
    if row is None:
        raise NotFound("No such day type.")
    return row


async def every_type(ctx: Context) -> dict[str, DayType]:
    """The standard day types and the district's own, by code."""
    rows = await ctx.session.scalars(select(DayTypeRow))
    return STANDARD | {row.code: DayType(row.code, row.title, row.school_is_held) for row in rows}
