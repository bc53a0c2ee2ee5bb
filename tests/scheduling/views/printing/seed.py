"""Pages to print."""

from tests.isolation.answers import LEADING, OWN, PEOPLE, REACHED

AFTER = ("planning.plans",)
NO_LIST = {"print_my_day": OWN, "print_plan": "a page of one plan"}
BY_PERSON = {"print_my_day": OWN}
ANSWERED = {"print_my_day": (PEOPLE, OWN), "print_plan": (LEADING, REACHED)}
TO_MENTORS = {"print_my_day": OWN}
