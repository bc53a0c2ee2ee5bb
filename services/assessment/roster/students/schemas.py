"""Wire models of the roster."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.assessment.records.student_records.schemas import AttendedSchool, Grade
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several
from shared.directory.references import SchoolReference
from shared.schemas import MAY_DO, NO_NUL, Moment, Reply

StudentAct = Literal["aliases", "merge", "split", "demographics", "opt_out", "withdraw_opt_out"]


class Synced(Reply):
    """What every roster row has. `deleted_at` is set once the roster dropped it; the row may come back."""

    id: UUID
    source_id: str = Field(
        description="The id under which the roster lists it, to the letter; of a student the one they are listed by now."
    )
    deleted_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment


class ListedBy(Reply):
    """A system that lists a student, and the fields that are its word."""

    source: str
    source_id: str
    fields: list[str]


class Student(Synced):
    """A student as the roster lists them."""

    given_name: str
    family_name: str
    middle_name: str | None
    preferred_given_name: str | None
    preferred_middle_name: str | None
    preferred_family_name: str | None
    local_id: str | None = Field(description="The district's own number; text, so leading zeros count.")
    grade: str | None
    school: SchoolReference | None
    schools: list[AttendedSchool] = Field(description="Every school they attend today, `school` first.")
    birth_date: date | None
    sex: str | None
    source: str = Field(description="The system that lists them: `sis`, or the name they were pushed under.")
    sources: list[ListedBy] = Field(
        description="Where several systems list them: which, the one believed first before the others. Else empty."
    )
    merged_into: UUID | None = Field(
        description="The student who stands for both, once two rows of one child were merged."
    )
    active: bool
    may: list[StudentAct] = MAY_DO


class Guardian(Synced):
    """Who is responsible for students: parent, guardian or relative."""

    given_name: str
    family_name: str
    email: str | None
    phone: str | None
    sms: str | None
    student_ids: list[UUID]
    no_contact_student_ids: list[UUID] = Field(
        description="Of those, the students about whom they must not be contacted (`/v1/students/{id}/contacts`)."
    )


class AcademicSession(Synced):
    """A school year, or a part of one."""

    title: str
    type: str
    starts_on: date
    ends_on: date
    parent_id: UUID | None
    school_year: str | None


class SchoolClass(Synced):
    """A class and its course."""

    title: str
    class_code: str | None
    class_type: str | None
    grades: list[str]
    subjects: list[str]
    course_id: UUID | None
    course_title: str | None
    course_code: str | None
    school: SchoolReference
    session_ids: list[UUID]


class Enrollment(Synced):
    """Somebody in a class."""

    class_id: UUID
    person_id: UUID
    school: SchoolReference
    role: str
    is_primary: bool
    begins_on: date | None
    ends_on: date | None
    is_student: bool = Field(description="Is the person one of the roster's students, in whatever role?")


class StudentList(Paging):
    """Filters of the list of students."""

    sort: ByChange | None = SORT
    school_id: Several[UUID] | None = Field(default=None, description="Who attends one of these today, primary or not.")
    grade: Several[Grade] | None = None
    source_id: Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=NO_NUL)] | None = None


class GuardianList(Paging):
    """Filters of the list of guardians."""

    student_id: UUID | None = None


class ClassList(Paging):
    """Filters of the list of classes."""

    school_id: Several[UUID] | None = None


class EnrollmentList(Paging):
    """Filters of the list of enrolments."""

    class_id: Several[UUID] | None = None
    person_id: UUID | None = Field(default=None, description="The student or the staff member.")
    school_id: Several[UUID] | None = None
    role: Annotated[str, StringConstraints(max_length=60, pattern=NO_NUL)] | None = None
