"""Limits of what is too much."""

from tests.isolation.answers import LEADING, ONE_THING, REACHED, SETTING, WHOLE

NO_LIST = {"read_preview_limits": ONE_THING}
ANSWERED = {"preview_plan": (LEADING, REACHED), "read_preview_limits": (LEADING | {"teacher"}, SETTING)}
UNVERSIONED = {"set_preview_limits": WHOLE}
