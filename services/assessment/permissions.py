"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Policy, rule

STEWARDS = ["data_manager", "district_coordinator"]
DISTRICT_TEAM = ["district_coordinator", "district_team_member"]
SCHOOL_TEAM = ["principal", "school_coordinator"]

POLICY = Policy(
    {
        "roster:read": rule(
            district=[*STEWARDS, "district_team_member"], school=[*SCHOOL_TEAM, "counselor", "school_administrator"]
        ),
        "academic_sessions:read": rule(everyone=True),
        "roster:write": rule(district=STEWARDS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "instruments:read": rule(everyone=True),
        "instruments:write": rule(district=DISTRICT_TEAM),
        "administrations:read": rule(district=DISTRICT_TEAM, school=SCHOOL_TEAM),
        "administrations:write": rule(district=DISTRICT_TEAM, school=SCHOOL_TEAM),
    }
)
