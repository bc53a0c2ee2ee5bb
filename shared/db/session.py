"""The session: it sets the district in PostgreSQL, filters by it in the ORM, and stamps what it writes."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    with_loader_criteria,
)

from shared.db import writing
from shared.db.base import DistrictOwned, Stamped
from shared.db.engine import Writer

#: The execution option of a statement that is filtered by a district already; its value is the district.
FILTERED = "filtered_by_district"


class AnothersStatement(Exception):
    """A statement filtered by one district came to another's session: a fault of ours."""


class DistrictSession(Session):
    """A synchronous session bound to one district through `info`; `district_session` makes the async one."""


class WritingSession(AsyncSession):
    """The asynchronous face of it; a few plain rows are written without the ORM's unit of work."""

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was added and changed."""
        sync = self.sync_session
        if objects is None:
            stamp(sync)
            prepared = writing.statements(sync)
            if prepared == []:
                return
            if prepared is not None:
                await writing.write(sync, await _writer(self), prepared)
                return
        await super().flush(objects)


def district_session(engine: AsyncEngine, district_id: UUID, actor: str, now: datetime) -> AsyncSession:
    """A session for one district. Takes a connection only when the first statement runs."""
    return WritingSession(
        engine,
        sync_session_class=DistrictSession,
        expire_on_commit=False,
        info={"district_id": district_id, "actor": actor, "now": now},
    )


@event.listens_for(DistrictSession, "after_begin")
def _set_district(session: Session, _: SessionTransaction, connection: Connection) -> None:
    """`Writer` sets it as it begins the transaction, which it does with the first statement."""
    writer = cast(Writer, connection.connection.driver_connection)
    writer.district_id = session.info["district_id"]
    session.info |= {"writer": writer, "adapter": connection.connection.dbapi_connection}


@event.listens_for(DistrictSession, "after_transaction_end")
def _let_go(session: Session, transaction: SessionTransaction) -> None:
    """The connection is another's from now on."""
    if transaction.parent is None:
        session.info.pop("writer", None)
        session.info.pop("adapter", None)


async def call(session: AsyncSession, sql: str, *arguments: Any) -> tuple[Any, ...]:
    """The one row of a statement of the kernel's own, run in the session's transaction past the ORM; nothing of no row."""
    return tuple(await (await _writer(session)).fetchrow(sql, *arguments) or ())


async def _writer(session: AsyncSession) -> Writer:
    """The session's connection, in its transaction."""
    if "writer" not in session.info:
        await session.connection()
    writer: Writer = session.info["writer"]
    if not writer.is_in_transaction():
        # SQLAlchemy begins with its own first statement, and has no door for others.
        await session.info["adapter"]._start_transaction()  # noqa: SLF001
    return writer


@event.listens_for(DistrictSession, "do_orm_execute")
def _filter_by_district(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    district_id = state.session.info["district_id"]
    filtered_by = state.execution_options.get(FILTERED)
    if filtered_by is None:
        state.statement = state.statement.options(_only(district_id))
    elif filtered_by != district_id:
        raise AnothersStatement


@lru_cache(maxsize=5_000)
def of_id(kind: Any, district_id: UUID, *, lock: bool = False) -> Select[Any]:
    """The statement for the row with `:id`, filtered as any other; kept, since making it costs half of what running it does."""
    statement = select(kind).where(kind.id == bindparam("id")).options(_only(district_id))
    return (statement.with_for_update() if lock else statement).execution_options(**{FILTERED: district_id})


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
