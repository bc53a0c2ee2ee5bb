"""What kinds of facts about students there are: how their rows are sent, and where they are kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.assessment.feeds.sent_rows.reading import Fault, Form
from services.assessment.feeds.sent_rows.schemas import FactBody
from services.assessment.feeds.sent_rows.tables import KEPT
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.db.base import Base


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
