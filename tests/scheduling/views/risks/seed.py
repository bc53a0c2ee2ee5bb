"""The rules of risk."""

from tests.isolation.answers import LEADING, NONE_SEEDED, ONE_THING, SETTING, WHOLE

BODIES = {"set_risk_rules": {"rules": [{"code": "late", "kind": "slippage", "overdue_share": 0.5}]}}
NO_LIST = {"list_risks": NONE_SEEDED, "read_risk_rules": ONE_THING}
ANSWERED = {"read_risk_rules": (LEADING | {"teacher"}, SETTING)}
UNVERSIONED = {"set_risk_rules": WHOLE}
