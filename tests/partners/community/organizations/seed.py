"""An organisation with a site, which is common to the district."""

from typing import Any

from tests.isolation.answers import ENDS, FACT, LEADING, TAKES, TOWN, WITH_A_PLACE
from tests.isolation.seeds import World
from tests.partners.community.organizations.factories import CLINIC

AFTER = ("directory.schools",)
COMMON = ("organization_id", "site_id")
BODIES = {"add_organization": {**CLINIC, "name": "Another"}, "change_organization_site": {"name": "Annex"}}
_WRITES = ("add_organization", "change_organization", "add_organization_site", "change_organization_site")
GIVES_NOTHING = {**dict.fromkeys(_WRITES, FACT), "remove_organization_site": TAKES}
ANSWERED = {
    **dict.fromkeys(("list_organizations", "read_organization"), (WITH_A_PLACE, TOWN)),
    **dict.fromkeys((*_WRITES, "remove_organization_site"), (LEADING, TOWN)),
}
UNVERSIONED = {"remove_organization_site": ENDS}


async def seed(world: World) -> None:
    body = {**CLINIC, "sites": [{"name": "Main office"}]}
    reply = await world.machine.post("/v1/organizations", json=body)
    assert reply.status_code == 201, reply.text
    world.things["organization_id"] = reply.json()["id"]
    world.things["site_id"] = reply.json()["sites"][0]["id"]


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """One more site, at the school."""
    return {"add_organization_site": {"name": "At the school", "school_id": things["school_id"]}}
