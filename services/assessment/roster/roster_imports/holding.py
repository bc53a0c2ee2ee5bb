"""What was held back waits for somebody, who is asked to look at it; not for ever, and no longer once another roster came."""

from datetime import date

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.roster.roster_imports import befores, repository
from services.assessment.roster.roster_imports.tables import RosterImportRow
from shared import clock
from shared.asked_work.events import Wish
from shared.auth.profiles import DATA_MANAGER
from shared.context.context import Context

ORIGIN = "held_roster_import"
#: The school days within which somebody looks: the next roster comes tomorrow.
SCHOOL_DAYS = 1


async def ask(ctx: Context, row: RosterImportRow) -> None:
    """Ask who keeps the district's data to look at what would vanish."""
    sent_on = clock.day_in(await ctx.zone(), row.created_at)
    wish = Wish(
        owned_by="any",
        role=DATA_MANAGER,
        school_days=SCHOOL_DAYS,
        text_code="roster_imports.held",
        text_values={"day": sent_on.isoformat()},
        link=f"/v1/roster-imports/{row.id}",
    )
    await ASKING.ask(ctx, ORIGIN, row.id, wish)


async def approved(ctx: Context, row: RosterImportRow) -> None:
    """Somebody has looked."""
    await ASKING.settle(ctx, ORIGIN, row.id)


async def let_go(ctx: Context, *, all_before: RosterImportRow | None = None) -> None:
    """Of what waited too long, or was sent before a roster that has been imported, nobody is asked any more."""
    for import_id in await repository.let_go(ctx, all_before=all_before):
        await ASKING.settle(ctx, ORIGIN, import_id, "dropped")


async def let_go_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: a district may send nothing more."""
    await let_go(ctx)
    await befores.forget(ctx)
    await repository.forget_held_rows(ctx)
