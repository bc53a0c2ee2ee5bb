"""Consents to disclose a student's records to a party."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class Signer(StrEnum):
    """Who may sign or revoke: rights pass to the student at 18 (34 CFR 99.5)."""

    GUARDIAN = "guardian"
    ELIGIBLE_STUDENT = "eligible_student"


class SignedHow(StrEnum):
    """How it was signed."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


class Standing(StrEnum):
    """Whether what was signed counts."""

    STANDS = "stands"
    WAITS = "waits"
    """No placement of the district has been told yet: it counts for nothing until the student's is."""
    UNFIT = "unfit"


class Unfit(StrEnum):
    """Why what was signed does not count."""

    NOT_THE_SCHOOLS_STUDENT = "not_the_schools_student"
    """The student was not its school's when it was signed."""
    SIGNER_NOT_GUARDIAN = "signer_not_guardian"
    """The roster knows the student, and not the signer as one who answers for them."""


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


class ConsentStandingRow(DistrictOwned, Base):
    """How a consent stands that did not simply stand when it was recorded; its id is the consent's. One without a row stands.

    A consent itself never changes, so this is no column of it; and is never dropped, so nothing has to hold the two together.
    """

    __tablename__ = "consent_standings"
    keeping = part_of("consents", "id")
    __table_args__ = (CheckConstraint("(standing = 'unfit') = (reason is not null)", name="unfit_with_a_reason"),)

    standing: Mapped[Standing] = mapped_column(enumeration(Standing))
    reason: Mapped[Unfit | None] = mapped_column(enumeration(Unfit))
    weighed_at: Mapped[datetime]
