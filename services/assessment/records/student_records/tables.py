"""The roster as the student information system last listed it.

No foreign keys between these tables: an import checks its references as whole sets before it writes, and a row that the
roster drops stays, marked deleted, for those who sync.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import RESTRICTS, Whose, of


class CaseloadRelation(StrEnum):
    """What a staff member is to a student."""

    MENTEE = "mentee"
    """They mentor the student."""
    REFERRAL = "referral"
    """The student was referred to them."""
    CASELOAD = "caseload"
    """The student is one of those they look after."""


class Synced:
    """What every roster row carries; written by set-based SQL. `version` counts its changes."""

    source_id: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))


class Account:
    """Of people: whether the roster last said that they are disabled. Who is, is listed no more."""

    is_disabled: Mapped[bool] = mapped_column(server_default=text("false"))


class StudentRow(DistrictOwned, Synced, Account, Base):
    """A student."""

    __tablename__ = "students"
    keeping = of(Whose.STUDENT, "id")
    __table_args__ = (
        Index("ix_students_name", "district_id", "family_name", "given_name", "id"),
        Index("ix_students_local_id", "district_id", "local_id"),
        Index("ix_students_source_id", "district_id", "source_id"),
        Index("ix_students_school", "district_id", "school_id", "family_name", "given_name", "id"),
        Index("ix_students_grade", "district_id", "grade", "family_name", "given_name", "id"),
        Index("ix_students_updated_at", "district_id", "updated_at", "id"),
    )

    given_name: Mapped[str]
    family_name: Mapped[str]
    middle_name: Mapped[str | None]
    preferred_given_name: Mapped[str | None]
    preferred_middle_name: Mapped[str | None]
    preferred_family_name: Mapped[str | None]
    local_id: Mapped[str | None]
    grade: Mapped[str | None]
    school_id: Mapped[UUID | None]
    birth_date: Mapped[date | None]
    sex: Mapped[str | None]
    #: The system that lists them: `sis` is the one whose rosters are imported.
    source: Mapped[str] = mapped_column(server_default=text("'sis'"))
    #: When they were last pushed by themselves. A roster that was sent before says nothing of them.
    pushed_at: Mapped[datetime | None]
    #: The id the roster lists them by, where that is an alias of theirs.
    listed_as: Mapped[UUID | None]
    #: Of two rows of one child: the one that stands for both.
    merged_into: Mapped[UUID | None]
    #: Where several systems list them: which, under which ids, and whose word each field is.
    sources: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)

    @property
    def active(self) -> bool:
        """Does the roster list them?"""
        return self.deleted_at is None


class StudentSchoolRow(DistrictOwned, Synced, Base):
    """A role of a student at a school, which they attend on its days (None: open); its id is that of the role.

    A student's own school, the primary one, stands in their row; what they attend beside it is found here.
    """

    __tablename__ = "student_schools"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index("ix_student_schools_student", "district_id", "student_id"),
        # Of the few who attend a school beside their own.
        Index(
            *("ix_student_schools_further", "district_id", "school_id", "student_id"),
            postgresql_where=text("is_further"),
        ),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    #: Says the roster that it is their first school?
    is_primary: Mapped[bool]
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    #: Who listed it.
    source: Mapped[str] = mapped_column(server_default=text("'sis'"))
    #: Is it a school that is there, and not the one in the student's row?
    is_further: Mapped[bool] = mapped_column(server_default=text("false"))


class StayBasis(StrEnum):
    """What a stay of the past was taken from."""

    SENT = "sent"
    """An enrolment as it was sent."""
    ROLES = "roles"
    """The days of a role."""
    LISTED = "listed"
    """The nights the roster listed them."""


class StudentStayRow(DistrictOwned, Base):
    """Days a student was at a school that are over, though what says so goes on: they left and came back, or moved.

    Of what `row_id` names (a role, or a student for their own school) no day before `next_on` counts but by such rows. Without
    a school it says only that nothing listed the student after `last_on` until `next_on`. Written by SQL (`stays.py`).
    """

    __tablename__ = "student_stays"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index("ix_student_stays_student", "district_id", "student_id"),
        Index("ix_student_stays_row", "district_id", "row_id", postgresql_where=text("is_latest")),
        Index("ix_student_stays_recorded", "district_id", "recorded_at"),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    row_id: Mapped[UUID]
    #: Null: none that counts.
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    #: Since when it goes on; null: it does not, or its own dates say so.
    next_on: Mapped[date | None]
    basis: Mapped[StayBasis] = mapped_column(enumeration(StayBasis))
    #: Is it the newest of its row at that school that has a `next_on`?
    is_latest: Mapped[bool] = mapped_column(server_default=text("false"))
    recorded_at: Mapped[datetime]


class GuardianRow(DistrictOwned, Synced, Account, Base):
    """Somebody who answers for a student: parent, guardian or relative."""

    __tablename__ = "guardians"
    keeping = of(Whose.HOUSEHOLD, "id")
    __table_args__ = (
        Index("ix_guardians_name", "district_id", "family_name", "given_name", "id"),
        Index("ix_guardians_updated_at", "district_id", "updated_at", "id"),
    )

    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    sms: Mapped[str | None]


class StudentGuardianRow(Base):
    """Who answers for whom."""

    __tablename__ = "student_guardians"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_student_guardians_guardian", "district_id", "guardian_id"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    guardian_id: Mapped[UUID] = mapped_column(primary_key=True)


class AcademicSessionRow(DistrictOwned, Synced, Base):
    """A school year, or a semester, term or grading period of one."""

    __tablename__ = "academic_sessions"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_academic_sessions_updated_at", "district_id", "updated_at", "id"),)

    title: Mapped[str]
    type: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    parent_id: Mapped[UUID | None]
    school_year: Mapped[str | None]


class CourseRow(DistrictOwned, Synced, Base):
    """A course; answered only as part of its classes."""

    __tablename__ = "roster_courses"
    keeping = of(Whose.DISTRICT)

    title: Mapped[str]
    course_code: Mapped[str | None]


class ClassRow(DistrictOwned, Synced, Base):
    """A class, with the title and code of its course."""

    __tablename__ = "classes"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        Index("ix_classes_school", "district_id", "school_id", "id"),
        Index("ix_classes_updated_at", "district_id", "updated_at", "id"),
    )

    title: Mapped[str]
    class_code: Mapped[str | None]
    class_type: Mapped[str | None]
    grades: Mapped[list[str]]
    subjects: Mapped[list[str]]
    course_id: Mapped[UUID | None]
    course_title: Mapped[str | None]
    course_code: Mapped[str | None]
    school_id: Mapped[UUID]
    session_ids: Mapped[list[UUID]]
    #: The school it went with: it comes back with it.
    gone_with: Mapped[UUID | None]


class EnrollmentRow(DistrictOwned, Synced, Base):
    """Somebody in a class, as student, teacher or otherwise."""

    __tablename__ = "enrollments"
    keeping = of(Whose.STUDENT, "person_id")
    __table_args__ = (
        Index("ix_enrollments_class", "district_id", "class_id"),
        Index("ix_enrollments_person", "district_id", "person_id"),
        Index("ix_enrollments_school", "district_id", "school_id", "id"),
        # Of the few who are no students.
        Index("ix_enrollments_role", "district_id", "role", "id", postgresql_where=text("role <> 'student'")),
        Index("ix_enrollments_updated_at", "district_id", "updated_at", "id"),
    )

    class_id: Mapped[UUID]
    person_id: Mapped[UUID]
    school_id: Mapped[UUID]
    role: Mapped[str]
    is_primary: Mapped[bool]
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    #: The person, class or school it went with: it comes back with it.
    gone_with: Mapped[UUID | None]


class OrgRow(DistrictOwned, Synced, Base):
    """An organisation of the roster; `told` is the digest of what partners was last told of it."""

    __tablename__ = "roster_orgs"
    keeping = of(Whose.DISTRICT)

    name: Mapped[str]
    type: Mapped[str]
    identifier: Mapped[str | None]
    parent_id: Mapped[UUID | None]
    told: Mapped[str | None]


class StaffRow(DistrictOwned, Synced, Account, Base):
    """A staff member of the roster, kept to know what has changed; the directory of staff is partners'."""

    __tablename__ = "roster_staff"
    keeping = of(Whose.PERSON, "id")

    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    told: Mapped[str | None]


class RoleRow(DistrictOwned, Synced, Base):
    """A staff role of the roster. `begins_on` is the roster's day, or the one the role was first taken to begin on."""

    __tablename__ = "roster_roles"
    keeping = of(Whose.PERSON, "person_id")
    __table_args__ = (Index("ix_roster_roles_person", "district_id", "person_id"),)

    person_id: Mapped[UUID]
    org_id: Mapped[UUID]
    role: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]


class StudentAliasRow(DistrictOwned, Stamped, Base):
    """A further source id of a student. Its id is the one that a student of that source id would have."""

    __tablename__ = "student_aliases"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index("ix_student_aliases_student", "district_id", "student_id"),
        Index("ix_student_aliases_updated_at", "district_id", "updated_at", "id"),
    )

    source: Mapped[str]
    source_id: Mapped[str]
    student_id: Mapped[UUID]


class StudentMergeRow(DistrictOwned, Stamped, Base):
    """Two rows of one child made one: what that changed, so that it can be undone."""

    __tablename__ = "student_merges"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index("ix_student_merges_student", "district_id", "student_id", "id"),
        Index("ix_student_merges_merged", "district_id", "merged_id", "id"),
        Index("ix_student_merges_updated_at", "district_id", "updated_at", "id"),
    )

    #: Who stands for both.
    student_id: Mapped[UUID]
    merged_id: Mapped[UUID]
    reason: Mapped[str]
    #: By table: the keys of the rows that hung on the one that was merged.
    moved: Mapped[dict[str, Any]]
    #: Of both rows: the columns that the merge changed, as they were.
    before: Mapped[dict[str, Any]]
    split_at: Mapped[datetime | None]
    split_reason: Mapped[str | None]


class StudentMatchRow(DistrictOwned, Stamped, Base):
    """A source id that a roster lists anew with the local id of a student who is known by another."""

    __tablename__ = "student_matches"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        UniqueConstraint("district_id", "student_id", "other_id", name="uq_student_matches_once"),
        Index("ix_student_matches_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    #: The id the roster's row has, whether it has been taken or not.
    other_id: Mapped[UUID]
    source: Mapped[str]
    source_id: Mapped[str]
    dismissed_at: Mapped[datetime | None]


class StudentDemographicsRow(DistrictOwned, Stamped, Base):
    """Race and ethnicity as OneRoster has them, and languages (BCP 47). None is: nobody said."""

    __tablename__ = "student_demographics"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("uq_student_demographics_student", "district_id", "student_id", unique=True),)

    student_id: Mapped[UUID]
    american_indian_or_alaska_native: Mapped[bool | None]
    asian: Mapped[bool | None]
    black_or_african_american: Mapped[bool | None]
    native_hawaiian_or_other_pacific_islander: Mapped[bool | None]
    white: Mapped[bool | None]
    two_or_more_races: Mapped[bool | None]
    hispanic_or_latino: Mapped[bool | None]
    home_language: Mapped[str | None]
    preferred_language: Mapped[str | None]


class StudentContactRow(DistrictOwned, Stamped, Base):
    """How a guardian of the roster stands to a student. It stays when the roster no longer says who answers for whom: that
    somebody must not be contacted is not forgotten.
    """

    __tablename__ = "student_contacts"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        CheckConstraint("priority between 1 and 99", name="priority_in_bounds"),
        Index("uq_student_contacts_once", "district_id", "student_id", "guardian_id", unique=True),
        Index("ix_student_contacts_priority", "district_id", "student_id", "priority", "id"),
        Index("ix_student_contacts_guardian", "district_id", "guardian_id"),
        Index("ix_student_contacts_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    guardian_id: Mapped[UUID]
    #: A code of the district's.
    relationship: Mapped[str | None]
    #: Whom to turn to first, from 1.
    priority: Mapped[int]
    lives_with: Mapped[bool | None]
    has_custody: Mapped[bool | None]
    no_contact: Mapped[bool] = mapped_column(info={RESTRICTS: True})
    #: Who has the same lives together; it says nothing else.
    household_id: Mapped[UUID | None]
