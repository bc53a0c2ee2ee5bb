"""A screener and a result."""

from tests.assessment.indicators.factories import SCREENER
from tests.isolation.answers import OF_THEIRS, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("indicators.batches",)
BODIES = {"add_screener": {**SCREENER, "edition": "x"}}
COMMON = ("screener_id",)
RULES = (WITH_A_PLACE, "words of the district, which name nobody")
ANSWERED = {"list_screeners": RULES, "read_screener": RULES}
TO_MENTORS = {**dict.fromkeys(ANSWERED, READ_BY_ALL), "list_screening_results": OF_THEIRS}


async def seed(world: World) -> None:
    (screener, *_) = (await world.machine.get("/v1/screeners")).json()["items"]
    (found, *_) = (await world.machine.get("/v1/screening-results")).json()["items"]
    world.things |= {"screener_id": screener["id"], "screening_result_id": found["id"]}
