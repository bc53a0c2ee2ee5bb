"""Directory information: what the district's public notice designates, and who refused."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, Index, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class DirectoryType(StrEnum):
    """Types of directory information (34 CFR 99.3). Of the roster: name, grade_level, school, date_of_birth."""

    NAME = "name"
    GRADE_LEVEL = "grade_level"
    SCHOOL = "school"
    DATE_OF_BIRTH = "date_of_birth"
    PLACE_OF_BIRTH = "place_of_birth"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    EMAIL = "email"
    PHOTOGRAPH = "photograph"
    MAJOR_FIELD = "major_field"
    ENROLLMENT_STATUS = "enrollment_status"
    DATES_OF_ATTENDANCE = "dates_of_attendance"
    PARTICIPATION = "participation"
    ATHLETIC_MEASURES = "athletic_measures"
    HONORS_AND_AWARDS = "honors_and_awards"


class OptedOutBy(StrEnum):
    """Who may refuse: rights pass to the student at 18 (34 CFR 99.5)."""

    GUARDIAN = "guardian"
    ELIGIBLE_STUDENT = "eligible_student"


class DirectoryPolicyRow(DistrictOwned, Stamped, Base):
    """A district's public notice (34 CFR 99.37). Its id is the district's, so that there is one."""

    __tablename__ = "directory_information_policies"
    keeping = of(Whose.DISTRICT)

    types: Mapped[list[str]]
    #: Only to these parties, for these purposes (99.37(d)); null is any.
    party_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    purposes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    notice_on: Mapped[date]
    #: The last day to refuse (99.37(a)(3)); directory information leaves only afterwards.
    refuse_until: Mapped[date]


class DirectoryOptOutRow(DistrictOwned, Stamped, Base):
    """A refusal to let a student's directory information leave. Each is a row of its own, and stays when it is withdrawn."""

    __tablename__ = "directory_opt_outs"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_directory_opt_outs_student", "district_id", "student_id", "id"),)

    student_id: Mapped[UUID]
    opted_out_by: Mapped[OptedOutBy] = mapped_column(enumeration(OptedOutBy))
    guardian_id: Mapped[UUID | None]
    received_on: Mapped[date]
    source: Mapped[str]
    document_reference: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
