"""Sign-ins: what is under way at a provider, and what sessions were given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of, part_of


class SignInAttemptRow(DistrictOwned, Base):
    """Somebody was sent to their provider and is awaited back, in the same browser, once. Only hashes of secrets are kept."""

    __tablename__ = "sign_in_attempts"
    keeping = of(Whose.DISTRICT, days=1 / 24, since="expires_at")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "application_id"],
            ["applications.district_id", "applications.id"],
            name="fk_sign_in_attempts_application",
        ),
        Index("uq_sign_in_attempts_state_hash", "state_hash", unique=True),
        Index("ix_sign_in_attempts_expires_at", "expires_at"),
    )

    application_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    state_hash: Mapped[str]
    browser_hash: Mapped[str]
    redirect_uri: Mapped[str]
    scopes: Mapped[list[str]]
    state: Mapped[str | None]
    code_challenge: Mapped[str]
    max_age: Mapped[int | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuthorizationCodeRow(DistrictOwned, Base):
    """A code a front end redeems once, within a minute."""

    __tablename__ = "authorization_codes"
    keeping = part_of("sign_in_sessions", "session_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "session_id"],
            ["sign_in_sessions.district_id", "sign_in_sessions.id"],
            name="fk_authorization_codes_session",
        ),
        Index("uq_authorization_codes_code_hash", "code_hash", unique=True),
        Index("ix_authorization_codes_expires_at", "expires_at"),
    )

    session_id: Mapped[UUID]
    code_hash: Mapped[str]
    redirect_uri: Mapped[str]
    code_challenge: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RefreshTokenRow(DistrictOwned, Base):
    """One link of a session's chain of refresh tokens: used once, then only a sign that somebody has a copy."""

    __tablename__ = "refresh_tokens"
    keeping = part_of("sign_in_sessions", "session_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "session_id"],
            ["sign_in_sessions.district_id", "sign_in_sessions.id"],
            name="fk_refresh_tokens_session",
        ),
        Index("uq_refresh_tokens_token_hash", "token_hash", unique=True),
        Index("ix_refresh_tokens_session", "district_id", "session_id"),
    )

    session_id: Mapped[UUID]
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInRefusalRow(DistrictOwned, Base):
    """Somebody could not get in, for district IT: why, where and when. Nothing of what the provider said about them."""

    __tablename__ = "sign_in_refusals"
    keeping = of(Whose.DISTRICT, days=30, since="occurred_at")
    __table_args__ = (Index("ix_sign_in_refusals_occurred_at", "occurred_at"),)

    provider_id: Mapped[UUID | None]
    application_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    code: Mapped[str]
    correlation_id: Mapped[str]
    occurred_at: Mapped[datetime]


class LogoutTokenSeenRow(Base):
    """A provider's logout token that was obeyed: the same one is not taken twice."""

    __tablename__ = "logout_tokens_seen"
    keeping = of(Whose.DISTRICT, days=0, since="expires_at")
    __table_args__ = (Index("ix_logout_tokens_seen_expires_at", "expires_at"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    jti_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]
