"""Permission profiles: what a role lets its holder do. The services' `permissions.py` speak of nothing else."""

from typing import NamedTuple


class Profile(NamedTuple):
    """A profile: its code on the wire and in tables, and its name for people."""

    code: str
    name: str


DISTRICT_COORDINATOR = "district_coordinator"
EXECUTIVE_LEADER = "executive_leader"
DISTRICT_TEAM_MEMBER = "district_team_member"
DATA_MANAGER = "data_manager"
PRINCIPAL = "principal"
SCHOOL_ADMINISTRATOR = "school_administrator"
SCHOOL_COORDINATOR = "school_coordinator"
COUNSELOR = "counselor"
TEACHER = "teacher"
MENTOR = "mentor"
DISTRICT_STAFF = "district_staff"
SCHOOL_STAFF = "school_staff"
VOLUNTEER = "volunteer"
PARTNER_STAFF = "partner_staff"
NETWORK_MEMBER = "network_member"

#: Every profile there is.
PROFILES = (
    Profile(DISTRICT_COORDINATOR, "District coordinator"),
    Profile(EXECUTIVE_LEADER, "Executive leader"),
    Profile(DISTRICT_TEAM_MEMBER, "District team member"),
    Profile(DATA_MANAGER, "Data manager"),
    Profile(PRINCIPAL, "Principal"),
    Profile(SCHOOL_ADMINISTRATOR, "School administrator"),
    Profile(SCHOOL_COORDINATOR, "School coordinator"),
    Profile(COUNSELOR, "Counselor"),
    Profile(TEACHER, "Teacher"),
    Profile(MENTOR, "Mentor"),
    Profile(DISTRICT_STAFF, "District staff"),
    Profile(SCHOOL_STAFF, "School staff"),
    Profile(VOLUNTEER, "Volunteer"),
    Profile(PARTNER_STAFF, "Partner staff"),
    Profile(NETWORK_MEMBER, "Network member"),
)
CODES = tuple(profile.code for profile in PROFILES)

# Of the district.
#: Who keeps its data and settings in order.
STEWARDS = frozenset({DISTRICT_COORDINATOR, DATA_MANAGER})
#: Who plans.
PLANNERS = frozenset({DISTRICT_COORDINATOR, DISTRICT_TEAM_MEMBER})
#: Who looks at what others did.
AUDITORS = frozenset({DATA_MANAGER, EXECUTIVE_LEADER})
#: Who sees or changes all of it.
FAR_REACHING = STEWARDS | AUDITORS
#: Everybody who works on all of it.
DISTRICT = PLANNERS | FAR_REACHING
#: Of these and of those who help them: who follows the plan.
DISTRICT_OFFICE = DISTRICT | {DISTRICT_STAFF}

# Of a school.
#: Who answers for what is to be done there, in the order in which they are turned to.
LEADS_IN_TURN = (PRINCIPAL, SCHOOL_ADMINISTRATOR, SCHOOL_COORDINATOR)
SCHOOL_LEADS = frozenset(LEADS_IN_TURN)
#: Of these, who may be let fill the school's roles.
SCHOOL_HEADS = frozenset({PRINCIPAL, SCHOOL_ADMINISTRATOR})
#: Of these, who carries the plan: its measures, and what families signed.
SCHOOL_TEAM = frozenset({PRINCIPAL, SCHOOL_COORDINATOR})
#: Who works with the records of all its students.
SCHOOL_OFFICE = SCHOOL_LEADS | {COUNSELOR}
#: Who works with students of their own.
CASEWORKERS = frozenset({COUNSELOR, TEACHER, MENTOR})
#: Everybody of the school.
SCHOOL = SCHOOL_LEADS | CASEWORKERS | {SCHOOL_STAFF}

#: The district's own staff: who *everybody* is. Volunteers, partners' people and members of networks are guests: theirs is what
#: is given to them, and nothing opens because they come in.
OWN_STAFF = DISTRICT_OFFICE | SCHOOL
GUESTS = frozenset(CODES) - OWN_STAFF
