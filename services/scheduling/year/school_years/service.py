"""Use cases of school years."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.calendar.calendars import repository as calendars
from services.scheduling.calendar.calendars.rules import SATURDAY, compose
from services.scheduling.calendar.calendars.rules import SchoolYear as Days
from services.scheduling.calendar.calendars.tables import SchoolYearRow
from services.scheduling.calendar.calendars.telling import watching
from services.scheduling.calendar.day_types.rules import HOLIDAY, INSTRUCTIONAL
from services.scheduling.permissions import POLICY
from services.scheduling.year.corrections import repository as corrections
from services.scheduling.year.corrections.errors import DayOutsideYears
from services.scheduling.year.corrections.rules import Entry
from services.scheduling.year.corrections.service import correcting
from services.scheduling.year.school_years import repository
from services.scheduling.year.school_years.errors import NothingReplaced, SchoolYearsOverlap, SchoolYearTooLong
from services.scheduling.year.school_years.may import LISTING, MAY
from services.scheduling.year.school_years.schemas import (
    SchoolYear,
    SchoolYearCreate,
    SchoolYearList,
    SchoolYearUpdate,
)
from services.scheduling.year.school_years.transitions import CHANGE
from shared.context.context import Context
from shared.directory.queries import known_schools
from shared.errors import DaysOutOfOrder, NoSuchSchool, fault
from shared.ids import new_id
from shared.texts.words import Words

#: A school year of a district that goes by two-year cycles still fits.
LONGEST = timedelta(days=731)


async def listed(ctx: Context, filters: SchoolYearList) -> Response:
    """School years, earliest first."""
    POLICY.require(ctx, "calendar:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, year_id: UUID) -> Response:
    """One school year."""
    POLICY.require(ctx, "calendar:read")
    return await ctx.item(LISTING, year_id, "school year")


async def add(ctx: Context, wish: SchoolYearCreate) -> SchoolYear:
    """Add a school year, the district's or one that a school has instead of it."""
    POLICY.require(ctx, "calendar:write")
    await calendars.wait_for_calendars(ctx)
    if wish.school_id and not await known_schools(ctx, {wish.school_id}):
        raise NoSuchSchool(
            Words("Give the id of a school of the district.", es="Indique el id de una escuela del distrito."),
            errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"))],
        )
    row = SchoolYearRow(id=new_id(), **wish.model_dump(exclude={"non_school_days"}))
    await _check_span(ctx, row, row.starts_on, row.ends_on)
    async with correcting(ctx, _days(row.starts_on, row.ends_on)):
        ctx.add(row)
        await ctx.session.flush()
        await _close_exactly(ctx, row, wish.non_school_days)
    await ctx.session.refresh(row)
    return await _shown(ctx, row)


async def change(ctx: Context, year_id: UUID, patch: SchoolYearUpdate) -> SchoolYear:
    """Change a school year; what is due on a day that becomes none of it, or no school day, moves."""
    POLICY.require(ctx, CHANGE.right)
    await calendars.wait_for_calendars(ctx)
    row = await ctx.get(SchoolYearRow, year_id, "school year")
    ctx.check_version(row)
    sent = patch.changes()
    wanted = sent.pop("non_school_days", None)
    first, last = sent.get("starts_on", row.starts_on), sent.get("ends_on", row.ends_on)
    if (first, last) != (row.starts_on, row.ends_on):
        await _check_span(ctx, row, first, last)
    async with correcting(ctx, {*_days(row.starts_on, row.ends_on), *_days(first, last)}):
        # What is listed of its days is part of what a caller reads of it, and so of its version.
        for name, value in {**sent, "updated_at": ctx.now}.items():
            setattr(row, name, value)
        await ctx.session.flush()
        if wanted is not None:
            await _close_exactly(ctx, row, wanted)
    await ctx.session.refresh(row)
    return await _shown(ctx, row)


async def record_listed(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Take over school years a roster lists; which days that makes school days, or none any more, is told."""
    spans = [(row["starts_on"], row["ends_on"]) for row in rows]
    spans += await repository.spans_of(ctx, [row["id"] for row in rows])
    async with watching(ctx, {day for first, last in spans for day in _days(first, last)}):
        await repository.upsert_listed(ctx, rows)


async def _check_span(ctx: Context, row: SchoolYearRow, first: date, last: date) -> None:
    if last <= first:
        raise DaysOutOfOrder(
            Words("A school year ends after it begins.", es="Un año escolar termina después de comenzar."),
            errors=[fault("/ends_on", Words("not after starts_on", es="no es posterior a starts_on"))],
        )
    if last - first > LONGEST:
        raise SchoolYearTooLong(
            Words("Give each year's first and last day.", es="Indique el primer y el último día de cada año."),
            errors=[fault("/ends_on", Words("too far away", es="demasiado lejos"))],
        )
    others = await repository.overlapping(ctx, first, last, school_id=row.school_id, but=row.id)
    if others:
        raise SchoolYearsOverlap(
            Words(
                f"There is one from {others[0].starts_on} to {others[0].ends_on}.",
                es=f"Hay uno del {others[0].starts_on} al {others[0].ends_on}.",
            )
        )
    if row.school_id:
        years = await repository.overlapping(ctx, first, last, school_id=None)
        middles = [year.starts_on + (year.ends_on - year.starts_on) / 2 for year in years]
        if not any(first < middle <= last for middle in middles):
            raise NothingReplaced(
                Words(
                    "Add the district's year first, then the school's around its middle.",
                    es="Añada primero el año del distrito y después el de la escuela alrededor de su mitad.",
                )
            )


async def _close_exactly(ctx: Context, row: SchoolYearRow, wanted: list[date]) -> None:
    """Make these the weekdays of the year without school: close what is not closed, open what is not among them."""
    outside = [place for place, day in enumerate(wanted) if not row.starts_on <= day <= row.ends_on]
    if outside:
        raise DayOutsideYears(
            errors=[
                fault(f"/non_school_days/{place}", Words("not in this school year", es="no está en este año escolar"))
                for place in outside
            ]
        )
    days = {day for day in wanted if day.weekday() < SATURDAY}
    closed = (await _calendar(ctx, row)).non_school_days
    listed = await calendars.list_entries(ctx, row.starts_on, row.ends_on, row.school_id)
    reopened = closed - days
    mine = [listed[row.school_id, day].id for day in reopened if (row.school_id, day) in listed]
    await corrections.remove_entries(ctx, mine)
    entries = [Entry(new_id(), row.school_id, day, HOLIDAY.code, False, None) for day in days - closed]
    if row.school_id is None:
        await corrections.overrule(ctx, days - closed)
    else:
        # The district's list says closed: the school says otherwise.
        against = [day for day in reopened if (None, day) in listed and not listed[None, day].school_is_held]
        entries += [Entry(new_id(), row.school_id, day, INSTRUCTIONAL.code, True, None) for day in against]
    await corrections.write_entries(ctx, entries)


async def _calendar(ctx: Context, row: SchoolYearRow) -> Days:
    district, own = await calendars.list_days(ctx, row.starts_on, row.ends_on)
    spans = {row.school_id: (row.starts_on, row.ends_on)} if row.school_id else {}
    return compose((row.starts_on, row.ends_on), spans, district, own).of(row.school_id)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


async def _shown(ctx: Context, row: SchoolYearRow) -> SchoolYear:
    days = sorted((await _calendar(ctx, row)).non_school_days)
    return await MAY.reply(ctx, SchoolYear, row, non_school_days=days)
