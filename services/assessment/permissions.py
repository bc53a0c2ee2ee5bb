"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Policy, rule

STEWARDS = ["data_manager", "district_coordinator"]
DISTRICT_TEAM = ["district_coordinator", "district_team_member"]
SCHOOL_TEAM = ["principal", "school_coordinator"]
EVERY_ROLE = [
    *("district_coordinator", "executive_leader", "district_team_member", "data_manager", "principal"),
    *("school_administrator", "school_coordinator", "counselor", "teacher", "mentor"),
]

POLICY = Policy(
    {
        "roster:read": rule(
            district=[*STEWARDS, "district_team_member"], school=[*SCHOOL_TEAM, "counselor", "school_administrator"]
        ),
        "roster:write": rule(district=STEWARDS),
        "instruments:read": rule(district=EVERY_ROLE, school=EVERY_ROLE),
        "instruments:write": rule(district=DISTRICT_TEAM),
        "administrations:read": rule(district=DISTRICT_TEAM, school=SCHOOL_TEAM),
        "administrations:write": rule(district=DISTRICT_TEAM, school=SCHOOL_TEAM),
    }
)
