"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Policy, rule
from shared.auth.profiles import (
    AUDITORS,
    DISTRICT,
    DISTRICT_COORDINATOR,
    DISTRICT_OFFICE,
    EXECUTIVE_LEADER,
    PLANNERS,
    PRINCIPAL,
    SCHOOL,
    SCHOOL_LEADS,
    SCHOOL_OFFICE,
    SCHOOL_TEAM,
    STEWARDS,
)

POLICY = Policy(
    {
        "audit:read": rule(district=AUDITORS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "calendar:read": rule(everyone=True),
        # Of schools' own days those who carry the plan there, within the district's policy (`calendar/school_policy`).
        "calendar:write": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "plans:read": rule(district=DISTRICT_OFFICE, school=SCHOOL_LEADS),
        "plans:write": rule(district=PLANNERS, school=SCHOOL_TEAM),
        # Which plan it is decides who of them (`planning/plans/rights.py`): the three that follow.
        "plans:approve": rule(district=[DISTRICT_COORDINATOR, EXECUTIVE_LEADER], school=[PRINCIPAL]),
        "plans:approve_district": rule(district=[EXECUTIVE_LEADER]),
        "plans:approve_own": rule(district=[EXECUTIVE_LEADER], school=[PRINCIPAL]),
        # A school's own plan that no principal of it may approve, for they wrote it.
        "plans:approve_instead": rule(district=[DISTRICT_COORDINATOR]),
        "plans:publish": rule(district=[DISTRICT_COORDINATOR, EXECUTIVE_LEADER], school=SCHOOL_TEAM),
        "tasks:read": rule(district=DISTRICT, school=SCHOOL_OFFICE, owner=True),
        "tasks:write": rule(district=PLANNERS, school=SCHOOL_LEADS, owner=True),
        "tasks:give": rule(district=DISTRICT_OFFICE, school=SCHOOL),
        # Of a task somebody gave: the giver, whatever roles they hold by now.
        "tasks:given": rule(everyone=True),
        # Who may take from a pool is asked of the task itself.
        "tasks:take": rule(everyone=True),
        "tasks:reassign": rule(district=PLANNERS, school=SCHOOL_LEADS),
        "feeds:school": rule(district=DISTRICT, school=SCHOOL_LEADS),
        "handovers:read": rule(district=DISTRICT, school=SCHOOL_LEADS),
        "handovers:write": rule(district=[DISTRICT_COORDINATOR], school=SCHOOL_LEADS),
        "additions:remove": rule(district=[DISTRICT_COORDINATOR]),
        "tasks:reopen": rule(district=PLANNERS, school=SCHOOL_LEADS),
        "tasks:withdraw": rule(district=[DISTRICT_COORDINATOR]),
        # What rules made: who answers for a school sees and decides over what is proposed for it.
        "proposals:decide": rule(district=PLANNERS, school=SCHOOL_LEADS),
        "work-rules:write": rule(district=[DISTRICT_COORDINATOR]),
        "delegations:read": rule(district=DISTRICT, school=SCHOOL_LEADS, owner=True),
        "delegations:write": rule(district=[DISTRICT_COORDINATOR], school=SCHOOL_LEADS, owner=True),
        "rollups:read": rule(district=DISTRICT_OFFICE, school=SCHOOL_LEADS),
        "barriers:read": rule(district=DISTRICT, school=SCHOOL_LEADS, owner=True),
        "barriers:write": rule(district=DISTRICT_OFFICE, school=SCHOOL, owner=True),
        "barriers:triage": rule(district=PLANNERS | {EXECUTIVE_LEADER}, school=SCHOOL_LEADS),
        "barriers:report": rule(district=DISTRICT, school=SCHOOL_LEADS),
        "barriers:confirm": rule(district=[DISTRICT_COORDINATOR]),
        "barriers:clocks": rule(district=[DISTRICT_COORDINATOR, EXECUTIVE_LEADER]),
    }
)
