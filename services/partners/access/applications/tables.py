"""Registered front ends."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class ApplicationKind(StrEnum):
    """Can the front end keep a secret? Public ones prove themselves by PKCE alone, confidential ones are a machine client too."""

    PUBLIC = "public"
    CONFIDENTIAL = "confidential"


class ApplicationRow(DistrictOwned, Stamped, Base):
    """A front end people of one district sign in to. Minutes are whole; a removed one stays as a row and opens nothing."""

    __tablename__ = "applications"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "client_id"], ["clients.district_id", "clients.id"], name="fk_applications_client"
        ),
        Index("ix_applications_id", "id", unique=True),
        # In OAuth's eyes a confidential front end and its machine client are one client.
        Index("uq_applications_client_id", "client_id", unique=True, postgresql_where=text("removed_at is null")),
        Index(
            "uq_applications_default",
            "district_id",
            unique=True,
            postgresql_where=text("is_default and removed_at is null"),
        ),
        CheckConstraint("(kind = 'confidential') = (client_id is not null)", name="confidential_has_client"),
        CheckConstraint("idle_minutes <= absolute_minutes", name="idle_within_absolute"),
    )

    name: Mapped[str]
    kind: Mapped[ApplicationKind] = mapped_column(enumeration(ApplicationKind))
    client_id: Mapped[UUID | None]
    redirect_uris: Mapped[list[str]]
    post_logout_redirect_uris: Mapped[list[str]]
    backchannel_logout_uri: Mapped[str | None]
    origins: Mapped[list[str]]
    scopes: Mapped[list[str]]
    idle_minutes: Mapped[int]
    absolute_minutes: Mapped[int]
    may_use_cookie: Mapped[bool]
    addresses: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    is_default: Mapped[bool] = mapped_column(server_default=false())
    removed_at: Mapped[datetime | None]

    @property
    def oauth_client_id(self) -> UUID:
        """Its `client_id` in OAuth: the machine client's for a confidential front end, else its own."""
        return self.client_id or self.id
