"""A fact about a student as some system said it, and what kinds of them there are.

What was said is never changed: a later word stands beside it from its moment on, so that a list can be had as of a moment.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.feeds.sent_rows.reading import Fault, Form
from services.assessment.feeds.sent_rows.schemas import FactBody
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.db.base import Base
from shared.db.keeping import Whose, of


class Fact:
    """What every table of facts has. One thing has one id; of its versions one is in force, a removed thing's too."""

    keeping = of(Whose.STUDENT, "student_id")

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
    *("superseded_at", "superseded_by", "deleted_at", "created_at", "updated_at", "version"),
    *SAID,
}


def _fine(number: int, body: Any, known: Any) -> Fault | None:
    return None


def _nothing_more(body: Any, known: Any) -> dict[str, Any]:
    return {}


async def _nothing(ctx: Context) -> Any:
    return None


@dataclass(frozen=True)
class FactKind:
    """A kind of facts: how its rows are sent, where they are kept, what they are known by.

    `coded` are its columns whose words the district says the meaning of, by the kind of the code. `known` is asked once a call
    for what `check` holds each row against, and of which `derived` are further columns.
    """

    name: str
    form: Form[Any]
    row: type[Base]
    records: RecordKind
    right: str
    key: Callable[[Any], Sequence[str | None]]
    coded: Mapping[str, str] = field(default_factory=dict)
    known: Callable[[Context], Any] = _nothing
    check: Callable[[int, Any, Any], Fault | None] = _fine
    derived: Callable[[Any, Any], dict[str, Any]] = _nothing_more

    @property
    def table(self) -> str:
        """The table it is kept in."""
        return str(self.row.__table__.name)  # type: ignore[attr-defined]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are its own."""
        return tuple(column.name for column in self.row.__table__.columns if column.name not in KEPT)

    def key_of(self, body: FactBody) -> str:
        """What a row is known by."""
        return "/".join((part or "").replace("\\", "\\\\").replace("/", "\\/") for part in self.key(body))

    def values_of(self, body: FactBody, known: Any) -> dict[str, Any]:
        """What a row says in the columns of its kind."""
        said = {**body.model_dump(mode="json"), **self.derived(body, known)}
        return {name: said[name] for name in self.columns}
