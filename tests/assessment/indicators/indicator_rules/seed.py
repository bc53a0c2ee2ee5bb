"""A rule, and the flag it raised."""

from tests.assessment.indicators.indicator_rules.factories import FLAGS, RULES, rule
from tests.isolation.answers import OF_THEIRS, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("indicators.batches",)
COMMON = ("indicator_rule_id",)
BODIES = {"draft_indicator_rule": rule(), "change_indicator_rule": {"title": "x"}}
SAID = (WITH_A_PLACE, "words of the district, which name nobody")
ANSWERED = {
    **dict.fromkeys(("list_indicator_rules", "read_indicator_rule", "list_indicator_rule_presets"), SAID),
}
TO_MENTORS = {**dict.fromkeys(ANSWERED, READ_BY_ALL), "list_indicator_flags": OF_THEIRS}
NO_LIST = {"list_indicator_rule_presets": "the same for every district"}


async def seed(world: World) -> None:
    made = await world.made(RULES, rule())
    assert (await world.machine.post(f"{RULES}/{made}/activate")).status_code == 200
    (flag, *_) = (await world.machine.get(FLAGS)).json()["items"]
    world.things["indicator_flag_id"] = flag["id"]
    world.things["indicator_rule_id"] = await world.made(RULES, rule())


async def changeable(world: World, operation: str) -> dict[str, str]:
    """One that is active, to be retired."""
    if operation != "retire_indicator_rule":
        return {}
    made = await world.made(RULES, rule())
    await world.machine.post(f"{RULES}/{made}/activate")
    return {"indicator_rule_id": made}
