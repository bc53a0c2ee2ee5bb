"""An administration that has begun."""

from uuid import UUID

from tests.assessment.measures.administrations.factories import about, begin
from tests.isolation.answers import OF_THEIRS
from tests.isolation.seeds import World

AFTER = ("measures.instruments",)
WRITTEN = {"answers": [{"item_code": "a0", "points": 2}]}
BODIES = {"record_answers": WRITTEN, "correct_administration": {**WRITTEN, "reason": "Read off the wrong sheet."}}
TO_MENTORS = {"list_administrations": OF_THEIRS}


def bodies(things: dict[str, str]) -> dict[str, object]:
    """Of calls that speak of a thing."""
    subject = about("school", UUID(things["school_id"]))
    wish = {"instrument_id": things["instrument_id"], "subject": subject, "window": "winter"}
    return {"open_administration": wish}


async def seed(world: World) -> None:
    begun = await begin(world.machine, UUID(world.things["school_id"]), world.things["instrument_id"])
    world.things["administration_id"] = begun.json()["id"]
