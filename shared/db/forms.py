"""How rows of a class lie in their table: what the driver takes of an attribute's value, and gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, Float, Table
from sqlalchemy.dialects.postgresql.asyncpg import dialect

from shared.db.base import Base

DIALECT = dialect()  # type: ignore[no-untyped-call]
#: PostgreSQL's number for the type `double precision`.
FLOAT8 = 701

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Form:
    """By attribute: its column, what is sent of its value, what it holds of what comes, what a new row starts with."""

    columns: dict[str, Column[Any]]
    keys: tuple[str, ...]
    version: str | None
    sent: dict[str, Convert]
    held: dict[str, Convert]
    defaults: dict[str, Callable[[], Any]]


@cache
def form_of(kind: type[Base]) -> Form | None:
    """The form of a class, or None where only the ORM knows it: more than one table, relationships, what PostgreSQL reckons."""
    mapper = kind.__mapper__
    columns: dict[str, Any] = {attribute.key: attribute.columns[0] for attribute in mapper.column_attrs}
    is_plain = isinstance(mapper.local_table, Table) and mapper.inherits is None and not mapper.relationships
    if not is_plain or any(not isinstance(one, Column) or one.computed is not None for one in columns.values()):
        return None
    version = mapper.version_id_col
    return Form(
        columns,
        tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key),
        None if version is None else mapper.get_property_by_column(cast(Any, version)).key,
        {name: convert for name, column in columns.items() if (convert := _sent(column))},
        {name: convert for name, column in columns.items() if (convert := _held(column))},
        {name: default for name, column in columns.items() if (default := _default(column))},
    )


def _sent(column: Column[Any]) -> Convert | None:
    return cast(Convert | None, column.type.dialect_impl(DIALECT).bind_processor(DIALECT))


def _held(column: Column[Any]) -> Convert | None:
    kind = column.type.dialect_impl(DIALECT)
    # Of numbers with a point the driver's type is asked for: it gives floats as they are.
    return cast(Convert | None, kind.result_processor(DIALECT, FLOAT8 if isinstance(kind, Float) else None))


def _default(column: Column[Any]) -> Callable[[], Any] | None:
    default: Any = column.default
    if default is None:
        return None

    def made() -> Any:
        return default.arg(None) if default.is_callable else default.arg

    return made
