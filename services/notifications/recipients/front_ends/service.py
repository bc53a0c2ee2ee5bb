"""Use cases of front ends: taking over what partners tell of them."""

from services.notifications.recipients.front_ends import repository
from services.notifications.recipients.front_ends.consumed import ApplicationRecorded, ApplicationUsed
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context


def follow_front_ends(consumers: Consumers) -> None:
    """Subscribe the service to where front ends have their pages, and who signs in to which."""
    consumers.on(ApplicationRecorded)(take_front_ends)
    consumers.on(ApplicationUsed)(take_uses)


async def take_front_ends(ctx: Context, events: list[Received]) -> None:
    """Take over where front ends have their pages; one that is gone has none."""
    for told in (event.data for event in events):
        values = {"addresses": told.addresses if told.active else {}, "is_default": told.active and told.is_default}
        await repository.take(ctx, told.application_id, told.version, values)


async def take_uses(ctx: Context, events: list[Received]) -> None:
    """Take over who signed in to which."""
    for used in (event.data for event in events):
        await repository.take_use(ctx, used.staff_id, used.application_id, used.signed_in_at)
