"""What this service knows of outside parties and of consents, and how far the readings of its audit are told."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of
from shared.mass_readings import ReaderDay
from shared.record_readings import ReadingsPosition


class KnownPartyRow(DistrictOwned, Base):
    """An outside party as partners last told it."""

    __tablename__ = "known_parties"
    keeping = of(Whose.ORGANIZATION, "id")

    basis: Mapped[str]
    records: Mapped[list[str]]
    purposes: Mapped[list[str]]
    agreement_until: Mapped[date | None]
    sealed: Mapped[bool]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger)


class KnownConsentRow(DistrictOwned, Base):
    """A consent as partners last told it; it may come before its student or its party."""

    __tablename__ = "known_consents"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_known_consents_party_student", "district_id", "party_id", "student_id"),)

    student_id: Mapped[UUID]
    party_id: Mapped[UUID]
    records: Mapped[list[str]]
    #: What was consented to; a party that now asks for another purpose has no consent by it (34 CFR 99.30(b)(2)).
    purpose: Mapped[str]
    starts_on: Mapped[date]
    expires_on: Mapped[date]
    #: Who signed, where a guardian did.
    guardian_id: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(BigInteger)
    #: Why it permits nothing, by what the roster knows; it is weighed anew with each roster.
    unfit: Mapped[str | None]


class ToldReadingsRow(ReadingsPosition, Base):
    """How far the readings of this service's audit are told to partners."""

    __tablename__ = "told_readings"
    keeping = of(Whose.DISTRICT)


class ReaderDayRow(ReaderDay, Base):
    """How many students' records somebody read here on a day."""

    __tablename__ = "reader_days"
    keeping = of(Whose.DISTRICT, days=2, since="read_at")
