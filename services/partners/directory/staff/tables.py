"""Staff."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text, true
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class StaffRow(DistrictOwned, Stamped, Base):
    """A person who works for the district. Work facts only.

    `active` is the roster's or an administrator's word, `account_active` the identity provider's over SCIM: neither undoes
    the other's, and people get in only while both hold.
    """

    __tablename__ = "staff"
    keeping = of(Whose.PERSON, "id")
    __table_args__ = (
        Index("ix_staff_name", "district_id", "family_name", "given_name", "id"),
        Index("ix_staff_updated_at", "district_id", "updated_at", "id"),
        ForeignKeyConstraint(["district_id", "party_id"], ["parties.district_id", "parties.id"], name="fk_staff_party"),
        Index("ix_staff_party", "district_id", "party_id", postgresql_where=text("party_id is not null")),
        Index("ix_staff_source_id", "district_id", "source_id"),
    )

    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    language: Mapped[str]
    active: Mapped[bool]
    account_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    source_id: Mapped[str | None]
    listed_at: Mapped[datetime | None]
    #: The outside organisation somebody works for, such as a mentor's; None is the district itself.
    party_id: Mapped[UUID | None]

    @property
    def has_access(self) -> bool:
        """May this person get in?"""
        return self.active and self.account_active
