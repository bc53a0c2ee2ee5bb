"""The school year the roster listed."""

from tests.isolation.answers import CALENDAR, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

COMMON = ("school_year_id",)
ANSWERED = {"list_school_years": (WITH_A_PLACE, CALENDAR), "read_school_year": (WITH_A_PLACE, CALENDAR)}
TO_MENTORS = {"list_school_years": READ_BY_ALL, "read_school_year": READ_BY_ALL}


async def seed(world: World) -> None:
    years = (await world.district.author.get("/v1/school-years")).json()["items"]
    world.things["school_year_id"] = years[0]["id"]
