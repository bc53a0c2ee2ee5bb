"""An organisation that may be made part of another."""

from typing import Any

from tests.isolation.answers import FACT, TOWN, WITH_A_PLACE
from tests.isolation.seeds import World
from tests.partners.community.organizations.factories import CLINIC

AFTER = ("community.organizations",)
GIVES_NOTHING = dict.fromkeys(("merge_organizations", "split_organizations"), FACT)
ANSWERED = {"list_organization_merges": (WITH_A_PLACE, TOWN)}
COMMON = ("other_organization_id", "merged_organization_id")


async def seed(world: World) -> None:
    for name in ("other_organization_id", "merged_organization_id"):
        world.things[name] = await world.made("/v1/organizations", {**CLINIC, "name": name})
    body = {"organization_id": world.things["merged_organization_id"], "reason": "The same."}
    reply = await world.machine.post(f"/v1/organizations/{world.things['organization_id']}/merge", json=body)
    assert reply.status_code == 200, reply.text


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """One that is another still, and one that is no more."""
    return {
        "merge_organizations": {"organization_id": things["other_organization_id"], "reason": "The same."},
        "split_organizations": {"organization_id": things["merged_organization_id"], "reason": "They are two."},
    }
