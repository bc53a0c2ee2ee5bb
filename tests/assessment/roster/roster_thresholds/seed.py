"""Thresholds as they are while nobody has said."""

from tests.isolation.answers import A_PERSON_ANSWERS, ONE_THING

BODIES = {"set_roster_thresholds": {"students": {"percent": 10, "least": 5}}}
BY_PERSON = {"set_roster_thresholds": A_PERSON_ANSWERS}
NO_LIST = {"read_roster_thresholds": ONE_THING}
