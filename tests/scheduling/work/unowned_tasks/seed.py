"""Figures of what nobody owns."""

from tests.isolation.answers import EVERYBODY, FIGURES, OWN

NO_LIST = {"list_unowned_tasks": FIGURES}
ANSWERED = {"list_unowned_tasks": (EVERYBODY, "counts of the caller's schools: none here")}
TO_MENTORS = {"list_unowned_tasks": OWN}
