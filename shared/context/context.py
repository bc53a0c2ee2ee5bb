"""The context of one piece of work: who, which district, when, and the one transaction it is done in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson
from fastapi import Response
from pydantic import BaseModel
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock, entity_tags, telemetry
from shared.audit import recording
from shared.audit.tables import Outcome
from shared.audit.trail import Trail
from shared.context.cursors import texts_of
from shared.context.days import zone_in_sql
from shared.context.leaving import Mark, leave, row_of
from shared.context.lists import Listing
from shared.context.paging import Paging
from shared.context.preconditions import Precondition
from shared.db.base import DistrictOwned
from shared.db.engine import Database
from shared.db.loading import of_id
from shared.db.session import ask, call, district_session, load, read_item
from shared.errors import CursorInvalid, NotFound
from shared.events.event import Event
from shared.principal import Principal
from shared.settings import Settings
from shared.texts.words import Words

ZONE = text(f"select {zone_in_sql()}")

R = TypeVar("R", bound=DistrictOwned)


class Context:
    """Handed first to every function that does work. Nothing else opens a session, nothing else commits."""

    def __init__(
        self,
        db: Database,
        settings: Settings,
        principal: Principal,
        *,
        now: datetime,
        correlation_id: str,
        causation_id: UUID | None = None,
        if_match: str | None = None,
    ) -> None:
        self.db = db
        self.settings = settings
        self.principal = principal
        self.district_id = principal.district_id
        self.actor = principal.actor
        self._now = now
        self.correlation_id = correlation_id
        self.causation_id = causation_id
        self.precondition = Precondition(if_match)
        #: Why the caller was let at each row: what `Policy` decided, once each, in order.
        self.reasons: dict[str, None] = {}
        self.trail = Trail(principal, now, correlation_id)
        self._session: AsyncSession | None = None
        self.on_reply: Callable[[Response], Awaitable[None]] | None = None
        self.reclaim: Callable[[], Awaitable[None]] | None = None
        self._events: list[dict[str, Any]] = []
        self._lasting: list[dict[str, Any]] = []
        self.answer: Response | None = None
        self._wake = False
        self._last: dict[Callable[[Context, list[Any]], Awaitable[None]], list[Any]] = {}

    @property
    def now(self) -> datetime:
        """The moment of this work: when it was asked for, and once it writes when its transaction began."""
        return self._now if self._session is None else self._session.info["now"]

    @now.setter
    def now(self, moment: datetime) -> None:
        self.session.info.update(now=moment, is_set=True)

    @property
    def if_match(self) -> str | None:
        """The version the caller says to have read."""
        return self.precondition.sent

    @if_match.setter
    def if_match(self, sent: str | None) -> None:
        self.precondition = Precondition(sent)

    @property
    def session(self) -> AsyncSession:
        """The one session of this work; made when first asked for, since most reads never do."""
        if self._session is None:
            names = self.principal.reads_names
            self._session = district_session(self.db.engine, self.district_id, self.actor, self.now, names=names)
            self.precondition.watch(self._session)
        return self._session

    async def zone(self) -> str:
        """The district's time zone, read once; UTC until its first event has come."""
        known = self.session.info
        if "zone" not in known:
            known["zone"] = str((await self.ask(ZONE, {}))[0][0])
        return str(known["zone"])

    async def today(self) -> date:
        """What day it is in the district."""
        return clock.day_in(await self.zone(), self.now)

    def note(self, reason: str) -> None:
        """Keep why the caller was let in, for the audit line."""
        self.reasons[reason] = None

    async def get(self, row: type[R], id_: UUID, what: str, *, lock: bool = False) -> R:
        """One row of the district by its id, locked if so wished. Raises `NotFound`."""
        found = await self.find(row, id_, lock=lock)
        if found is None:
            raise NotFound(Words(f"No such {what}.", es="No existe lo que se pide."))
        return found

    async def find(self, row: type[R], id_: UUID, *, lock: bool = False) -> R | None:
        """One row of the district by its id, locked if so wished, or None."""
        found = await load(self.session, cast(Any, row), of_id(cast(Any, row), lock=lock), self.district_id, id_)
        self.precondition.saw(found, lock=lock)
        return found[0] if found else None

    async def rows(self, row: type[R], listing: Listing, values: Mapping[str, Any], *, lock: bool = False) -> list[R]:
        """The rows a list shows with these values, in the order of their ids; `ids` may be one of the values.

        With `lock` nobody else changes them until this work is over, and each is asked about as it then is.
        """
        sql, texts = listing.statement(values, lock=lock)
        found = await load(self.session, cast(Any, row), sql, texts, anew=True)
        self.precondition.saw(found, lock=lock)
        return found

    async def row(
        self, row: type[R], listing: Listing, id_: UUID, what: str, scope: Mapping[str, Any], *, lock: bool = False
    ) -> R:
        """One row by its id, if the list with this scope shows it; else it does not exist for the caller: `NotFound`."""
        found = await self.rows(row, listing, {**scope, "ids": [id_]}, lock=lock)
        if not found:
            raise NotFound(Words(f"No such {what}.", es="No existe lo que se pide."))
        return found[0]

    async def ask(self, statement: TextClause, values: Mapping[str, Any]) -> list[asyncpg.Record]:
        """The rows of a statement of text, in this work's transaction and past the ORM: for what every small write asks."""
        return await ask(self.session, statement, values)

    def add(self, row: object) -> None:
        """Insert a row with this piece of work."""
        self.session.add(row)

    async def save(self, row: R, fact: type[Event]) -> R:
        """Write a row, new or changed, and record the fact it now is."""
        self.session.add(row)
        await self.session.flush()
        self.emit(fact.of(row))
        return row

    def emit(self, event: Event) -> None:
        """Record a fact. It is a row of the outbox, committed with the data it speaks of; no network here."""
        self._events.append(row_of(event, self))

    def emit_lasting(self, event: Event) -> None:
        """Record a fact that stands even if this work is undone: that somebody asked in vain, for one."""
        self._lasting.append(row_of(event, self))

    def audit(
        self,
        action: str,
        *,
        outcome: Outcome = Outcome.DONE,
        rows: Mapping[str, Any] | None = None,
        reason: Iterable[str] = (),
    ) -> None:
        """Write down a named act besides the request itself, such as `refresh_token_reused`; committed with the work.

        `rows` names what it was about: `{"session_id": id}`; a value may be several ids. Ids and codes only.
        """
        self.trail.act(action, outcome, rows or {}, reason)

    def audit_trial(self) -> None:
        """Say in the request's entry that it was to change nothing (`?validate_only=true` says so by itself)."""
        self.trail.outcome = Outcome.TRIED

    def audit_rows(self, *ids: UUID | str) -> None:
        """Add rows the request changed to its entry. Those of its path, its reply and a bulk call are there already."""
        self.trail.add_rows(ids)

    def audit_further_reading(self, **facts: Any) -> None:
        """The same for what leaves in the same reply on another ground: it has an entry of its own."""
        self.trail.further.append(facts)

    def audit_reading(
        self,
        *,
        records: str,
        student_ids: Iterable[UUID] | None = None,
        purpose: str | None = None,
        basis: str | None = None,
        party_id: UUID | None = None,
        required_by_99_32: bool | None = None,
    ) -> None:
        """Say in the request's entry which records (a code) of which students leave with its reply; again, it adds some."""
        facts = {"purpose": purpose, "basis": basis, "party_id": party_id, "required_by_99_32": required_by_99_32}
        reading = self.trail.reading
        reading |= {"records": records} | {name: value for name, value in facts.items() if value is not None}
        if student_ids is not None:
            reading["student_ids"] = list(dict.fromkeys([*reading.get("student_ids", ()), *student_ids]))
        self.trail.is_kept = True

    def mark(self) -> Mark:
        """How far this work has come: `forget_since` takes back what came after."""
        return Mark(len(self._events), self.trail.acts, {work: len(items) for work, items in self._last.items()})

    def forget_since(self, mark: Mark) -> None:
        """Take back the events, the named acts and what was left for last of a row whose savepoint was rolled back."""
        del self._events[mark.events :]
        self.trail.forget_acts_since(mark.acts)
        self._last = {work: items[: mark.last[work]] for work, items in self._last.items() if work in mark.last}

    def leave_for_last(self, work: Callable[["Context", list[Any]], Awaitable[None]], items: Iterable[Any]) -> None:
        """Have `work`, which may emit, done once with all items, last before the commit: so its lock is part of no deadlock."""
        self._last.setdefault(work, []).extend(items)

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[None]:
        """Take back, at the end of the block, every row and event of it: to find out what would happen."""
        before = self.mark()
        trial = await self.session.begin_nested()
        try:
            yield
        finally:
            await trial.rollback()
            self.forget_since(before)

    def emitting(self) -> dict[str, Any]:
        """What every statement takes that writes its events itself (`shared.events.emitting`); the relay is woken for it."""
        self._wake = True
        return {
            "district_id": self.district_id,
            "actor": self.actor,
            "correlation_id": self.correlation_id,
            "causation_id": self.causation_id,
            "traceparent": telemetry.traceparent(),
            "now": self.now,
        }

    def check_version(self, row: Any) -> None:
        """Hold the caller's `If-Match` against the row. Raises `VersionMissing` (428) or `Stale` (412)."""
        self.precondition.require(row.version)

    def reply(self, model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """Render the reply now, inside the transaction, so that an Idempotency-Key can keep its very bytes."""
        version = getattr(model, "version", None)
        known = version if isinstance(version, int) else None
        return self._rendered(model.model_dump_json(by_alias=True), getattr(model, "id", None), known, status, headers)

    async def reply_item(
        self,
        listing: Listing,
        id_: UUID,
        scope: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The reply to a change: the item as its reading will show it, read by the same text in this transaction."""
        await self.session.flush()
        sql, arguments = listing.item_of(id_, self.principal, self.now, scope)
        body, version = await read_item(self.session, sql, arguments)
        assert body, "what was just written can be read"
        return self._rendered(body, id_, None if version is None else int(version), status, headers)

    def _rendered(
        self, body: str, id_: UUID | None, version: int | None, status: int, headers: Mapping[str, str] | None
    ) -> Response:
        response = self.answer = Response(body, status, dict(headers or {}), media_type="application/json")
        if version is not None:
            response.headers["ETag"] = entity_tags.of_version(version)
        if id_ is not None:
            self.trail.add_rows([id_])
        return response

    def nothing(self) -> Response:
        """204."""
        self.answer = Response(status_code=204)
        return self.answer

    async def page(self, listing: Listing, paging: Paging, scope: Mapping[str, Any] | None = None) -> Response:
        """One page of a list, outside any transaction. `scope` adds filters the caller cannot choose."""
        asked = paging.filters(self.principal.id if self.principal.kind == "person" else None)
        listing, values = listing.asked_by(self.principal, self.now, scope)
        try:
            sql, arguments = listing.page(paging, asked, values)
            body, cursor = await self._read(sql, arguments)
        except asyncpg.DataError:
            raise CursorInvalid(Words("Start again without a cursor.", es="Empiece de nuevo sin cursor.")) from None
        if not body:
            raise CursorInvalid(
                Words(
                    "The row it ended with has changed: start again without a cursor.",
                    es="La fila en que terminó ha cambiado: empiece de nuevo sin cursor.",
                )
            )
        if listing.students is not None:
            self._read_students(listing, orjson.loads(body)["items"])
        headers = {"Link": f'<?{paging.next(cursor)}>; rel="next"'} if cursor else {}
        return self.document(body, headers)

    async def item(self, listing: Listing, id_: UUID, what: str, scope: Mapping[str, Any] | None = None) -> Response:
        """One item of a list by its id, in one round trip outside any transaction, with its version as ETag.

        With the scope of the list a row is seen by whom the list shows it to, by the very same text. Raises `NotFound`.
        """
        sql, arguments = listing.item_of(id_, self.principal, self.now, scope)
        body, version = await self._read(sql, arguments)
        if not body:
            raise NotFound(Words(f"No such {what}.", es="No existe lo que se pide."))
        if listing.students is not None:
            self._read_students(listing, [orjson.loads(body)])
        return self.document(body, {"ETag": entity_tags.of_version(int(version))} if version is not None else {})

    def _read_students(self, listing: Listing, items: Iterable[Any]) -> None:
        assert listing.students is not None
        if students := [UUID(id_) for item in items for id_ in listing.students(item)]:
            self.audit_reading(records=listing.records, student_ids=students)

    def document(self, body: bytes | str, headers: Mapping[str, str] = {}) -> Response:
        """A JSON document PostgreSQL built, sent as it came."""
        return Response(body, media_type="application/json", headers=dict(headers))

    async def read(self, sql: str, *arguments: Any, keep_plan: bool = False) -> bytes:
        """A JSON body PostgreSQL builds in one round trip; `sql` returns (body text, null) and reads `($1)[n]`."""
        body, _ = await self._read(sql, texts_of(arguments), keep_plan=keep_plan)
        return body.encode()

    async def _read(self, sql: str, texts: list[str | None], *, keep_plan: bool = True) -> tuple[str, str | None]:
        return await self.db.read_page(
            self.district_id, sql, texts, keep_plan=keep_plan, names=self.principal.reads_names
        )

    async def read_within(self, sql: str, *arguments: Any) -> bytes:
        """The same within this work's own transaction, which sees what it has written and locked."""
        return str((await call(self.session, sql.replace("($1)[", "($1::text[])["), texts_of(arguments)))[0]).encode()

    async def finish(self) -> None:
        """Commit rows, outbox and idempotency key together, or none of them."""
        if self.answer is not None and self.on_reply is not None:
            await self.on_reply(self.answer)
        entries = self.trail.entries(self.reasons)
        told = self._events + self._lasting
        if entries and self._session is None and not (told or self._wake or self._last):
            # Nothing but the audit to write, as after most readings: one round trip instead of a transaction's four.
            await recording.write(self.db, self.district_id, entries)
            return
        if entries or told or self._wake:
            await self.session.flush()
            await leave(self.session, self.district_id, told, entries, wake=bool(told) or self._wake)
        emitted = len(self._events)
        for work, items in self._last.items():
            await work(self, items)
        if self._events[emitted:]:
            await leave(self.session, self.district_id, self._events[emitted:], (), wake=True)
        if self._session is not None:
            await self._session.commit()
        self._lasting.clear()

    async def let_go(self) -> None:
        """Give the connection back before something slow, such as a body still being sent. What was written is undone."""
        if self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def without_connection(self) -> AsyncIterator[None]:
        """Hold no connection while somebody outside is asked, who may take their time; they could all be held so.

        What was written is undone; the request's Idempotency-Key is claimed anew, and a twin may have been faster meanwhile.
        """
        await self.let_go()
        try:
            yield
        finally:
            if self.reclaim is not None:
                await self.reclaim()

    async def close(self) -> None:
        """Give the connection back; what was not committed is gone, but for the facts that last."""
        if self._session is not None:
            await self._session.close()
        if self._lasting:
            await leave(self.session, self.district_id, self._lasting, (), wake=True)
            await self.session.commit()
            self._lasting.clear()
            await self.session.close()
