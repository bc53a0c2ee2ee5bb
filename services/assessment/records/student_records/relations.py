"""Who sees which student, guardian, class and enrolment beyond the schools where their roles count."""

from services.assessment.permissions import OWN_CASELOAD, OWN_CLASS, OWN_MENTEE, OWN_REFERRAL
from services.assessment.records.student_records.attending import TODAY, schools_of, students_beside
from services.assessment.records.student_records.tables import CaseloadRelation
from shared.auth.relations import ProtectedRows, theirs


def _current(row: str) -> str:
    """An enrolment that holds today."""
    return f"""{row}.deleted_at is null and {TODAY}
        between coalesce({row}.begins_on, '-infinity') and coalesce({row}.ends_on, 'infinity')"""


# A class the roster dropped, or whose terms are all over, is nobody's own any more, whatever days its enrolments lack.
_GOES_ON = f"""exists (select from classes c where c.district_id = t.district_id and c.id = t.class_id
    and c.deleted_at is null and coalesce((select max(a.ends_on) from academic_sessions a
        where a.district_id = c.district_id and a.id = any(c.session_ids)), 'infinity') >= {TODAY})"""
# `t`: their enrolments as a teacher.
_TAUGHT = f"""{theirs("t.person_id", "t.school_id")} and t.role = 'teacher' and {_current("t")} and {_GOES_ON}"""


def _assigned(relation: CaseloadRelation) -> str:
    """The ids of the students somebody is assigned in one way."""
    return f"""select c.student_id from caseload_assignments c
    join students k on k.district_id = c.district_id and k.id = c.student_id cross join lateral {schools_of("k")} o
    where {theirs("c.staff_id", "o.school_id")} and c.relation = '{relation}' and {TODAY}
        between c.starts_on and coalesce(c.ends_on, 'infinity')"""


_BESIDE = students_beside("{schools}::uuid[]")
_AT_SCHOOL = "s.school_id = any({schools}::uuid[])"

STUDENT_ROWS = ProtectedRows(
    "students s",
    _AT_SCHOOL,
    {
        OWN_CLASS: f"""select e.person_id from enrollments t
            join enrollments e on e.district_id = t.district_id and e.class_id = t.class_id and e.role = 'student'
            where {_TAUGHT} and {_current("e")}""",
        OWN_MENTEE: _assigned(CaseloadRelation.MENTEE),
        OWN_REFERRAL: _assigned(CaseloadRelation.REFERRAL),
        OWN_CASELOAD: _assigned(CaseloadRelation.CASELOAD),
    },
    beside=_BESIDE,
)
GUARDIAN_ROWS = ProtectedRows(
    "student_guardians l join students k on k.district_id = l.district_id and k.id = l.student_id",
    "k.school_id = any({schools}::uuid[])",
    {
        relation: f"select l.guardian_id from student_guardians l where l.student_id in ({STUDENT_ROWS.related[relation]})"
        for relation in (OWN_CLASS, OWN_REFERRAL, OWN_CASELOAD)
    },
    id="l.guardian_id",
    is_direct=False,
    beside=f"select l.guardian_id from student_guardians l where l.student_id in ({_BESIDE})",
)
CLASS_ROWS = ProtectedRows(
    "classes s", _AT_SCHOOL, {OWN_CLASS: f"select t.class_id from enrollments t where {_TAUGHT}"}
)
ENROLLMENT_ROWS = ProtectedRows(
    "enrollments s",
    _AT_SCHOOL,
    {
        OWN_CLASS: f"""select e.id from enrollments t
            join enrollments e on e.district_id = t.district_id and e.class_id = t.class_id where {_TAUGHT}"""
    },
)
