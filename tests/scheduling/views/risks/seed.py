"""The rules of risk."""

from tests.isolation.answers import FIGURES, LEADING

BODIES = {"set_risk_rules": {"rules": [{"code": "late", "kind": "slippage", "overdue_share": 0.5}]}}
NO_LIST = {"list_risks": FIGURES}
ANSWERED = {"list_risks": (LEADING,), "read_risk_rules": (LEADING,)}
