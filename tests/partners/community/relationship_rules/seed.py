"""When a relationship is stale: one setting of the district."""

from tests.isolation.answers import FACT, LEADING, ONE_THING, SETTING

BODIES = {"set_relationship_rules": {"stale_after_days": 60, "overdue_after_days": 7, "due_before_days": 3}}
GIVES_NOTHING = {"set_relationship_rules": FACT}
ANSWERED = {"read_relationship_rules": (LEADING, SETTING)}
NO_LIST = {"read_relationship_rules": ONE_THING}
