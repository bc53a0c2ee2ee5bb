"""Use cases of the policy of schools' own days."""

from services.scheduling.calendar.school_policy import repository
from services.scheduling.calendar.school_policy.schemas import SchoolPolicy, SchoolPolicySet
from services.scheduling.permissions import POLICY
from shared.context.context import Context

#: The policy until the district sets its own.
DEFAULT = SchoolPolicy(own_day_types=10, own_days=200, may_close=False, district_day_types=[])


async def policy_of(ctx: Context) -> SchoolPolicy:
    """The policy that holds."""
    row = await repository.find_policy(ctx)
    return SchoolPolicy.model_validate(row) if row else DEFAULT


async def read(ctx: Context) -> SchoolPolicy:
    """The policy, for whoever reads calendars."""
    POLICY.require(ctx, "calendar:read")
    return await policy_of(ctx)


async def set_whole(ctx: Context, wish: SchoolPolicySet) -> SchoolPolicy:
    """Set the district's own policy, which is the district's alone."""
    POLICY.require(ctx, "calendar:write")
    await repository.set_policy(ctx, wish.model_dump())
    return SchoolPolicy(**wish.model_dump())
