"""Who holds less than before has tokens that say too much: they end within a second, not with the token's ten minutes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from uuid import UUID

from services.partners.directory.covers.repository import covering
from services.partners.directory.roles.repository import held_by_all
from services.partners.directory.staff.repository import lock_all
from services.partners.revocation.ended_access.service import end_access_of_all
from shared.context.context import Context


@asynccontextmanager
async def ending_lost_roles(
    ctx: Context, staff_ids: Sequence[UUID], today: date, reason: str = "role_ended"
) -> AsyncIterator[None]:
    """Around whatever changes these people's roles: access ends for whom it leaves without a role they held today.

    What another source still grants is not lost. Whoever covers such a person loses it too. Nobody is issued a token
    meanwhile; a live session gets a new one afterwards.
    """
    await lock_all(ctx, {*staff_ids, *await covering(ctx, staff_ids, today)})
    before = await held_by_all(ctx, staff_ids, today)
    yield
    if not before:
        return
    await ctx.session.flush()
    lost = {staff_id for staff_id, *_ in before - await held_by_all(ctx, staff_ids, today)}
    if lost:
        await end_access_of_all(ctx, "person", lost | await covering(ctx, lost, today), reason)
