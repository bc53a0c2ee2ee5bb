"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Policy, rule

COORDINATOR = "district_coordinator"
EXECUTIVE = "executive_leader"
TEAM = "district_team_member"
DATA = "data_manager"
DISTRICT = [COORDINATOR, EXECUTIVE, TEAM, DATA]
LEADS = ["principal", "school_administrator", "school_coordinator"]
SCHOOL = [*LEADS, "counselor", "teacher", "mentor"]

POLICY = Policy(
    {
        "audit:read": rule(district=[DATA, EXECUTIVE]),
        "operations:read": rule(district=[COORDINATOR, DATA]),
        "operations:write": rule(district=[COORDINATOR, DATA]),
        "calendar:read": rule(everyone=True),
        "calendar:write": rule(district=[COORDINATOR, DATA]),
        "plans:read": rule(district=DISTRICT, school=LEADS),
        "plans:write": rule(district=[COORDINATOR, TEAM]),
        "plans:approve": rule(district=[EXECUTIVE]),
        "plans:publish": rule(district=[COORDINATOR, EXECUTIVE]),
        "tasks:read": rule(district=DISTRICT, school=[*LEADS, "counselor"], owner=True),
        "tasks:write": rule(district=[COORDINATOR, TEAM], school=LEADS, owner=True),
        "tasks:reassign": rule(district=[COORDINATOR, TEAM], school=LEADS),
        "feeds:school": rule(district=DISTRICT, school=LEADS),
        "handovers:read": rule(district=DISTRICT, school=LEADS),
        "handovers:write": rule(district=[COORDINATOR], school=LEADS),
        "additions:remove": rule(district=[COORDINATOR]),
        "tasks:withdraw": rule(district=[COORDINATOR]),
        "delegations:read": rule(district=DISTRICT, school=LEADS, owner=True),
        "delegations:write": rule(district=[COORDINATOR], school=LEADS, owner=True),
        "rollups:read": rule(district=DISTRICT, school=LEADS),
        "barriers:read": rule(district=DISTRICT, school=LEADS, owner=True),
        "barriers:write": rule(district=DISTRICT, school=SCHOOL, owner=True),
        "barriers:triage": rule(district=[COORDINATOR, EXECUTIVE, TEAM], school=LEADS),
        "barriers:report": rule(district=DISTRICT, school=LEADS),
        "barriers:confirm": rule(district=[COORDINATOR]),
        "barriers:clocks": rule(district=[COORDINATOR, EXECUTIVE]),
    }
)
