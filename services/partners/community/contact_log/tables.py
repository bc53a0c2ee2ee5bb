"""When somebody was in touch."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import part_of


class ContactWay(StrEnum):
    """How somebody was in touch."""

    CALL = "call"
    MAIL = "mail"
    MEETING = "meeting"
    VISIT = "visit"
    EVENT = "event"
    OTHER = "other"


class ContactLogRow(DistrictOwned, Stamped, Base):
    """Somebody of the staff was in touch, on a day."""

    __tablename__ = "contact_log"
    keeping = part_of("relationships", "relationship_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "relationship_id"],
            ["relationships.district_id", "relationships.id"],
            name="fk_contact_log_relationship",
        ),
        ForeignKeyConstraint(
            ["district_id", "organization_contact_id"],
            ["organization_contacts.district_id", "organization_contacts.id"],
            name="fk_contact_log_contact",
        ),
        ForeignKeyConstraint(
            ["district_id", "by_id"], ["staff.district_id", "staff.id"], name="fk_contact_log_by_staff"
        ),
        Index("ix_contact_log_relationship", "district_id", "relationship_id", "happened_on", "id"),
        Index("ix_contact_log_school", "district_id", "school_id", "happened_on", "id"),
        Index("ix_contact_log_happened_on", "district_id", "happened_on", "id"),
        Index("ix_contact_log_updated_at", "district_id", "updated_at", "id"),
    )

    relationship_id: Mapped[UUID]
    #: As of the relationship.
    school_id: Mapped[UUID | None]
    happened_on: Mapped[date]
    way: Mapped[ContactWay] = mapped_column(enumeration(ContactWay))
    organization_contact_id: Mapped[UUID | None]
    by_id: Mapped[UUID | None]
    note: Mapped[str | None]
    #: Taken back: it was not so.
    withdrawn_at: Mapped[datetime | None]
