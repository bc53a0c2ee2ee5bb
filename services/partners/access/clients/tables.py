"""Machine clients and their secrets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, Text, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of, part_of


class ClientRow(DistrictOwned, Stamped, Base):
    """An API credential: a system's, or (with `staff_id`) one that acts as one staff member."""

    __tablename__ = "clients"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_clients_staff"),
        ForeignKeyConstraint(
            ["district_id", "party_id"], ["parties.district_id", "parties.id"], name="fk_clients_party"
        ),
        Index("ix_clients_id", "id", unique=True),
    )

    name: Mapped[str]
    scopes: Mapped[list[str]]
    staff_id: Mapped[UUID | None]
    #: The schools whose rows it may reach; null is every school.
    school_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    #: The services it may get tokens for; null is every service.
    services: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    #: Networks (CIDR) it may call from; empty is any.
    networks: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    #: Public keys (JWK) it may sign assertions with.
    public_keys: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    #: May present people's ID tokens at the token exchange.
    may_exchange: Mapped[bool] = mapped_column(server_default=text("false"))
    #: The outside organisation it belongs to; null is the district itself.
    party_id: Mapped[UUID | None]
    #: The operator made it to set the district up: its end and its networks do not bind what it makes for others.
    for_setup: Mapped[bool] = mapped_column(default=False, server_default=false())
    expires_at: Mapped[datetime | None]
    #: To the minute, and no change of the row: its version stays.
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ClientSecretRow(DistrictOwned, Stamped, Base):
    """A client's secret: only its hash is kept."""

    __tablename__ = "client_secrets"
    keeping = part_of("clients", "client_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "client_id"], ["clients.district_id", "clients.id"], name="fk_client_secrets_client"
        ),
        Index("ix_client_secrets_client", "client_id"),
        Index("ix_client_secrets_hash", "secret_hash"),
    )

    client_id: Mapped[UUID]
    secret_hash: Mapped[str]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
