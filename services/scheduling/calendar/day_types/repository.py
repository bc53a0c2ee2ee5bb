"""SQL of day types."""

from uuid import UUID

from sqlalchemy import func, select

from services.scheduling.calendar.day_types.rules import STANDARD, DayType, DayTypes
from services.scheduling.calendar.day_types.tables import DayTypeRow
from shared.context.context import Context
from shared.context.lists import Listing
from shared.directory.references import SCHOOL
from shared.errors import NotFound
from shared.texts.words import Words

_STANDARD = ", ".join(f"('{type_.code}', '{type_.title}', {type_.school_is_held})" for type_ in STANDARD.values())

#: Of a page's order: schools may use a code alike, and what is the district's is under a key no school has.
_WHOSE = f"coalesce(t.school_id, '{UUID(int=0)}')"

LISTING = Listing(
    name="day_types",
    columns=f"""t.code, t.title, t.school_is_held, t.programme, {SCHOOL.reference("t.school_id")} as school, t.standard,
    t.version, t.created_at, t.updated_at""",
    # Titles of the standard types are this code's own.
    source=f"""(
      select code, title, school_is_held, programme, school_id, false as standard, version, created_at, updated_at from day_types
      union all
      select code, title, school_is_held, null, null, true, null, null, null
      from (values {_STANDARD}) as s (code, title, school_is_held)) t""",
    order=(("t.code", "text"), (_WHOSE, "uuid")),
    changed=(("t.updated_at", "timestamptz"), ("t.code", "text"), (_WHOSE, "uuid")),
    filters={
        "programme": "t.programme = {}",
        "standard": "t.standard = {}::boolean",
        "school_id": "(t.school_id is null or t.school_id = {}::uuid)",
    },
)


async def get_type(ctx: Context, code: str, school_id: UUID | None) -> DayTypeRow:
    """One day type of the district's, or of a school's own. Raises `NotFound`."""
    row = await ctx.session.scalar(
        select(DayTypeRow).where(DayTypeRow.code == code, DayTypeRow.school_id.is_not_distinct_from(school_id))
    )
    if row is None:
        raise NotFound(Words("No such day type.", es="No existe ese tipo de día."))
    return row


async def every_type(ctx: Context) -> DayTypes:
    """The standard day types and the district's, and those of schools' own."""
    found: dict[UUID | None, dict[str, DayType]] = {}
    for row in await ctx.session.scalars(select(DayTypeRow)):
        found.setdefault(row.school_id, {})[row.code] = DayType(row.code, row.title, row.school_is_held)
    return DayTypes(STANDARD | found.pop(None, {}), {id_: types for id_, types in found.items() if id_})


async def owners_of(ctx: Context, code: str) -> set[UUID | None]:
    """Whose a code is already: schools that have a type of it, None for the district."""
    return set(await ctx.session.scalars(select(DayTypeRow.school_id).where(DayTypeRow.code == code)))


async def count_own(ctx: Context, school_id: UUID) -> int:
    """How many day types of its own a school has."""
    return int(
        await ctx.session.scalar(select(func.count(DayTypeRow.id)).where(DayTypeRow.school_id == school_id)) or 0
    )
