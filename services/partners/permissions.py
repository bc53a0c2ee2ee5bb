"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from services.partners.roles.tables import Role
from shared.auth.policy import Policy, rule

STEWARDS = [Role.DISTRICT_COORDINATOR, Role.DATA_MANAGER]

POLICY = Policy(
    {
        "directory:read": rule(everyone=True),
        "directory:write": rule(district=STEWARDS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "clients:read": rule(district=[Role.DATA_MANAGER]),
        "clients:write": rule(district=[Role.DATA_MANAGER]),
    }
)
