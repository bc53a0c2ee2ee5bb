"""An agreement, for the walks over every room's routes."""

from tests.isolation.seeds import World

#: Its title is no other's, not even that of the agreement the walk over POST has made.
BODIES = {"change_agreement": {"title": "Mentoring"}}


async def seed(world: World) -> None:
    wish = {"title": "Tutoring", "starts_on": "2026-09-01"}
    world.things["agreement_id"] = await world.made("/v1/agreements", wish)
