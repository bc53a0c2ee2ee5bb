"""Which scopes the roles of a signed-in person bring: those of the doors behind which a rule of some service lets them in.

A person's token carries these, as far as the application they use has them and asks for them. Which rows they then reach, each
service's own `permissions.py` decides; a test holds this table against all four.
"""

from collections.abc import Iterable

from services.partners.directory.roles.tables import Role

EVERYBODY = frozenset(Role)
STEWARDS = frozenset({Role.DISTRICT_COORDINATOR, Role.DATA_MANAGER})
PLANNERS = frozenset({Role.DISTRICT_COORDINATOR, Role.DISTRICT_TEAM_MEMBER})
DISTRICT = frozenset({*STEWARDS, *PLANNERS, Role.EXECUTIVE_LEADER})
LEADS = frozenset({Role.PRINCIPAL, Role.SCHOOL_ADMINISTRATOR, Role.SCHOOL_COORDINATOR})
SCHOOL_TEAM = frozenset({Role.PRINCIPAL, Role.SCHOOL_COORDINATOR})
CASES = frozenset({Role.COUNSELOR, Role.TEACHER, Role.MENTOR})
DATA_MANAGER = frozenset({Role.DATA_MANAGER})
EXECUTIVE = frozenset({Role.EXECUTIVE_LEADER})

#: A scope that is not here is for machine clients alone.
SCOPES: dict[str, frozenset[Role]] = {
    "access:read": DATA_MANAGER,
    "access:write": DATA_MANAGER,
    "administrations:read": PLANNERS | SCHOOL_TEAM,
    "administrations:write": PLANNERS | SCHOOL_TEAM,
    "announcements:send": LEADS | EXECUTIVE | {Role.DISTRICT_COORDINATOR},
    "audit:read": DATA_MANAGER | EXECUTIVE,
    "barriers:read": EVERYBODY,
    "barriers:triage": PLANNERS | EXECUTIVE | LEADS,
    "barriers:write": EVERYBODY,
    "calendar:read": EVERYBODY,
    "calendar:write": STEWARDS,
    "caseloads:read": STEWARDS | PLANNERS | LEADS | CASES,
    "caseloads:write": PLANNERS | LEADS | {Role.COUNSELOR},
    "clients:read": DATA_MANAGER,
    "clients:write": DATA_MANAGER,
    "consents:read": STEWARDS | SCHOOL_TEAM,
    "consents:write": STEWARDS | SCHOOL_TEAM,
    "delegations:read": EVERYBODY,
    "delegations:write": EVERYBODY,
    "deliveries:read": STEWARDS,
    "directory:read": EVERYBODY,
    "directory:write": STEWARDS,
    "emergency:open": EVERYBODY,
    "emergency:review": STEWARDS | EXECUTIVE,
    "disclosures:read": STEWARDS,
    "escalations:read": EVERYBODY,
    "escalations:write": EVERYBODY,
    "inbox:read": EVERYBODY,
    "inbox:write": EVERYBODY,
    "instruments:read": EVERYBODY,
    "instruments:write": PLANNERS,
    "messages:read": STEWARDS,
    "operations:read": STEWARDS,
    "operations:write": STEWARDS,
    "plans:approve": EXECUTIVE,
    "plans:publish": EXECUTIVE | {Role.DISTRICT_COORDINATOR},
    "plans:read": DISTRICT | LEADS,
    "plans:write": PLANNERS,
    "rollups:read": DISTRICT | LEADS,
    "roster:read": STEWARDS | PLANNERS | LEADS | CASES,
    "roster:write": STEWARDS,
    "stream:read": EVERYBODY,
    "tasks:read": EVERYBODY,
    "tasks:write": EVERYBODY,
}


#: What an open emergency access adds: the doors of the records it is for.
OF_EMERGENCY = frozenset({"roster:read"})


def scopes_of(roles: Iterable[str], *, in_emergency: bool = False) -> frozenset[str]:
    """The scopes that holding these roles, wherever, brings together. No role, no scope, in no emergency."""
    held = set(roles)
    found = frozenset(scope for scope, holders in SCOPES.items() if held & holders)
    return found | OF_EMERGENCY if found and in_emergency else found
