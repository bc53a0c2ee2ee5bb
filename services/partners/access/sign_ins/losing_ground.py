"""People who are signed in though what they came in on has ended by its date: their sessions end, their front ends hear of it.

Nobody gets in by such a session any more: its tokens ended at the district's midnight, and it is given no others.
"""

from datetime import date

from services.partners.access.sign_ins import repository
from services.partners.directory.roles.repository import lent_to
from services.partners.privacy.parties.rules import over
from services.partners.revocation.sessions.service import end_all_of
from shared.context.context import Context


async def sign_out(ctx: Context, day: date, since: date | None) -> None:
    """Sign out whose agreement is over, and who holds no role any more, not even as a cover; daily work."""
    today = await ctx.today()
    of_parties = await repository.signed_in_of_parties(ctx)
    await end_all_of(ctx, {staff_id for staff_id, party in of_parties if over(party, today)}, "agreement_ended")
    without = await repository.signed_in_without_role(ctx, today)
    await end_all_of(ctx, [id_ for id_ in without if not await lent_to(ctx, id_, today)], "no_role")
