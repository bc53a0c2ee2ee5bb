"""A person's own preferences."""

from tests.isolation.answers import OWN, PEOPLE

BODIES = {"change_my_preferences": {"language": "es"}}
BY_PERSON = {"change_my_preferences": OWN}
NO_LIST = {"read_my_preferences": OWN}
ANSWERED = {"read_my_preferences": (PEOPLE, OWN), "change_my_preferences": (PEOPLE, OWN)}
TO_MENTORS = {"read_my_preferences": OWN, "change_my_preferences": OWN}
