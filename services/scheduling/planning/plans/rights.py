"""Whose a plan is, and by that who may do something to it: the district's own, or a school's."""

from collections.abc import Iterable
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.planning.plans.transitions import APPROVE
from shared.auth.policy import Asking
from shared.auth.profiles import PRINCIPAL
from shared.context.context import Context
from shared.directory.queries import Holder, holders
from shared.principal import person_of

#: The rules that say who approves: the district's plans, a school's own, and a school's own in its principal's place.
APPROVE_DISTRICT, APPROVE_OWN, APPROVE_INSTEAD = "plans:approve_district", "plans:approve_own", "plans:approve_instead"


def require_somewhere(ctx: Asking, right: str) -> None:
    """Raises `NotPermitted` for whoever may do this to no plan at all."""
    POLICY.require_any(ctx, right)


async def require(ctx: Context, row: PlanRow, right: str, authors: Iterable[str] | None = None) -> None:
    """Raises `NotPermitted` for whoever may not do this to this plan; `authors` had a hand in what is approved."""
    if right != APPROVE.right:
        POLICY.require(ctx, right, school_id=row.school_id)
    elif row.school_id is None:
        POLICY.require(ctx, APPROVE_DISTRICT)
    elif not await _stands_in(ctx, row.school_id, row.authors if authors is None else authors):
        POLICY.require(ctx, APPROVE_OWN, school_id=row.school_id)


async def free_principals(ctx: Context, school_id: UUID, authors: Iterable[str]) -> list[Holder]:
    """The principals of a school who had no hand in something."""
    wrote = {person_of(author) for author in authors}
    return [one for one in await holders(ctx, [PRINCIPAL], [school_id]) if one.staff_id not in wrote]


async def _stands_in(ctx: Context, school_id: UUID, authors: Iterable[str]) -> bool:
    """Is it somebody who decides in the principal's place, where no principal may?"""
    if not POLICY.decide(ctx.principal, APPROVE_INSTEAD, school_id=school_id).allowed:
        return False
    if POLICY.decide(ctx.principal, APPROVE_OWN, school_id=school_id).allowed:
        return False
    if await free_principals(ctx, school_id, authors):
        return False
    return POLICY.lets(ctx, APPROVE_INSTEAD, school_id=school_id)
