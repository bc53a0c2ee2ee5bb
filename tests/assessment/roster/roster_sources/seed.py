"""A further source, and a school that both list."""

from shared.ids import id_from_source, new_id
from tests.isolation.answers import A_PERSON_ANSWERS, ONE_THING
from tests.isolation.seeds import World

AFTER = ("roster.roster_imports",)
BODIES = {
    "add_roster_source": {"code": "another", "title": "Another", "rank": 3},
    "change_roster_source": {"title": "The centre"},
    "set_roster_precedence": {"orders": []},
    "put_roster_aliases": {
        "items": [{"kind": "school", "source": "sis", "source_id": "of-walk", "same_source_id": "s1"}]
    },
}
BY_PERSON = dict.fromkeys(
    ("add_roster_source", "change_roster_source", "end_roster_source", "set_roster_precedence"), A_PERSON_ANSWERS
)
NO_LIST = {"read_roster_precedence": ONE_THING}


async def seed(world: World) -> None:
    steward = world.service.person(world.district_id, new_id(), ("data_manager", None))
    wish = {"code": "centre", "title": "Centre", "rank": 2}
    reply = await steward.post("/v1/roster-sources", json=wish)
    assert reply.status_code == 201, reply.text
    world.things["roster_source_id"] = reply.json()["id"]
    alias = {"kind": "school", "source": "centre", "source_id": "c1", "same_source_id": "s1"}
    reply = await world.machine.post("/v1/bulk/roster-aliases", json={"items": [alias]})
    assert reply.json()["refused"] == 0, reply.text
    world.things["roster_alias_id"] = str(id_from_source(world.district_id, "source-centre", "school", "c1"))
