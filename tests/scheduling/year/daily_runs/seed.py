"""The days that began."""

from tests.isolation.answers import NONE_SEEDED

NO_LIST = {"list_school_days": NONE_SEEDED}
