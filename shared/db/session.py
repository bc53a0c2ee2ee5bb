"""The session: it sets the district in PostgreSQL, filters by it in the ORM, and stamps what it writes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, with_loader_criteria

from shared.db.base import DistrictOwned, Stamped

SET_DISTRICT = text("select set_config('app.district_id', :district_id, true)")


class DistrictSession(Session):
    """A synchronous session bound to one district through `info`; `district_session` makes the async one."""


def district_session(engine: AsyncEngine, district_id: UUID, actor: str, now: datetime) -> AsyncSession:
    """A session for one district. Takes a connection only when the first statement runs."""
    return AsyncSession(
        engine,
        sync_session_class=DistrictSession,
        expire_on_commit=False,
        info={"district_id": district_id, "actor": actor, "now": now},
    )


@event.listens_for(DistrictSession, "after_begin")
def _set_district(session: Session, _: SessionTransaction, connection: Connection) -> None:
    connection.execute(SET_DISTRICT, {"district_id": str(session.info["district_id"])})


@event.listens_for(DistrictSession, "do_orm_execute")
def _filter_by_district(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    district_id = state.session.info["district_id"]
    state.statement = state.statement.options(
        with_loader_criteria(
            DistrictOwned,
            lambda table: table.district_id == district_id,
            include_aliases=True,
            track_closure_variables=True,
        )
    )


@event.listens_for(DistrictSession, "before_flush")
def _stamp(session: Session, _: UOWTransaction, __: Any) -> None:
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
