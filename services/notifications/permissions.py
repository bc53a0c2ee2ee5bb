"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Policy, rule

OPERATORS = ["district_coordinator", "data_manager"]
COORDINATOR = "district_coordinator"
EXECUTIVE = "executive_leader"
DATA_MANAGER = "data_manager"
PRINCIPAL = "principal"
DISTRICT = [COORDINATOR, EXECUTIVE, "district_team_member", "data_manager"]
LEADS = [PRINCIPAL, "school_administrator", "school_coordinator"]

POLICY = Policy(
    {
        "inbox:read": rule(owner=True),
        "inbox:write": rule(owner=True),
        "messages:read": rule(district=OPERATORS),
        # A school's leads speak to their own school.
        "announcements:send": rule(district=[COORDINATOR, EXECUTIVE], school=LEADS),
        "deliveries:read": rule(district=OPERATORS),
        "escalations:read": rule(district=[*OPERATORS, EXECUTIVE], school=[PRINCIPAL], owner=True),
        "escalations:write": rule(district=[COORDINATOR], owner=True),
        # As scheduling shows tasks, plans and barriers: what somebody may not read there, the stream does not tell.
        "stream:read": rule(district=DISTRICT, school=[*LEADS, "counselor"], owner=True),
        "stream:plans": rule(district=DISTRICT, school=LEADS),
        "stream:barriers": rule(district=DISTRICT, school=LEADS, owner=True),
        "audit:read": rule(district=["data_manager", EXECUTIVE]),
        "operations:read": rule(district=OPERATORS),
        "operations:write": rule(district=OPERATORS),
    }
)
