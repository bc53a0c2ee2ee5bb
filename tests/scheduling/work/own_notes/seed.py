"""A note somebody made for themselves."""

from tests.isolation.answers import ENDS, OF_THEIRS, OWN, PEOPLE
from tests.isolation.seeds import World

BY_PERSON = dict.fromkeys(
    ("list_own_notes", "add_own_note", "read_own_note", "change_own_note", "remove_own_note"), OWN
)
UNVERSIONED = {"remove_own_note": ENDS}
NO_LIST = {"list_own_notes": OWN}
TO_MENTORS = {"list_own_notes": OF_THEIRS, "add_own_note": OWN}
ANSWERED = {"list_own_notes": (PEOPLE, OWN), "add_own_note": (PEOPLE, OWN)}


async def seed(world: World) -> None:
    wish = {"title": "Ask about the ride home", "due_on": "2027-01-15"}
    world.things["own_note_id"] = await world.made("/v1/own-notes", wish, world.district.oak)
