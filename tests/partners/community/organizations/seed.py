"""An organisation with a site, which is common to the district."""

from typing import Any

from tests.isolation.answers import FACT
from tests.isolation.seeds import World
from tests.partners.community.organizations.factories import CLINIC

AFTER = ("directory.schools",)
COMMON = ("organization_id", "site_id")
BODIES = {"add_organization": {**CLINIC, "name": "Another"}, "change_organization_site": {"name": "Annex"}}
GIVES_NOTHING = dict.fromkeys(
    ("add_organization", "change_organization", "add_organization_site", "change_organization_site"), FACT
)


async def seed(world: World) -> None:
    body = {**CLINIC, "sites": [{"name": "Main office"}]}
    reply = await world.machine.post("/v1/organizations", json=body)
    assert reply.status_code == 201, reply.text
    world.things["organization_id"] = reply.json()["id"]
    world.things["site_id"] = reply.json()["sites"][0]["id"]


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """One more site, at the school."""
    return {"add_organization_site": {"name": "At the school", "school_id": things["school_id"]}}
