"""Consents to disclose a student's records to a party."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class Signer(StrEnum):
    """Who may sign or revoke: rights pass to the student at 18 (34 CFR 99.5)."""

    GUARDIAN = "guardian"
    ELIGIBLE_STUDENT = "eligible_student"


class SignedHow(StrEnum):
    """How it was signed."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


class ConsentRow(DistrictOwned, Stamped, Base):
    """A signed and dated consent (34 CFR 99.30). It never changes but by its revocation, and is never deleted."""

    __tablename__ = "consents"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "party_id"], ["parties.district_id", "parties.id"], name="fk_consents_party"
        ),
        ForeignKeyConstraint(
            ["district_id", "school_id"], ["schools.district_id", "schools.id"], name="fk_consents_school"
        ),
        CheckConstraint("expires_on > starts_on", name="expires_after_start"),
        Index("ix_consents_student", "district_id", "student_id"),
        Index("ix_consents_party", "district_id", "party_id"),
        Index("ix_consents_school", "district_id", "school_id", "id"),
        Index("ix_consents_updated_at", "district_id", "updated_at", "id"),
    )

    #: The student's and the guardian's ids as assessment knows them; no names here.
    student_id: Mapped[UUID]
    #: The school that keeps it, whose leads then see it; None: the district's office does.
    school_id: Mapped[UUID | None]
    records: Mapped[list[str]]
    purpose: Mapped[str]
    purpose_text: Mapped[str]
    party_id: Mapped[UUID]
    signed_by: Mapped[Signer] = mapped_column(enumeration(Signer))
    guardian_id: Mapped[UUID | None]
    signed_how: Mapped[SignedHow] = mapped_column(enumeration(SignedHow))
    electronic_method: Mapped[str | None]
    signed_on: Mapped[date]
    starts_on: Mapped[date]
    #: The last day it holds.
    expires_on: Mapped[date]
    document_reference: Mapped[str]
    revoked_at: Mapped[datetime | None]
    #: A `Signer`'s word.
    revoked_by: Mapped[str | None]
    revoking_guardian_id: Mapped[UUID | None]
