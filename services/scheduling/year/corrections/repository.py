"""SQL of corrections."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, text

from services.scheduling.calendar.calendars.tables import CalendarDayRow, SchoolYearRow
from services.scheduling.calendar.day_types.rules import STANDARD
from services.scheduling.work.task_states import live_in_sql
from services.scheduling.year.corrections.rules import Entry
from shared.context.context import Context
from shared.directory.tables import DirectorySchoolRow
from shared.errors import NotFound
from shared.texts.words import Words

# A day has one row for the district and one for each school; `uq_calendar_days_day` sees to it.
_WRITE_DAYS = text("""
insert into calendar_days as c (district_id, id, school_id, day, day_type, school_is_held, note, by_school,
  created_at, updated_at, created_by, updated_by, version)
select :district_id, id, school_id, day, day_type, school_is_held, note, by_school, :now, :now, :actor, :actor, 1
from unnest(cast(:ids as uuid[]), cast(:schools as uuid[]), cast(:days as date[]), cast(:day_types as text[]),
            cast(:held as boolean[]), cast(:notes as text[]), cast(:by_school as boolean[]))
  as sent (id, school_id, day, day_type, school_is_held, note, by_school)
on conflict on constraint uq_calendar_days_day do update
set day_type = excluded.day_type, school_is_held = excluded.school_is_held, note = excluded.note,
    by_school = excluded.by_school,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = c.version + 1
where (c.day_type, c.note, c.by_school) is distinct from (excluded.day_type, excluded.note, excluded.by_school)""")

_LISTED = """district_id, id, school_id, day, day_type, school_is_held, note, by_school,
  created_at, updated_at, created_by, updated_by, version"""

# What a day was to be at a school goes where the district closes it: what the school said, and a kind of day that a programme
# has. That a school is open all the same (or half a day) is the district's word too, and stays. What goes is kept aside.
_OVERRULE = text(f"""
with gone as (
  delete from calendar_days c where c.district_id = :district_id and c.school_id is not null and c.school_is_held
    and (c.by_school or c.day_type <> all (cast(:standard as text[])))
    and c.day = any (cast(:days as date[]))
  returning c.*)
insert into overruled_days as o ({_LISTED})
select {_LISTED} from gone order by day, school_id
on conflict on constraint uq_overruled_days_day do update
set id = excluded.id, day_type = excluded.day_type, school_is_held = excluded.school_is_held, note = excluded.note,
    by_school = excluded.by_school, created_at = excluded.created_at, updated_at = excluded.updated_at,
    created_by = excluded.created_by, updated_by = excluded.updated_by, version = excluded.version
returning o.day, o.school_id""")

# It stands again on days that the district closes no more, unless something else was listed there meanwhile.
_RESTORE = text(f"""
with back as (
  delete from overruled_days o where o.district_id = :district_id and o.day = any (cast(:days as date[])) and not exists (
    select from calendar_days c
    where c.district_id = o.district_id and c.school_id is null and c.day = o.day and not c.school_is_held)
  returning {_LISTED})
insert into calendar_days as c ({_LISTED})
select district_id, id, school_id, day, day_type, school_is_held, note, by_school, created_at, :now, created_by, :actor,
  version + 1
from back order by day, school_id
on conflict on constraint uq_calendar_days_day do nothing
returning c.day, c.school_id""")

_OWN_DAYS = text("""
select count(*) from calendar_days where district_id = :district_id and school_id = :school_id and by_school
  and day between :first and :last and not (day = any (cast(:but as date[])))""")

_TASKS_DUE = text(f"""
select count(*) from tasks t where district_id = :district_id and {live_in_sql()}
and due_on = any (cast(:days as date[])) and (school_id = any (cast(:schools as uuid[]))) = :at_these""")


async def list_spans(ctx: Context) -> list[tuple[UUID | None, date, date]]:
    """Every school year: the district's (None) first, then those of its schools."""
    query = select(SchoolYearRow.school_id, SchoolYearRow.starts_on, SchoolYearRow.ends_on)
    rows = await ctx.session.execute(query.order_by(SchoolYearRow.school_id.nulls_first(), SchoolYearRow.starts_on))
    return [(row.school_id, row.starts_on, row.ends_on) for row in rows]


async def list_schools(ctx: Context) -> dict[str, UUID]:
    """The district's schools by local code."""
    rows = await ctx.session.execute(select(DirectorySchoolRow.local_code, DirectorySchoolRow.id))
    return {row.local_code: row.id for row in rows}


async def get_entry(ctx: Context, entry_id: UUID) -> CalendarDayRow:
    """What is listed of one day. Raises `NotFound`."""
    row = await ctx.session.scalar(select(CalendarDayRow).where(CalendarDayRow.id == entry_id))
    if row is None:
        raise NotFound(
            Words("Nothing of that kind is listed in the calendar.", es="En el calendario no figura nada de ese tipo.")
        )
    return row


async def write_entries(ctx: Context, entries: Collection[Entry]) -> None:
    """List days, over whatever was listed of them before."""
    values = {
        "ids": [entry.id for entry in entries],
        "schools": [entry.school_id for entry in entries],
        "days": [entry.day for entry in entries],
        "day_types": [entry.day_type for entry in entries],
        "held": [entry.school_is_held for entry in entries],
        "notes": [entry.note for entry in entries],
        "by_school": [entry.by_school for entry in entries],
    }
    stamps = {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor}
    await ctx.session.execute(_WRITE_DAYS, {**values, **stamps})


async def overrule(ctx: Context, days: Collection[date]) -> list[tuple[date, UUID]]:
    """Take back what days that the district closes were to be at schools; returns which days of which schools."""
    values = {"district_id": ctx.district_id, "standard": list(STANDARD)}
    rows = await ctx.session.execute(_OVERRULE, {**values, "days": list(days)})
    return sorted((row.day, row.school_id) for row in rows)


async def restore(ctx: Context, days: Collection[date]) -> list[tuple[date, UUID]]:
    """Let stand again what was overruled on those of the days that the district closes no more; which days of which schools."""
    values = {"district_id": ctx.district_id, "days": list(days), "now": ctx.now, "actor": ctx.actor}
    return sorted((row.day, row.school_id) for row in await ctx.session.execute(_RESTORE, values))


async def count_own_days(ctx: Context, school_id: UUID, first: date, last: date, but: Collection[date]) -> int:
    """Of how many days of a span a school says something, but for some."""
    values = {"district_id": ctx.district_id, "school_id": school_id, "first": first, "last": last, "but": list(but)}
    return int((await ctx.session.execute(_OWN_DAYS, values)).scalar_one())


async def remove_entries(ctx: Context, ids: Iterable[UUID]) -> None:
    """Take days off the list: they go by their weekday, or by what the district lists."""
    await ctx.session.execute(delete(CalendarDayRow).where(CalendarDayRow.id.in_(list(ids))))


async def count_tasks_due(ctx: Context, days: Iterable[date], schools: Iterable[UUID], *, at_these: bool) -> int:
    """How many live tasks are due on some days at these schools, or else at all others."""
    values = {"district_id": ctx.district_id, "days": list(days), "schools": list(schools), "at_these": at_these}
    return int((await ctx.session.execute(_TASKS_DUE, values)).scalar_one())
