"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from services.partners.directory.roles.tables import Role
from shared.auth.policy import Policy, rule

STEWARDS = [Role.DISTRICT_COORDINATOR, Role.DATA_MANAGER]
#: Consents are of the school that keeps them.
SCHOOL_LEADS = [Role.PRINCIPAL, Role.SCHOOL_COORDINATOR]

POLICY = Policy(
    {
        "directory:read": rule(everyone=True),
        # Whoever sees the danger; it is told at once, and somebody else looks at it afterwards.
        "emergency:open": rule(everyone=True),
        "emergency:review": rule(district=[*STEWARDS, Role.EXECUTIVE_LEADER]),
        "directory:write": rule(district=STEWARDS),
        "audit:read": rule(district=[Role.DATA_MANAGER, Role.EXECUTIVE_LEADER]),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "access:read": rule(district=[Role.DATA_MANAGER]),
        "access:write": rule(district=[Role.DATA_MANAGER]),
        "clients:read": rule(district=[Role.DATA_MANAGER]),
        "clients:write": rule(district=[Role.DATA_MANAGER]),
        "consents:read": rule(district=STEWARDS, school=SCHOOL_LEADS),
        "consents:write": rule(district=STEWARDS, school=SCHOOL_LEADS),
        # Partners knows no student's school, so the ledger is for those who answer for all of them.
        "disclosures:read": rule(district=STEWARDS),
        # The identity provider's client alone: no person changes accounts by SCIM.
        "scim:write": rule(),
    }
)
