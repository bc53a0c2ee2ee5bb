"""What is known of a student beyond the roster's row, each kind behind a permission of its own."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import RESTRICTS, Whose, of


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
