"""Who among people may do what here."""

from shared.auth.policy import Policy, rule
from shared.auth.profiles import STEWARDS

POLICY = Policy(
    {
        "agreements:read": rule(everyone=True),
        "agreements:write": rule(district=STEWARDS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "audit:read": rule(district=STEWARDS),
    }
)
