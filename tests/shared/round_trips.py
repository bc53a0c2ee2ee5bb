"""Counting the statements a piece of work sends: each is a round trip to PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event

from shared.db.engine import Database, Writer


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """What is sent by those who write, in order: the ORM's statements, the kernel's own, where transactions begin and end."""
    sent: list[str] = []

    def of_orm(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(" ".join(statement.split()))

    def noting(call: Any) -> Any:
        async def noted(connection: Any, query: str, *arguments: Any, **more: Any) -> Any:
            # asyncpg's connections are all instances of each other's classes.
            if type(connection) is Writer:
                sent.append(" ".join(query.split()))
            return await call(connection, query, *arguments, **more)

        return noted

    event.listen(db.engine.sync_engine, "before_cursor_execute", of_orm)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute", "fetchrow"):
            patch.setattr(asyncpg.Connection, name, noting(getattr(asyncpg.Connection, name)))
        yield sent
    event.remove(db.engine.sync_engine, "before_cursor_execute", of_orm)
