"""On which ground somebody reads student records, and what must be kept of it (FERPA, 34 CFR part 99)."""

from enum import StrEnum


class Basis(StrEnum):
    """The grounds student records may be read on. The first six may be an outside party's standing one."""

    #: 99.31(a)(1)(i)(B): outsourced services under direct control, by the criteria of the annual notification.
    SCHOOL_OFFICIAL = "school_official"
    #: 99.30: signed, dated, with records, purpose and party.
    CONSENT = "consent"
    #: 99.31(a)(11), 99.37: what the public notice designates, of those who did not refuse.
    DIRECTORY_INFORMATION = "directory_information"
    #: 99.31(a)(6).
    STUDIES = "studies"
    #: 99.31(a)(3), 99.35.
    AUDIT_OR_EVALUATION = "audit_or_evaluation"
    #: 99.31(a)(9).
    LEGAL_ORDER = "legal_order"
    #: 99.36, with the threat recorded (99.32(a)(5)).
    HEALTH_OR_SAFETY_EMERGENCY = "health_or_safety_emergency"
    #: 99.31(a)(12).
    PARENT_OR_ELIGIBLE_STUDENT = "parent_or_eligible_student"


class RecordKind(StrEnum):
    """Kinds of student records. The list grows within a version: treat a code you do not know as one not yours."""

    DIRECTORY_INFORMATION = "directory_information"
    #: Students as the roster lists them.
    ROSTER = "roster"
    #: Guardians and how to reach them.
    CONTACTS = "contacts"
    #: Birth, race, ethnicity and languages.
    DEMOGRAPHICS = "demographics"
    #: Who is in which class.
    ENROLLMENT = "enrollment"
    #: Who works with which student.
    CASELOADS = "caseloads"
    #: Days missed, and how somebody stands.
    ATTENDANCE = "attendance"
    #: Who had which part in an incident, and what followed.
    INCIDENTS = "incidents"
    #: What somebody got in a course.
    MARKS = "marks"
    #: What a screening found.
    SCREENINGS = "screenings"
    #: What the district's rules make of facts.
    INDICATORS = "indicators"


#: Whom a disclosure to need not stand in the record: 99.32(d)(1), (2), (3) and (4).
EXEMPT = frozenset(
    {Basis.PARENT_OR_ELIGIBLE_STUDENT, Basis.SCHOOL_OFFICIAL, Basis.CONSENT, Basis.DIRECTORY_INFORMATION}
)


def required_by_99_32(basis: str, *, records: str, refused: bool = False, sealed: bool = False) -> bool:
    """Must this request or disclosure stand in the record 34 CFR 99.32 asks for?

    `refused`: it was asked for and not given; 99.32(a)(1) wants each *request* too, and one that was refused had no
    exempt ground, unless all it sought was directory information (99.32(d)(4)). `sealed`: an order that forbids telling
    of itself (99.32(d)(5)).
    """
    if sealed:
        return False
    if refused:
        return records != RecordKind.DIRECTORY_INFORMATION
    return basis not in EXEMPT
