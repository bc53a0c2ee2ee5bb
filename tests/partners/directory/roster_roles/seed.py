"""What a roster may bring, as it is while nobody has said."""

from tests.isolation.answers import EVERYBODY, NONE_SEEDED, ONE_THING, READ_BY_ALL, SETTING

BODIES = {"set_roster_roles": {"roles": ["principal", "teacher"]}}
NO_LIST = {"read_roster_roles": ONE_THING, "list_roster_roles_left_out": NONE_SEEDED}
ANSWERED = {"read_roster_roles": (EVERYBODY, SETTING)}
GIVES_NOTHING = {"set_roster_roles": "what reaches far waits for a second person: `test_roster_roles.py`"}
TO_MENTORS = {"read_roster_roles": READ_BY_ALL}
