"""When a relationship is stale: one setting of the district."""

from tests.isolation.answers import FACT, SETTING, WITH_A_PLACE

BODIES = {"set_relationship_rules": {"stale_after_days": 60, "overdue_after_days": 7, "due_before_days": 3}}
GIVES_NOTHING = {"set_relationship_rules": FACT}
ANSWERED = {"read_relationship_rules": (SETTING, WITH_A_PLACE - {"teacher"})}
