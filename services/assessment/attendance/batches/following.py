"""What follows when what is in force of attendance has changed."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.assessment.attendance.batches import owing
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.standings import late
from services.assessment.attendance.standings import service as standings
from services.assessment.attendance.standings.scopes import scopes_of
from services.assessment.attendance.standings.turns import take_turn
from services.assessment.attendance.triggers import service as triggers
from shared.context.context import Context
from shared.school_year import school_year_of


async def follow(ctx: Context, changed: Changed) -> None:
    """Work out anew how those concerned stand, and whom somebody should look at."""
    for scope in scopes_of(changed.facts, changed.days):
        await standings.restand(ctx, scope)
        if scope.school_year == school_year_of(await ctx.today()):
            # History that is loaded calls nobody.
            await triggers.look(ctx, scope.school_year, scope.school_ids, scope.concerned)
    if changed.days:
        await owing.look(ctx)


async def follow_district(ctx: Context) -> None:
    """The same of this year for everybody: enrolments, the calendar or the definition may have changed."""
    await late.look(ctx, await take_turn(ctx))
    await standings.restand_district(ctx)
    await triggers.look_today(ctx)


async def follow_students(ctx: Context, student_ids: Sequence[UUID]) -> None:
    """The same of some, in all their years: two of them became one, or one two."""
    await late.look(ctx, await take_turn(ctx))
    await standings.restand_students(ctx, student_ids)
    await triggers.look(ctx, school_year_of(await ctx.today()), None, student_ids)


async def follow_calendar(ctx: Context, days: Iterable[date]) -> None:
    """The same of the school years of days that may be school days now, or are none any more."""
    await take_turn(ctx)
    years = {school_year_of(day) for day in days}
    await standings.restand_years(ctx, years)
    if school_year_of(await ctx.today()) in years:
        await triggers.look_today(ctx)


async def follow_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: the calendar and enrolments change without any batch."""
    await follow_district(ctx)
    await owing.look(ctx)
