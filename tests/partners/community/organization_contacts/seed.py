"""Somebody at an organisation."""

from typing import Any

from tests.isolation.answers import ENDS, LEADING, NEW_PERSON, TAKES, TOWN, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("community.organizations",)
COMMON = ("organization_contact_id",)
_WRITES = ("add_organization_contact", "change_organization_contact")
GIVES_NOTHING = {**dict.fromkeys(_WRITES, NEW_PERSON), "remove_organization_contact": TAKES}
ANSWERED = {
    **dict.fromkeys(("list_organization_contacts", "read_organization_contact"), (WITH_A_PLACE, TOWN)),
    **dict.fromkeys((*_WRITES, "remove_organization_contact"), (LEADING, TOWN)),
}
UNVERSIONED = {"remove_organization_contact": ENDS}
DANA = {"given_name": "Dana", "family_name": "Ruiz"}


async def seed(world: World) -> None:
    body = {**DANA, "organization_id": world.things["organization_id"]}
    world.things["organization_contact_id"] = await world.made("/v1/organization-contacts", body)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """Somebody else there."""
    return {"add_organization_contact": {**DANA, "organization_id": things["organization_id"]}}
