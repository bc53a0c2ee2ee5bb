"""The policy of schools' own days."""

from tests.isolation.answers import CALENDAR, ONE_THING, READ_BY_ALL, WHOLE, WITH_A_PLACE

BODIES = {"set_school_policy": {"own_day_types": 3, "own_days": 100, "may_close": False}}
NO_LIST = {"read_school_policy": ONE_THING}
ANSWERED = {"read_school_policy": (WITH_A_PLACE, CALENDAR)}
TO_MENTORS = {"read_school_policy": READ_BY_ALL}
UNVERSIONED = {"set_school_policy": WHOLE}
