"""A rule that makes teachers of a group."""

from tests.isolation.answers import ENDS, TAKES, TRIES
from tests.isolation.seeds import World

RULE = {
    "position": 1,
    "when": [{"claim": "groups", "operator": "contains", "values": ["teachers"]}],
    "role": "teacher",
    "school": "roster",
}
ANOTHER = {**RULE, "position": 2}
BODIES = {
    "create_claim_rule": ANOTHER,
    "create_claim_rules": {"items": [ANOTHER]},
    "try_claim_rules": {"facts": {"groups": ["teachers"]}},
    "change_claim_rule": {"note": "x"},
}
UNVERSIONED = {"remove_claim_rule": ENDS}
GIVES_NOTHING = {"remove_claim_rule": TAKES, "try_claim_rules": TRIES}
TO_MENTORS = {"create_claim_rule": "refused for something else first; tests/isolation/giving.py sees the door shut"}


async def seed(world: World) -> None:
    world.things["rule_id"] = await world.made("/v1/claim-rules", RULE)
