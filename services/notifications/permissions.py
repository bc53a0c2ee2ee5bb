"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Policy, rule
from shared.auth.profiles import (
    AUDITORS,
    DISTRICT,
    DISTRICT_COORDINATOR,
    DISTRICT_OFFICE,
    EXECUTIVE_LEADER,
    FAR_REACHING,
    PRINCIPAL,
    SCHOOL_LEADS,
    SCHOOL_OFFICE,
    STEWARDS,
)

POLICY = Policy(
    {
        "inbox:read": rule(owner=True),
        "inbox:write": rule(owner=True),
        "messages:read": rule(district=STEWARDS),
        # A school's leads speak to their own school.
        "announcements:send": rule(district=[DISTRICT_COORDINATOR, EXECUTIVE_LEADER], school=SCHOOL_LEADS),
        "deliveries:read": rule(district=STEWARDS),
        "escalations:read": rule(district=FAR_REACHING, school=[PRINCIPAL], owner=True),
        "escalations:write": rule(district=[DISTRICT_COORDINATOR], owner=True),
        # As scheduling shows tasks, plans and barriers: what somebody may not read there, the stream does not tell.
        "stream:read": rule(district=DISTRICT, school=SCHOOL_OFFICE, owner=True),
        "stream:plans": rule(district=DISTRICT_OFFICE, school=SCHOOL_LEADS),
        "stream:barriers": rule(district=DISTRICT, school=SCHOOL_LEADS, owner=True),
        "audit:read": rule(district=AUDITORS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
    }
)
