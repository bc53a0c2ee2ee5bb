"""Handling an event once: its id and everything the handler does are one commit."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from shared import clock, telemetry
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.engine import Database
from shared.events.event import Consumed, Envelope
from shared.settings import Settings

#: The arrays are read in their order.
CLAIM = text("""
insert into inbox (district_id, event_id, type)
select :district_id, * from unnest(cast(:ids as uuid[]), cast(:types as text[]))
on conflict do nothing returning event_id""")


class Poison(Exception):
    """A handler's word that this event can never be handled: it goes to the dead letters at once."""


@dataclass(frozen=True)
class Received:
    """One event as a handler gets it: the consumer's own small class, and the envelope it came in."""

    envelope: Envelope
    data: Any


Handler = Callable[[Context, list[Received]], Awaitable[None]]


class Consumers:
    """The whole list of what one service listens to."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.handlers: dict[str, list[tuple[type[Consumed], Handler]]] = {}
        #: Types that take long, which nothing else waits for (`shared/bus/apart.py`).
        self.apart: set[str] = set()

    def on(self, kind: type[Consumed], *, apart: bool = False) -> Callable[[Handler], Handler]:
        """Register a handler of an event type. It gets a run of events of one district, oldest first; `apart`, one at a time.

        Several handlers of one type work one after the other in the same transaction.
        """

        def register(handler: Handler) -> Handler:
            if apart:
                self.apart.add(kind.type)
            self.handlers.setdefault(kind.type, []).append((kind, handler))
            return handler

        return register

    def producers(self) -> dict[str, list[str]]:
        """Event types by the service that publishes them."""
        found: dict[str, list[str]] = {}
        for type_ in self.handlers:
            found.setdefault(type_.partition(".")[0], []).append(type_)
        return found

    def read(self, envelope: Envelope) -> "Readable":
        """Parse the data with each handler's class. Raises `Poison` on a type nobody handles or data that do not fit."""
        if envelope.type not in self.handlers:
            raise Poison(f"nobody here handles {envelope.type}")
        try:
            return Readable(envelope, [kind.model_validate(envelope.data) for kind, _ in self.handlers[envelope.type]])
        except ValueError as error:
            raise Poison(f"data do not fit the handlers of {envelope.type}") from error


@dataclass(frozen=True)
class Readable:
    """An event parsed once for each of its handlers."""

    envelope: Envelope
    parsed: list[Any]


async def handle(db: Database, settings: Settings, consumers: Consumers, events: Sequence[Readable]) -> None:
    """Handle a run of events of one district in one transaction; those handled before are skipped."""
    first = events[0].envelope
    async with work_for(
        db, settings, first.districtid, correlation_id=first.correlationid, causation_id=first.id
    ) as ctx:
        fresh = await _claim(ctx, events)
        for run in _runs([event for event in events if event.envelope.id in fresh]):
            ctx.correlation_id, ctx.causation_id = run[0].envelope.correlationid, run[0].envelope.id
            with telemetry.tracer.start_as_current_span(
                f"handle {run[0].envelope.type}",
                context=telemetry.remote(run[0].envelope.traceparent),
                record_exception=False,
                set_status_on_exception=False,
            ):
                for place, (_, handler) in enumerate(consumers.handlers[run[0].envelope.type]):
                    await handler(ctx, [Received(event.envelope, event.parsed[place]) for event in run])
    for event in events:
        outcome = "handled" if event.envelope.id in fresh else "seen"
        telemetry.EVENTS_HANDLED.labels(event.envelope.type, outcome).inc()
        telemetry.EVENT_LAG.labels(event.envelope.type).observe((clock.now() - event.envelope.time).total_seconds())


async def _claim(ctx: Context, events: Sequence[Readable]) -> set[UUID]:
    # In id order, so that two workers with overlapping batches wait for each other instead of deadlocking.
    types = sorted({event.envelope.id: event.envelope.type for event in events}.items())
    ids, names = [id_ for id_, _ in types], [name for _, name in types]
    claimed = await ctx.session.scalars(CLAIM, {"district_id": ctx.district_id, "ids": ids, "types": names})
    return {UUID(str(id_)) for id_ in claimed}


def _runs(events: list[Readable]) -> list[list[Readable]]:
    runs: list[list[Readable]] = []
    seen: set[UUID] = set()
    for event in events:
        if event.envelope.id in seen:
            continue
        seen.add(event.envelope.id)
        if runs and runs[-1][0].envelope.type == event.envelope.type:
            runs[-1].append(event)
        else:
            runs.append([event])
    return runs
