"""A term as long as its year."""

from tests.isolation.answers import CALENDAR, ENDS, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("year.school_years",)
COMMON = ("term_id",)
ANSWERED = {"list_terms": (WITH_A_PLACE, CALENDAR), "read_term": (WITH_A_PLACE, CALENDAR)}
UNVERSIONED = {"remove_term": ENDS}
TO_MENTORS = {"list_terms": READ_BY_ALL, "read_term": READ_BY_ALL}


async def seed(world: World) -> None:
    year = (await world.machine.get(f"/v1/school-years/{world.things['school_year_id']}")).json()
    span = {name: year[name] for name in ("starts_on", "ends_on")}
    wish = {"school_year_id": year["id"], "kind": "semester", "code": "S1", "title": "First", **span}
    world.things["term_id"] = await world.made("/v1/terms", wish, world.district.author)
