"""Machine clients."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped


class ClientRow(DistrictOwned, Stamped, Base):
    """An API credential: a system's, or (with `staff_id`) one that acts as one staff member. Only the secret's hash is kept."""

    __tablename__ = "clients"
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_clients_staff"),
        Index("ix_clients_id", "id", unique=True),
    )

    name: Mapped[str]
    scopes: Mapped[list[str]]
    staff_id: Mapped[UUID | None]
    secret_hash: Mapped[str]
    revoked_at: Mapped[datetime | None]
