"""Who watches the task."""

from tests.isolation.answers import OWN_MARK

UNVERSIONED = {"watch_task": OWN_MARK, "unwatch_task": OWN_MARK}
