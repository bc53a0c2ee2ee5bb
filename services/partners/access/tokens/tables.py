"""Signing keys, assertions that were used, and failed sign-ins of clients."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base
from shared.db.keeping import Whose, of


class SigningKeyRow(Base):
    """A key tokens are signed with. The public half is published; the private half is sealed with `SECRET_KEY`."""

    __tablename__ = "signing_keys"
    keeping = of(Whose.INSTALLATION)

    kid: Mapped[str] = mapped_column(primary_key=True)
    public_jwk: Mapped[dict[str, Any]]
    #: Wiped when another key takes over: what it signed may still be checked, nothing is signed with it again.
    sealed_private_jwk: Mapped[str | None]
    created_at: Mapped[datetime]
    #: When it stops being published; null while it is the one that signs.
    published_until: Mapped[datetime | None]


class UsedAssertionRow(Base):
    """A client's signed assertion that got it in: none gets it in twice. Kept until it expires."""

    __tablename__ = "used_assertions"
    keeping = of(Whose.DISTRICT, days=0, since="expires_at")
    __table_args__ = (Index("ix_used_assertions_expires_at", "expires_at"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    jti: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class FailedSignInRow(Base):
    """How often a client's sign-in failed, by a hash of who and from where; belongs to no district and goes after a day."""

    __tablename__ = "failed_sign_ins"
    keeping = of(Whose.INSTALLATION, days=1, since="last_at")
    __table_args__ = (Index("ix_failed_sign_ins_last_at", "last_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
    #: When this very client last signed in from there.
    known_at: Mapped[datetime | None]
