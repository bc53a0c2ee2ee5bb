"""Who among people may do what here. Machine clients are bound by their scopes, and by their schools if they have some."""

from shared.auth.policy import Policy, rule
from shared.auth.relations import Relation

STEWARDS = ["data_manager", "district_coordinator"]
DISTRICT_TEAM = ["district_coordinator", "district_team_member"]
SCHOOL_TEAM = ["principal", "school_coordinator"]
SCHOOL_OFFICE = [*SCHOOL_TEAM, "counselor", "school_administrator"]

#: Their SQL: `records/student_records/relations.py`, `support/caseloads/repository.py`.
#: A role counts at the class's or the student's school.
OWN_CLASS = Relation("own_class", "of a class of theirs")
OWN_MENTEE = Relation("own_mentee", "of the student")
OWN_REFERRAL = Relation("own_referral", "to whom the student was referred")
OWN_CASELOAD = Relation("own_caseload", "whose caseload the student is on")
OWN_ASSIGNMENT = Relation("own_assignment", "who was assigned")

BY_CASELOAD = {OWN_REFERRAL: ["counselor"], OWN_CASELOAD: ["counselor"]}

POLICY = Policy(
    {
        # Students.
        "roster:read": rule(
            emergency=True,
            district=[*STEWARDS, "district_team_member"],
            school=SCHOOL_OFFICE,
            related={OWN_CLASS: ["teacher"], OWN_MENTEE: ["mentor"], **BY_CASELOAD},
        ),
        # Their families: who teaches or counsels a student calls home, a mentor goes by way of the school.
        "guardians:read": rule(
            emergency=True,
            district=[*STEWARDS, "district_team_member"],
            school=SCHOOL_OFFICE,
            related={OWN_CLASS: ["teacher"], **BY_CASELOAD},
        ),
        # Classes and who is in them.
        "classes:read": rule(
            emergency=True,
            district=[*STEWARDS, "district_team_member"],
            school=SCHOOL_OFFICE,
            related={OWN_CLASS: ["teacher"]},
        ),
        "academic_sessions:read": rule(everyone=True),
        "roster:write": rule(district=STEWARDS),
        "caseloads:read": rule(
            district=[*STEWARDS, "district_team_member"],
            school=SCHOOL_OFFICE,
            related={OWN_ASSIGNMENT: ["counselor", "mentor", "teacher"]},
        ),
        "caseloads:write": rule(district=DISTRICT_TEAM, school=SCHOOL_OFFICE),
        "audit:read": rule(district=["data_manager", "executive_leader"]),
        # Refusals of directory information of a school's students; the public notice is the district's.
        "consents:read": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "consents:write": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "directory_policy:write": rule(district=STEWARDS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "instruments:read": rule(everyone=True),
        "instruments:write": rule(district=DISTRICT_TEAM),
        "administrations:read": rule(district=DISTRICT_TEAM, school=SCHOOL_TEAM),
        "administrations:write": rule(district=DISTRICT_TEAM, school=SCHOOL_TEAM),
    }
)
