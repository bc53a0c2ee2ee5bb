"""What every table of facts has.

What was said is never changed: a later word stands beside it from its moment on, so that a list can be had as of a moment.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column


class Fact:
    """What every table of facts has. One thing has one id; of its versions one is in force, a removed thing's too."""

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    day: Mapped[date]
    #: What its system knows it by, within the school and the student.
    source_key: Mapped[str]
    batch_id: Mapped[UUID]
    recorded_by: Mapped[str]
    #: The batches that said the same while it was in force.
    agreed_by: Mapped[list[UUID]] = mapped_column(server_default=text("'{}'"))
    superseded_at: Mapped[datetime | None]
    #: The batch by which.
    superseded_by: Mapped[UUID | None]
    #: It is no more: the word that removed it, or that took back the batch it came with.
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(BigInteger)


def indexes_of(table: str) -> tuple[Index, ...]:
    """The indexes of a table of facts."""
    in_force = text("superseded_at is null")

    def index(name: str, *columns: str) -> Index:
        return Index(f"ix_{table}_{name}", "district_id", *columns, postgresql_where=in_force)

    return (
        Index(
            f"uq_{table}_in_force",
            *("district_id", "student_id", "school_id", "source_key"),
            unique=True,
            postgresql_where=in_force,
        ),
        index("day", "day", "id"),
        index("school", "school_id", "day", "id"),
        index("student", "student_id", "day", "id"),
        index("updated_at", "updated_at", "id"),
        Index(f"ix_{table}_batch", "district_id", "batch_id"),
        Index(
            f"ix_{table}_superseded_by",
            *("district_id", "superseded_by"),
            postgresql_where=text("superseded_by is not null"),
        ),
    )


#: The columns of `Fact` that a row says itself, and all others of it.
SAID = ("school_id", "day")
KEPT = frozenset({"district_id", "id", "recorded_at", "student_id", "source_key", "batch_id", "recorded_by"}) | {
    *("agreed_by", "superseded_at", "superseded_by", "deleted_at", "created_at", "updated_at", "version"),
    *SAID,
}
