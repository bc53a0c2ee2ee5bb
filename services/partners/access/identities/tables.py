"""Who is who at an identity provider."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.access.identity_providers.tables import LinkedBy
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class IdentityRow(DistrictOwned, Stamped, Base):
    """A staff member's identity at one provider. `subject` is what it is found by: for Entra `tid:oid`; `sub` as it was sent."""

    __tablename__ = "identities"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "provider_id"],
            ["identity_providers.district_id", "identity_providers.id"],
            name="fk_identities_provider",
        ),
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_identities_staff"
        ),
        UniqueConstraint("district_id", "provider_id", "subject", name="uq_identities_subject"),
        UniqueConstraint("district_id", "provider_id", "staff_id", name="uq_identities_staff"),
        Index("ix_identities_staff", "district_id", "staff_id"),
        Index("ix_identities_updated_at", "district_id", "updated_at", "id"),
    )

    provider_id: Mapped[UUID]
    issuer: Mapped[str]
    subject: Mapped[str]
    sub: Mapped[str | None]
    staff_id: Mapped[UUID]
    linked_by: Mapped[LinkedBy] = mapped_column(enumeration(LinkedBy))
    linked_at: Mapped[datetime]
    last_signed_in_at: Mapped[datetime | None]
    #: Who stands for a link by hand besides its maker: another person, or the operator's client that made it.
    confirmed_by: Mapped[str | None]
