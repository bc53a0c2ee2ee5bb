"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Policy, rule

OPERATORS = ["district_coordinator", "data_manager"]
COORDINATOR = "district_coordinator"
EXECUTIVE = "executive_leader"
PRINCIPAL = "principal"

POLICY = Policy(
    {
        "inbox:read": rule(owner=True),
        "inbox:write": rule(owner=True),
        "messages:read": rule(district=OPERATORS),
        "deliveries:read": rule(district=OPERATORS),
        "operations:read": rule(district=OPERATORS),
        "operations:write": rule(district=OPERATORS),
    }
)
