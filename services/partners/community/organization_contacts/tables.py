"""People at organisations, who are no staff of the district."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import part_of


class WritingConsent(StrEnum):
    """Did they agree to be written to?"""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class OrganizationContactRow(DistrictOwned, Stamped, Base):
    """Somebody at an organisation. Removed, nothing is kept but that there was somebody."""

    __tablename__ = "organization_contacts"
    keeping = part_of("organizations", "organization_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "organization_id"],
            ["organizations.district_id", "organizations.id"],
            name="fk_organization_contacts_organization",
        ),
        CheckConstraint(
            "writing_consent = 'not_asked' or (writing_consent_on is not null and writing_consent_how is not null) "
            "or removed_at is not null",
            name="consent_shown",
        ),
        CheckConstraint(
            "removed_at is null or coalesce(given_name, family_name, title, email, phone) is null", name="forgotten"
        ),
        Index("ix_organization_contacts_organization", "district_id", "organization_id", "id"),
        Index("ix_organization_contacts_name", "district_id", "family_name", "given_name", "id"),
        Index("ix_organization_contacts_updated_at", "district_id", "updated_at", "id"),
    )

    organization_id: Mapped[UUID]
    given_name: Mapped[str | None]
    family_name: Mapped[str | None]
    #: What they do there.
    title: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str]
    #: Whom to turn to first.
    is_main: Mapped[bool]
    writing_consent: Mapped[WritingConsent] = mapped_column(enumeration(WritingConsent))
    writing_consent_on: Mapped[date | None]
    writing_consent_how: Mapped[str | None]
    active: Mapped[bool]
    removed_at: Mapped[datetime | None]
