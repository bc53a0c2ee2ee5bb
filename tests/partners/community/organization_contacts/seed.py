"""Somebody at an organisation."""

from typing import Any

from tests.isolation.answers import NEW_PERSON
from tests.isolation.seeds import World

AFTER = ("community.organizations",)
COMMON = ("organization_contact_id",)
GIVES_NOTHING = dict.fromkeys(("add_organization_contact", "change_organization_contact"), NEW_PERSON)
DANA = {"given_name": "Dana", "family_name": "Ruiz"}


async def seed(world: World) -> None:
    body = {**DANA, "organization_id": world.things["organization_id"]}
    world.things["organization_contact_id"] = await world.made("/v1/organization-contacts", body)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """Somebody else there."""
    return {"add_organization_contact": {**DANA, "organization_id": things["organization_id"]}}
