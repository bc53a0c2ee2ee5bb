"""Signing keys."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base


class SigningKeyRow(Base):
    """A key tokens are signed with. The public half is published; the private half is sealed with `SECRET_KEY`."""

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(primary_key=True)
    public_jwk: Mapped[dict[str, Any]]
    sealed_private_jwk: Mapped[str]
    created_at: Mapped[datetime]
