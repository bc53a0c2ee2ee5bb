"""Use cases of front ends: taking over what partners tell of them."""

from collections.abc import Sequence

from services.notifications.recipients.front_ends import repository
from services.notifications.recipients.front_ends.consumed import ApplicationRecorded, ApplicationUsed
from shared.context.context import Context


async def take_front_ends(ctx: Context, told: Sequence[ApplicationRecorded]) -> None:
    """Take over where front ends have their pages; one that is gone has none."""
    for one in told:
        values = {"addresses": one.addresses if one.active else {}, "is_default": one.active and one.is_default}
        await repository.take(ctx, one.application_id, one.version, values)


async def take_uses(ctx: Context, told: Sequence[ApplicationUsed]) -> None:
    """Take over who signed in to which."""
    for one in told:
        await repository.take_use(ctx, one.staff_id, one.application_id, one.signed_in_at)
