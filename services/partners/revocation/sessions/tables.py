"""Sessions, and the back ends still to be told that one ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of, part_of


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
        Index("ix_sign_in_sessions_going_on", "district_id", "id", postgresql_where=text("ended_at is null")),
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
