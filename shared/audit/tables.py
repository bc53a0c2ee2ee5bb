"""The table of audit entries: no names, no notes, no bodies, no addresses; ids, codes and the reasons `Policy` gave."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, enumeration
from shared.db.keeping import Whose, of


class Outcome(StrEnum):
    """The outcome of an act: `replayed` got the first reply again, `tried` was to change nothing (`validate_only`)."""

    DONE = "done"
    REFUSED = "refused"
    REPLAYED = "replayed"
    TRIED = "tried"


class AuditEntryRow(Base):
    """One act. The database lets nobody change or delete it; the last three columns are filled in once, by the chain.

    The GIN indexes hold sealed entries only, so that a request never waits for them.
    """

    __tablename__ = "audit_entries"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        CheckConstraint("num_nonnulls(position, previous_hash, hash) in (0, 3)", name="sealed_whole"),
        Index("ix_audit_entries_occurred_at", "district_id", "occurred_at", "id"),
        Index("ix_audit_entries_actor", "district_id", "actor", "occurred_at", "id"),
        Index("ix_audit_entries_action", "district_id", "action", "occurred_at", "id"),
        Index(
            "ix_audit_entries_outcome",
            *("district_id", "outcome", "occurred_at", "id"),
            postgresql_where=text("outcome <> 'done'"),
        ),
        Index("ix_audit_entries_unsealed", "id", postgresql_where=text("position is null")),
        Index(
            "uq_audit_entries_position",
            *("district_id", "position"),
            unique=True,
            postgresql_where=text("position is not null"),
        ),
        Index(
            "ix_audit_entries_rows",
            "rows",
            postgresql_using="gin",
            postgresql_ops={"rows": "jsonb_path_ops"},
            postgresql_where=text("position is not null"),
        ),
        Index(
            "ix_audit_entries_students",
            "student_ids",
            postgresql_using="gin",
            postgresql_where=text("position is not null"),
        ),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    #: The version of the canonical form the entry is hashed in.
    form: Mapped[int] = mapped_column(server_default=text("1"))
    occurred_at: Mapped[datetime]
    actor: Mapped[str]
    client_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    token_id: Mapped[str | None]
    action: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(enumeration(Outcome))
    #: [{"name", "id"}]: the path's parameters by name, and as `id` what the reply was about.
    rows: Mapped[list[dict[str, Any]]]
    reason: Mapped[list[str]]
    records: Mapped[str | None]
    purpose: Mapped[str | None]
    student_ids: Mapped[list[UUID] | None]
    basis: Mapped[str | None]
    party_id: Mapped[UUID | None]
    required_by_99_32: Mapped[bool | None]
    correlation_id: Mapped[str]
    position: Mapped[int | None] = mapped_column(BigInteger)
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes | None] = mapped_column(LargeBinary)
