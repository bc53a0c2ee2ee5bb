"""Sign-ins: what is under way at a provider, the sessions that came of it, and what they were given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
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


class SignInSessionRow(DistrictOwned, Stamped, Base):
    """Somebody is signed in to a front end, or through a back end that exchanged their ID token (`client_id`).

    `idle_until` moves on with each use and never past `expires_at`.
    """

    __tablename__ = "sign_in_sessions"
    keeping = of(Whose.PERSON, "staff_id", days=30, since="expires_at")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_sign_in_sessions_staff"
        ),
        ForeignKeyConstraint(
            ["district_id", "application_id"],
            ["applications.district_id", "applications.id"],
            name="fk_sign_in_sessions_application",
        ),
        ForeignKeyConstraint(
            ["district_id", "client_id"], ["clients.district_id", "clients.id"], name="fk_sign_in_sessions_client"
        ),
        Index("ix_sign_in_sessions_staff", "district_id", "staff_id"),
        Index("ix_sign_in_sessions_application", "district_id", "application_id"),
        Index("ix_sign_in_sessions_subject", "district_id", "provider_id", "subject"),
        Index("ix_sign_in_sessions_id", "id", unique=True),
        Index(
            "uq_sign_in_sessions_cookie_hash",
            "cookie_hash",
            unique=True,
            postgresql_where=text("cookie_hash is not null"),
        ),
        Index("ix_sign_in_sessions_expires_at", "expires_at"),
    )

    staff_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    application_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    subject: Mapped[str]
    provider_session: Mapped[str | None]
    scopes: Mapped[list[str]]
    auth_time: Mapped[datetime]
    #: Of the cookie that holds the session, or of the ID token that was exchanged.
    cookie_hash: Mapped[str | None]
    proof_hash: Mapped[str | None]
    idle_minutes: Mapped[int]
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


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


class LogoutNoticeRow(DistrictOwned, Base):
    """A front end's back end is still to be told that a session ended; the row goes when it has been, or cannot be."""

    __tablename__ = "logout_notices"
    keeping = part_of("sign_in_sessions", "session_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "session_id"],
            ["sign_in_sessions.district_id", "sign_in_sessions.id"],
            name="fk_logout_notices_session",
        ),
        Index("ix_logout_notices_next_attempt_at", "next_attempt_at"),
    )

    session_id: Mapped[UUID]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    created_at: Mapped[datetime]
