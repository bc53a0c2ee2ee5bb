"""A front end."""

from tests.isolation.answers import TAKES
from tests.isolation.seeds import World
from tests.partners.access.sign_ins import factories

BODIES = {
    "register_application": {
        "name": "Front end",
        "redirect_uris": ["https://app.example.org/back"],
        "scopes": ["directory:read"],
    },
    "change_application": {"name": "Another"},
}
GIVES_NOTHING = {"remove_application": TAKES}
TO_MENTORS = {"register_application": "refused for something else first; tests/isolation/giving.py sees the door shut"}


async def seed(world: World) -> None:
    world.things["application_id"] = str(await factories.application(world.service, world.district_id))
