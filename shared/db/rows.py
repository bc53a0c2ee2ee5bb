"""Many rows in one statement whose text stays the same, however many they are: PostgreSQL reads them from one JSON document."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import dialect

from shared.db.base import Base

DIALECT = dialect()  # type: ignore[no-untyped-call]


def as_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """What `insert_rows` takes as `:rows`."""
    return orjson.dumps(list(rows), default=str).decode()


@cache
def insert_rows(kind: type[Base], names: tuple[str, ...]) -> str:
    """SQL that inserts rows with these columns into a table; what to do on a conflict may follow it. Raises `KeyError`."""
    table = kind.__table__
    assert isinstance(table, Table)
    columns = ", ".join(f'"{name}"' for name in names)
    types = ", ".join(f'"{name}" {table.columns[name].type.compile(DIALECT)}' for name in names)
    return f"""insert into {table.name} as held ({columns})
    select {columns} from json_to_recordset(cast(:rows as json)) as given ({types})"""  # noqa: S608
