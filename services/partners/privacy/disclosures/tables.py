"""The ledger: who got, or asked in vain for, which students' records, on which ground; and what school officials read.

Rows are only added; they are kept as long as the records they speak of, so nothing here deletes them (34 CFR 99.32(a)(2)).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of
from shared.mass_readings import ReaderDay
from shared.record_readings import ReadingsPosition


class DisclosureRow(DistrictOwned, Base):
    """A request for student records outside the school-official exception. Its id is the event's."""

    __tablename__ = "disclosures"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        Index("ix_disclosures_occurred_at", "district_id", "occurred_at", "id"),
        Index("ix_disclosures_party", "district_id", "party_id", "occurred_at"),
        Index("ix_disclosures_basis", "district_id", "basis", "occurred_at", "id"),
        Index("ix_disclosures_outcome", "district_id", "outcome", "occurred_at", "id"),
        Index(
            "ix_disclosures_required", "district_id", "occurred_at", "id", postgresql_where=text("required_by_99_32")
        ),
        Index("ix_disclosures_recorded_at", "district_id", "recorded_at", "id"),
    )

    #: The service that disclosed the records.
    service: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    reader_kind: Mapped[str]
    reader_id: Mapped[UUID]
    client_id: Mapped[UUID | None]
    party_id: Mapped[UUID | None]
    basis: Mapped[str]
    purpose: Mapped[str | None]
    records: Mapped[str]
    outcome: Mapped[str]
    required_by_99_32: Mapped[bool]
    #: By an order that forbids telling of it: shown to no parent.
    sealed: Mapped[bool]
    emergency_access_id: Mapped[UUID | None]


class DisclosedStudentRow(Base):
    """A student a disclosure speaks of."""

    __tablename__ = "disclosed_students"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_disclosed_students_disclosure", "district_id", "disclosure_id"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    disclosure_id: Mapped[UUID] = mapped_column(primary_key=True)


class StudentReadingRow(Base):
    """A school official read a kind of records of a student on a day: one row, however often."""

    __tablename__ = "student_readings"
    keeping = of(Whose.STUDENT, "student_id")

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reader_kind: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[UUID] = mapped_column(primary_key=True)
    records: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    party_id: Mapped[UUID | None]
    #: The roles the person held that day, as partners knew when it was told.
    roles: Mapped[list[str]]


class KeptReadingsRow(ReadingsPosition, Base):
    """How far the readings of partners' own audit stand in the ledger."""

    __tablename__ = "kept_readings"
    keeping = of(Whose.DISTRICT)


class OwnReaderDayRow(ReaderDay, Base):
    """How many students somebody read of in partners on a day."""

    __tablename__ = "own_reader_days"
    keeping = of(Whose.DISTRICT, days=2, since="read_at")
