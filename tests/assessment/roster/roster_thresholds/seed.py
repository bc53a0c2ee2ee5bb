"""Thresholds as they are while nobody has said."""

from tests.isolation.answers import A_PERSON_ANSWERS, ONE_THING

KINDS = ("schools", "sessions", "classes", "students", "guardians", "staff", "roles", "enrollments")
LIMITS = {kind: {"percent": 10, "least": 5} for kind in KINDS}
BODIES = {"set_roster_thresholds": LIMITS | {"students_of_a_school": {"percent": 10, "of_at_least": 20}}}
BY_PERSON = {"set_roster_thresholds": A_PERSON_ANSWERS}
NO_LIST = {"read_roster_thresholds": ONE_THING}
