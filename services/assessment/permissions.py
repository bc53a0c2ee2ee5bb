"""Who among people may do what here. Machine clients are bound by their scopes, and by their schools if they have some."""

from shared.auth.policy import Policy, rule
from shared.auth.profiles import (
    AUDITORS,
    CASEWORKERS,
    COUNSELOR,
    DISTRICT_COORDINATOR,
    EXECUTIVE_LEADER,
    MENTOR,
    OWN_STAFF,
    PLANNERS,
    PRINCIPAL,
    SCHOOL_LEADS,
    SCHOOL_OFFICE,
    SCHOOL_TEAM,
    STEWARDS,
    TEACHER,
)
from shared.auth.relations import Relation
from shared.texts.words import Words

#: Their SQL: `records/student_records/relations.py`, `support/caseloads/repository.py`.
#: A role counts at the class's or the student's school.
OWN_CLASS = Relation("own_class", Words("of a class of theirs", es="de una clase suya"))
OWN_MENTEE = Relation("own_mentee", Words("of the student", es="del estudiante"))
OWN_REFERRAL = Relation(
    "own_referral", Words("to whom the student was referred", es="a quien se remitió el estudiante")
)
OWN_CASELOAD = Relation(
    "own_caseload", Words("whose caseload the student is on", es="que tiene al estudiante en su lista de casos")
)
OWN_ASSIGNMENT = Relation("own_assignment", Words("who was assigned", es="a quien se asignó"))
#: Its SQL: `measures/subjects/subjects.py`.
ABOUT_ONESELF = Relation("about_oneself", Words("about whom it is", es="de quien trata"))

BY_CASELOAD = {OWN_REFERRAL: [COUNSELOR], OWN_CASELOAD: [COUNSELOR]}

POLICY = Policy(
    {
        # Students.
        "roster:read": rule(
            emergency=True,
            district=STEWARDS | PLANNERS,
            school=SCHOOL_OFFICE,
            related={OWN_CLASS: [TEACHER], OWN_MENTEE: [MENTOR], **BY_CASELOAD},
        ),
        # Their families: who teaches or counsels a student calls home, a mentor goes by way of the school.
        "guardians:read": rule(
            emergency=True,
            district=STEWARDS | PLANNERS,
            school=SCHOOL_OFFICE,
            related={OWN_CLASS: [TEACHER], **BY_CASELOAD},
        ),
        # Classes and who is in them.
        "classes:read": rule(
            emergency=True,
            district=STEWARDS | PLANNERS,
            school=SCHOOL_OFFICE,
            related={OWN_CLASS: [TEACHER]},
        ),
        # Custody and who must not be contacted: for whoever calls home for the school.
        "contacts:read": rule(district=STEWARDS, school=SCHOOL_OFFICE),
        "contacts:write": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "demographics:read": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "demographics:write": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "academic_sessions:read": rule(everyone=True),
        "roster:write": rule(district=STEWARDS),
        # Days missed, of students one may see.
        "attendance:read": rule(
            district=STEWARDS | PLANNERS,
            school=SCHOOL_OFFICE,
            related={OWN_CLASS: [TEACHER], OWN_MENTEE: [MENTOR], **BY_CASELOAD},
        ),
        "attendance:write": rule(district=STEWARDS),
        # What a day was, by who answers for the school's students.
        "attendance:correct": rule(district=STEWARDS, school=SCHOOL_OFFICE),
        "attendance-alerts:write": rule(district=PLANNERS, school=SCHOOL_OFFICE),
        # What triggers propose for a student: whoever holds the role that decides, which the proposal names.
        "attendance-proposals:read": rule(district=STEWARDS | PLANNERS, school=SCHOOL_OFFICE, related=BY_CASELOAD),
        "attendance-proposals:decide": rule(district=PLANNERS, school=SCHOOL_OFFICE),
        # What codes mean and what counts as absent: words of the district, which name nobody.
        "attendance-rules:read": rule(everyone=True),
        "attendance-rules:write": rule(district=STEWARDS | PLANNERS),
        # Who did what: for whoever leads the school, and the counselor whose the student is.
        "incidents:read": rule(district=STEWARDS | PLANNERS, school=SCHOOL_LEADS, related=BY_CASELOAD),
        "incidents:write": rule(district=STEWARDS),
        # What students got: also for who teaches them; a mentor is told by the school.
        "marks:read": rule(
            district=STEWARDS | PLANNERS, school=SCHOOL_OFFICE, related={OWN_CLASS: [TEACHER], **BY_CASELOAD}
        ),
        "marks:write": rule(district=STEWARDS),
        "screenings:read": rule(
            district=STEWARDS | PLANNERS, school=SCHOOL_OFFICE, related={OWN_CLASS: [TEACHER], **BY_CASELOAD}
        ),
        "screenings:write": rule(district=STEWARDS),
        "indicator-batches:write": rule(district=STEWARDS),
        # A flag tells of an incident that it was: it is seen by whoever sees those.
        "indicator-flags:read": rule(district=STEWARDS | PLANNERS, school=SCHOOL_LEADS, related=BY_CASELOAD),
        # What words mean, and what the district wants to be warned of: words of the district, which name nobody.
        "indicator-rules:read": rule(everyone=True),
        "indicator-rules:write": rule(district=STEWARDS | PLANNERS),
        # Counts of students, which tell of none.
        "figures:read": rule(district=STEWARDS | PLANNERS | {EXECUTIVE_LEADER}, school=SCHOOL_LEADS),
        "caseloads:read": rule(
            district=STEWARDS | PLANNERS,
            school=SCHOOL_OFFICE,
            related={OWN_ASSIGNMENT: CASEWORKERS},
        ),
        "caseloads:write": rule(district=PLANNERS, school=SCHOOL_OFFICE),
        "audit:read": rule(district=AUDITORS),
        # Refusals of directory information of a school's students; the public notice is the district's.
        "consents:read": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "consents:write": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "directory_policy:write": rule(district=STEWARDS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "instruments:read": rule(everyone=True),
        "instruments:write": rule(district=PLANNERS),
        # Of the district and its schools; and the scope is everybody's who may be measured themselves.
        "administrations:read": rule(district=PLANNERS, school=SCHOOL_TEAM, related={ABOUT_ONESELF: OWN_STAFF}),
        "administrations:write": rule(district=PLANNERS, school=SCHOOL_TEAM),
        # What is found of a person is between them and who leads them.
        "staff_administrations:read": rule(
            district=[DISTRICT_COORDINATOR], school=[PRINCIPAL], related={ABOUT_ONESELF: OWN_STAFF}
        ),
        "staff_administrations:write": rule(district=[DISTRICT_COORDINATOR], school=[PRINCIPAL]),
    }
)
