"""A consent to what the partner reads."""

from typing import Any

from tests.isolation.seeds import World
from tests.partners.factories import signed_consent

AFTER = ("privacy.parties", "directory.schools")
BODIES = {"revoke_consent": {"revoked_by": "eligible_student"}}
COMMON = ("consent_id",)


async def seed(world: World) -> None:
    signed = signed_consent(world.things["party_id"], school_id=world.things["school_id"])
    world.things["consent_id"] = await world.made("/v1/consents", signed)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """A consent for the partner."""
    return {"add_consent": signed_consent(things["party_id"], school_id=things["school_id"])}
