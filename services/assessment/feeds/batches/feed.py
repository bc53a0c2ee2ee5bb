"""What a feed is: how its rows are read, staged and put in force, and taken back; and what the feeds of a wing share."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from services.assessment.feeds.batches.schemas import Pushed
from services.assessment.feeds.batches.staging import Faults, SentRows
from services.assessment.feeds.batches.tables import Batch, BatchFault, BatchPart
from services.assessment.feeds.sent_rows.reading import Fault, Form
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.lists import Listing
from shared.context.transitions import Transition
from shared.errors import Refusal
from shared.events.event import Event


class Changed(Protocol):
    """What became different, as the wing that follows it wants it said."""

    @property
    def fact_count(self) -> int:
        """How many facts are different now."""


#: What a row says behind its school, if it can be taken, and what is wrong with it.
Taken = tuple[tuple[Any, ...] | None, Fault | None]


@dataclass(frozen=True)
class Landing:
    """Staged rows that are to count from `moment` on. Rows that waited for their student have no call of their own."""

    batch_id: UUID
    moment: datetime
    wish: Any = None
    row: Any = None


async def _clear(ctx: Context, wish: Any) -> None:
    """Any call will do."""


async def _nothing(ctx: Context) -> None:
    pass


async def _fine(ctx: Context) -> tuple[Faults, int]:
    return [], 0


def _nothing_more(wish: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Feed:
    """One kind of rows.

    `take` is asked once a call for what tells of each row, by its number, what it says. `land` puts what is staged in force.
    `before` is done before students are looked up, `looked_up` after it: what is wrong with rows that were found, and how many of
    them are refused.
    """

    form: Form[Any]
    right: str
    rows: SentRows
    take: Callable[[Context, Any], Awaitable[Callable[[int, Any], Taken]]]
    land: Callable[[Context, Landing], Awaitable[Changed]]
    take_back: Callable[[Context, UUID, datetime], Awaitable[Changed]]
    check: Callable[[Context, Any], Awaitable[None]] = _clear
    before: Callable[[Context], Awaitable[None]] = _nothing
    looked_up: Callable[[Context], Awaitable[tuple[Faults, int]]] = _fine


class BatchRefusals(NamedTuple):
    """How a wing refuses what does not go together with a batch."""

    complete: type[Refusal]
    part_differs: type[Refusal]
    rows_missing: type[Refusal]
    parts_missing: type[Refusal]
    too_large: type[Refusal]
    taken_back: type[Refusal]


@dataclass(frozen=True)
class Batches:
    """The batches of a wing: its feeds by their names, which the column `by` of `row` holds, and what they share."""

    feeds: Mapping[str, Feed]
    by: str
    row: type[Batch]
    fault: type[BatchFault]
    part: type[BatchPart]
    records: RecordKind
    refused: BatchRefusals
    take_back: Transition[Any]
    listing: Listing
    #: Whose of them the caller sees: values of `listing`'s filters. Raises `NotPermitted`.
    visible: Callable[[Context], dict[str, Any]]
    #: One row as the list shows it.
    shown: Callable[[Context, Any], Awaitable[Any]]
    reply: type[Pushed[Any]]
    applied: Callable[[Any], Event]
    taken_back: Callable[[Any, Any], Event]
    #: Waits until nobody else of the district changes these facts; returns the moment that what is now recorded bears.
    take_turn: Callable[[Context], Awaitable[datetime]]
    #: Derives what depends on what became different.
    follow: Callable[[Context, Any], Awaitable[None]]
    #: What a new batch has in columns of the wing's own, by its first call.
    begun: Callable[[Any], dict[str, Any]] = _nothing_more

    @property
    def table(self) -> str:
        """The table they are kept in."""
        return str(self.row.__table__.name)  # type: ignore[attr-defined]

    def feed_of(self, row: Any) -> Feed:
        """The feed a batch came by."""
        return self.feeds[getattr(row, self.by)]
