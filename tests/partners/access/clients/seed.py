"""A client with a secret of its own."""

from tests.isolation.answers import ENDS, TAKES
from tests.isolation.seeds import World

WISH = {"name": "SIS", "scopes": ["directory:read"]}
BODIES = {"create_client": WISH}
UNVERSIONED = {"revoke_client": ENDS, "revoke_client_secret": ENDS}
GIVES_NOTHING = {"revoke_client": TAKES, "revoke_client_secret": TAKES}
TO_MENTORS = {"create_client": "refused for something else first; tests/isolation/giving.py sees the door shut"}


async def seed(world: World) -> None:
    client = await world.made("/v1/clients", WISH)
    world.things["client_id"] = client
    world.things["secret_id"] = await world.made(f"/v1/clients/{client}/secrets", {})
