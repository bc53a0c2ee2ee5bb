"""A rule that holds, what it proposes, and a rule in draft."""

from typing import Any

from tests.isolation.answers import A_PERSON_ANSWERS, LEADING, REACHED
from tests.isolation.seeds import World
from tests.scheduling.work.work_rules.factories import content, low_score, proposed, ruled

BY_PERSON = dict.fromkeys(("accept_proposal", "decline_proposal"), A_PERSON_ANSWERS)
#: A rule is common to the district.
COMMON = ("work_rule_id",)
ANSWERED = {
    **dict.fromkeys(("list_work_rules", "read_work_rule", "list_work_rule_versions"), (LEADING, REACHED)),
}


async def seed(world: World) -> None:
    proposal = await proposed(world.district, decided_by="school")
    world.things["made_work_id"] = proposal["id"]
    world.things["work_rule_id"] = (await ruled(world.district))["id"]


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """Another rule, and another word on this one."""
    return {
        "add_work_rule": {"code": "other", "name": "Other", "content": low_score()},
        "change_work_rule": {"content": content(due_school_days=5)},
        "decline_proposal": {"reason": "The team has a coach."},
    }
