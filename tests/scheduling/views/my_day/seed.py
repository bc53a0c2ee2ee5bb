"""A person's day."""

from tests.isolation.answers import OWN, PEOPLE

NO_LIST = {"read_my_day": OWN}
ANSWERED = {"read_my_day": (PEOPLE, OWN)}
TO_MENTORS = {"read_my_day": OWN}
