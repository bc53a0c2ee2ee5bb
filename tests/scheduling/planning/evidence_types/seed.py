"""What proves a task: the same in every district."""

from tests.isolation.answers import EVERY_DISTRICTS, LEADING, REACHED

NO_LIST = {"list_evidence_types": EVERY_DISTRICTS}
ANSWERED = {"list_evidence_types": (LEADING, REACHED)}
