"""What follows when what is in force of attendance has changed."""

from datetime import date

from services.assessment.attendance.batches import owing
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.standings import service as standings
from services.assessment.attendance.standings.scopes import scopes_of
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
    await standings.restand_district(ctx)
    await triggers.look_today(ctx)


async def follow_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: the calendar and enrolments change without any batch."""
    await follow_district(ctx)
    await owing.look(ctx)
