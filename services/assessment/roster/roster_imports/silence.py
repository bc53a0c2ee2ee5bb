"""A roster that came every night and comes no more is told: the roster of a feed that stopped looks like one that is true."""
# ruff: noqa: S608  names of tables are this code's own

from datetime import date, timedelta
from itertools import pairwise

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.roster.roster_imports.staging import fetch
from shared import clock
from shared.asked_work.events import Wish
from shared.auth.profiles import DATA_MANAGER
from shared.context.context import Context

ORIGIN = "silent_roster"
SCHOOL_DAYS = 1
#: So many of the newest imports say in what rhythm they come.
LOOKED_AT = 8
#: Silent is who says nothing for three times as long as ever between those, and for three days at least.
TIMES, LEAST = 3, timedelta(days=3)
_IMPORTED = f"""select imported_at from roster_imports where district_id = :district_id and imported_at is not null
  and restores is null and not ends_source order by imported_at desc limit {LOOKED_AT}"""


async def look_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Ask who keeps the district's data to look where the roster stays; asked once, until one is imported again."""
    found = [row.imported_at for row in await fetch(ctx, _IMPORTED)]
    if len(found) < LOOKED_AT:
        return
    longest = max(later - earlier for later, earlier in pairwise(found))
    if ctx.now - found[0] <= max(longest * TIMES, LEAST):
        return
    wish = Wish(
        owned_by="any",
        role=DATA_MANAGER,
        school_days=SCHOOL_DAYS,
        text_code="roster_imports.silent",
        text_values={"day": clock.day_in(await ctx.zone(), found[0]).isoformat()},
        link="/v1/roster-imports",
    )
    await ASKING.ask(ctx, ORIGIN, ctx.district_id, wish)


async def heard(ctx: Context) -> None:
    """A roster has been imported."""
    await ASKING.settle(ctx, ORIGIN, ctx.district_id)
