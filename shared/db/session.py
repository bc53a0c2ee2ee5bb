"""The session: it sets the district in PostgreSQL, filters by it in the ORM, and stamps what it writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

import asyncpg
from sqlalchemy import Connection, TextClause, event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    with_loader_criteria,
)

from shared import clock
from shared.db import writing
from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.engine import Writer
from shared.db.forms import DIALECT
from shared.db.loading import objects

R = TypeVar("R", bound=Base)

#: What SQLAlchemy's face of the driver makes of the driver's own errors.
AdapterError = AsyncAdapt_asyncpg_dbapi.Error


class DistrictSession(Session):
    """A synchronous session bound to one district through `info`; `district_session` makes the async one."""


class WritingSession(AsyncSession):
    """The asynchronous face of it; a few plain rows are written without the ORM's unit of work."""

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was added and changed."""
        sync = self.sync_session
        if objects is None:
            if sync.new or sync.dirty:
                # Begun first: what is written carries no moment from before it was known that somebody writes.
                await _writer(self)
            stamp(sync)
            prepared = writing.statements(sync)
            if prepared == []:
                return
            if prepared is not None:
                await writing.write(sync, await _writer(self), prepared)
                return
        await super().flush(objects)


def district_session(
    engine: AsyncEngine, district_id: UUID, actor: str, now: datetime, *, names: bool = True
) -> AsyncSession:
    """A session for one district. Takes a connection only when the first statement runs. `names`: of people, in replies."""
    return WritingSession(
        engine,
        sync_session_class=DistrictSession,
        expire_on_commit=False,
        info={"district_id": district_id, "actor": actor, "now": now, "is_set": False, "names": names},
    )


@event.listens_for(DistrictSession, "after_begin")
def _set_district(session: Session, _: SessionTransaction, connection: Connection) -> None:
    """`Writer` sets it as it begins the transaction, which it does with the first statement."""
    writer = cast(Writer, connection.connection.driver_connection)
    writer.district_id, writer.info = session.info["district_id"], session.info
    session.info |= {"writer": writer, "adapter": connection.connection.dbapi_connection}


@event.listens_for(DistrictSession, "after_transaction_end")
def _let_go(session: Session, transaction: SessionTransaction) -> None:
    """The connection is another's from now on."""
    if transaction.parent is None:
        session.info.pop("writer", None)
        session.info.pop("adapter", None)
        if not session.info["is_set"]:
            # The next one's rows will be no older.
            session.info["now"] = max(session.info["now"], clock.now())


async def call(session: AsyncSession, sql: str, *arguments: Any) -> tuple[Any, ...]:
    """The one row of a statement of the kernel's own, run in the session's transaction past the ORM; nothing of no row."""
    return tuple(await (await _writer(session)).fetchrow(sql, *arguments) or ())


async def read_item(session: AsyncSession, sql: str, arguments: list[str | None]) -> tuple[Any, ...]:
    """What `Database.read_page` reads, within the session's transaction; nothing of no row.

    By the plan its connection keeps, as there: PostgreSQL takes one planned for these very arguments to be cheaper, and
    planning it costs more than reading one item. For the rest of the transaction others' plans are kept too.
    """
    writer = await _writer(session)
    await writer.execute("set local plan_cache_mode = force_generic_plan")
    return tuple(await writer.fetchrow(sql.replace("($1)[", "($1::text[])["), arguments) or ())


async def load(session: AsyncSession, kind: type[R], sql: str, *arguments: Any, anew: bool = False) -> list[R]:
    """The rows of a statement that gives every column of a table, as the session's objects.

    What was changed is written first, as the ORM does. One the session has already stays as it is, unless `anew`.
    """
    if session.sync_session.autoflush:
        await session.flush()
    records = await (await _writer(session)).fetch(sql, *arguments)
    return objects(session.sync_session, kind, records, anew=anew)


async def ask(session: AsyncSession, statement: TextClause, values: Mapping[str, Any]) -> list[asyncpg.Record]:
    """The rows of a statement that names its own districts or reads by row security, run past the ORM.

    What was changed is written first, as the ORM does.
    """
    sql, names = _positional(statement)
    if session.sync_session.autoflush:
        await session.flush()
    asked_at = session.info["now"]
    writer = await _writer(session)
    return await writer.fetch(sql, *[session.info["now"] if values[n] is asked_at else values[n] for n in names])


@lru_cache(maxsize=1_000)
def _positional(statement: TextClause) -> tuple[str, list[str]]:
    compiled = statement.compile(dialect=DIALECT)
    return str(compiled), list(compiled.positiontup or ())


async def _writer(session: AsyncSession) -> Writer:
    """The session's connection, in its transaction."""
    # A savepoint is set with SQLAlchemy's own first statement in it: it must not come after what is to be undone by it.
    if "writer" not in session.info or session.in_nested_transaction():
        await session.connection()
    writer: Writer = session.info["writer"]
    if not writer.is_in_transaction():
        # SQLAlchemy begins with its own first statement, and has no door for others.
        try:
            await session.info["adapter"]._start_transaction()
        except BaseException as error:
            # Whatever is wrong with it, the pool does not look: nobody is to get it again.
            await (await session.connection()).invalidate()
            raise (error.__cause__ if isinstance(error, AdapterError) else None) or error from None
    return writer


@event.listens_for(DistrictSession, "do_orm_execute")
def _filter_by_district(state: ORMExecuteState) -> None:
    # Text and bare tables are none of the ORM's: it would find nothing there to filter.
    if state.is_column_load or state.is_relationship_load or not state.is_orm_statement:
        return
    state.statement = state.statement.options(_only(state.session.info["district_id"]))


@lru_cache(maxsize=1_000)
def _only(district_id: UUID) -> LoaderCriteriaOption:
    """The option that leaves a statement rows of one district; kept, since making it costs as much as a small statement."""
    return with_loader_criteria(
        DistrictOwned,
        lambda table: table.district_id == district_id,
        include_aliases=True,
        track_closure_variables=True,
    )


@event.listens_for(DistrictSession, "before_flush")
def _stamp(session: Session, _: UOWTransaction, __: Any) -> None:
    stamp(session)


def stamp(session: Session) -> None:
    """Note on rows that will be written whose they are, and by whom and when."""
    info = session.info
    for row in session.new:
        if isinstance(row, DistrictOwned):
            row.district_id = info["district_id"]
        if isinstance(row, Stamped):
            row.created_at = row.updated_at = info["now"]
            row.created_by = row.updated_by = info["actor"]
    for row in session.dirty:
        if isinstance(row, Stamped) and session.is_modified(row):
            row.updated_at, row.updated_by = info["now"], info["actor"]
