"""Use cases of terms."""

from datetime import date
from uuid import UUID

from fastapi import Response

from services.scheduling.calendar.calendars.repository import find_year, wait_for_calendars
from services.scheduling.calendar.calendars.tables import TermRow, TermSource
from services.scheduling.calendar.terms import repository
from services.scheduling.calendar.terms.errors import (
    NoSuchSchoolYear,
    TermCodeTaken,
    TermOutsideYear,
    TermsOverlap,
)
from services.scheduling.calendar.terms.may import LISTING
from services.scheduling.calendar.terms.schemas import TermCreate, TermList, TermUpdate
from services.scheduling.calendar.terms.transitions import CHANGE, DELETE
from services.scheduling.permissions import POLICY
from shared.context.context import Context
from shared.directory.queries import known_schools
from shared.errors import DaysOutOfOrder, NoSuchSchool, fault
from shared.ids import new_id
from shared.texts.words import Words


async def listed(ctx: Context, filters: TermList) -> Response:
    """Terms, earliest first."""
    POLICY.require(ctx, "calendar:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, term_id: UUID) -> Response:
    """One term that was not removed."""
    POLICY.require(ctx, "calendar:read")
    return await ctx.item(LISTING, term_id, "term", {"there": True})


async def add(ctx: Context, wish: TermCreate) -> TermRow:
    """Add a term of the district, or one that a school has instead."""
    POLICY.require(ctx, "calendar:write")
    await wait_for_calendars(ctx)
    if wish.school_id and not await known_schools(ctx, {wish.school_id}):
        raise NoSuchSchool(
            Words("Give the id of a school of the district.", es="Indique el id de una escuela del distrito."),
            errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"))],
        )
    row = TermRow(id=new_id(), **wish.model_dump(), source=TermSource.HAND, listed_at=None, deleted_at=None)
    await _check(ctx, row, wish.code, wish.starts_on, wish.ends_on)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, term_id: UUID, patch: TermUpdate) -> TermRow:
    """Change a term written by hand."""
    POLICY.require(ctx, CHANGE.right)
    await wait_for_calendars(ctx)
    row = await repository.get_term(ctx, term_id)
    await CHANGE.check(ctx, row)
    ctx.check_version(row)
    sent = patch.changes()
    first, last = sent.get("starts_on", row.starts_on), sent.get("ends_on", row.ends_on)
    await _check(ctx, row, sent.get("code", row.code), first, last)
    patch.apply(row)
    await ctx.session.flush()
    return row


async def remove(ctx: Context, term_id: UUID) -> None:
    """Remove a term written by hand; who syncs is shown that it is gone."""
    POLICY.require(ctx, DELETE.right)
    await wait_for_calendars(ctx)
    row = await repository.get_term(ctx, term_id)
    await DELETE.check(ctx, row)
    row.deleted_at = ctx.now
    await ctx.session.flush()


async def _check(ctx: Context, row: TermRow, code: str, first: date, last: date) -> None:
    """Raises what keeps a term with this code and these days from standing beside the others."""
    if last < first:
        raise DaysOutOfOrder(
            Words("A term ends no sooner than it begins.", es="Un período no termina antes de comenzar."),
            errors=[fault("/ends_on", Words("before starts_on", es="anterior a starts_on"))],
        )
    year = await find_year(ctx, row.school_year_id)
    if year is None or year.school_id not in (None, row.school_id):
        wrong = fault(
            "/school_year_id",
            Words(
                "no school year of the district or of this school",
                es="no es un año escolar del distrito ni de esta escuela",
            ),
        )
        raise NoSuchSchoolYear(
            Words("Give one of GET /v1/school-years.", es="Indique uno de GET /v1/school-years."), errors=[wrong]
        )
    if first < year.starts_on or last > year.ends_on:
        raise TermOutsideYear(
            Words(
                f"The school year goes from {year.starts_on} to {year.ends_on}.",
                es=f"El año escolar va del {year.starts_on} al {year.ends_on}.",
            )
        )
    others = [term for term in await repository.of_year(ctx, year.id, row.school_id) if term.id != row.id]
    if any(term.code == code for term in others):
        raise TermCodeTaken(
            Words("Another term of this school year has it.", es="Otro período de este año escolar lo tiene."),
            errors=[fault("/code", Words("taken", es="ya está en uso"))],
        )
    for term in others:
        if term.kind == row.kind and term.starts_on <= last and first <= term.ends_on:
            raise TermsOverlap(
                Words(
                    f"{term.code} goes from {term.starts_on} to {term.ends_on}.",
                    es=f"{term.code} va del {term.starts_on} al {term.ends_on}.",
                )
            )
