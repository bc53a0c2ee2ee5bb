"""Who is asked to review an emergency access that is over, and by when."""

from datetime import date
from uuid import UUID

from services.partners.asking.asked_work.service import ASKING
from services.partners.directory.roles.catalogue import held_on_profile, profiles_by_role
from services.partners.directory.roles.repository import held_by
from services.partners.privacy.emergency_access import repository
from services.partners.privacy.emergency_access.rules import reviewer_profile
from services.partners.privacy.emergency_access.tables import EmergencyAccessRow
from shared import clock
from shared.asked_work.events import Wish
from shared.context.context import Context

ORIGIN = "emergency_access"
#: The school days within which somebody looks at it.
SCHOOL_DAYS = 3


async def ask_for_review(ctx: Context, row: EmergencyAccessRow) -> None:
    """Ask for the review of one that is over: of the district, as nobody at the opener's school looks at it."""
    zone, today = await ctx.zone(), await ctx.today()
    profiles = await profiles_by_role(ctx)
    held = await held_by(ctx, row.staff_id, today)
    profile = reviewer_profile({profiles[role.role] for role in held if role.school_id is None})
    wish = Wish(
        role=await held_on_profile(ctx, profile, today),
        school_days=SCHOOL_DAYS,
        due_after=clock.day_in(zone, row.closed_at or ctx.now),
        text_code="emergency_access.review",
        text_values={
            "staff": str(row.staff_id),
            "day": clock.day_in(zone, row.opened_at).isoformat(),
            "records": row.records[0],
        },
        link=f"/v1/emergency-access/{row.id}",
    )
    await ASKING.ask(ctx, ORIGIN, row.id, wish)


async def note_review(ctx: Context, emergency_id: UUID) -> None:
    """It has been looked at: nobody is asked any more."""
    await ASKING.settle(ctx, ORIGIN, emergency_id)


async def ask_for_reviews(ctx: Context, day: date, last: date | None) -> None:
    """Each day: ask for every review that is owed, of whoever is to give it by now."""
    for row in await repository.list_unreviewed(ctx):
        await ask_for_review(ctx, row)
