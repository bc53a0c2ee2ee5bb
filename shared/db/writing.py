"""A few plain rows written past the ORM's unit of work, which takes a small write half its time: one statement for each row.

What is not plain is left to the ORM: many rows, deletions, savepoints, keys that change, values PostgreSQL gives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from shared.db.base import Base
from shared.db.engine import Writer

#: More rows than this are written faster by the ORM, many in one statement.
MOST = 4
DIALECT = dialect()  # type: ignore[no-untyped-call]

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Form:
    """How rows of a class are written: by attribute, what the driver takes of a value and what a new row starts with."""

    table: Table
    columns: dict[str, Column[Any]]
    keys: tuple[str, ...]
    version: str | None
    convert: dict[str, Convert]
    defaults: dict[str, Callable[[], Any]]

    def sent(self, name: str, value: Any) -> Any:
        """What the driver takes of a value."""
        return self.convert[name](value) if name in self.convert else value


@dataclass(frozen=True)
class Statement:
    """One row's: what is sent, and which attributes then hold what."""

    row: Base
    sql: str
    arguments: list[Any]
    now_holds: dict[str, Any]


def statements(session: Session) -> list[Statement] | None:
    """What would write the session's rows, in the order foreign keys ask for; None where that is the ORM's to know."""
    new: list[Base] = list(session.new)
    dirty: list[Base] = [row for row in session.dirty if session.is_modified(row)]
    if len(new) + len(dirty) > MOST or session.deleted or session.in_nested_transaction():
        return None
    found: list[Statement] = []
    for make, rows in ((_update, dirty), (_insert, new)):
        for row in rows:
            form = form_of(type(row))
            made = make(form, row) if form else None
            if made is None:
                return None
            found.append(made)
    return sorted(found, key=lambda one: _place(one.row.__tablename__)) if len(found) > 1 else found


async def write(session: Session, connection: Writer, prepared: list[Statement]) -> None:
    """Write them; afterwards the session knows them as if it had. Raises `StaleDataError`, and what the driver raises."""
    for one in prepared:
        done = await connection.execute(one.sql, *one.arguments)
        if done.endswith(" 0"):
            raise StaleDataError(f"a row of {type(one.row).__name__} was changed meanwhile")
        for name, value in one.now_holds.items():
            set_committed_value(one.row, name, value)
    # What the ORM's own writing ends with; it has no public name.
    session._register_persistent({instance_state(one.row) for one in prepared})  # noqa: SLF001


@cache
def form_of(kind: type[Base]) -> Form | None:
    """How rows of this class are written, or None where the ORM must: more than one table, or what PostgreSQL reckons."""
    mapper = kind.__mapper__
    columns: dict[str, Any] = {attribute.key: attribute.columns[0] for attribute in mapper.column_attrs}
    is_plain = isinstance(mapper.local_table, Table) and mapper.inherits is None and not mapper.relationships
    if not is_plain or any(not isinstance(one, Column) or one.computed is not None for one in columns.values()):
        return None
    version = mapper.version_id_col
    return Form(
        cast(Table, mapper.local_table),
        columns,
        tuple(name for name, column in columns.items() if column.primary_key),
        None if version is None else mapper.get_property_by_column(cast(Any, version)).key,
        {name: convert for name, column in columns.items() if (convert := _converter(column))},
        {name: default for name, column in columns.items() if (default := _default(column))},
    )


def _converter(column: Column[Any]) -> Convert | None:
    return cast(Convert | None, column.type.dialect_impl(DIALECT).bind_processor(DIALECT))


def _default(column: Column[Any]) -> Callable[[], Any] | None:
    default: Any = column.default
    if default is None:
        return None

    def made() -> Any:
        return default.arg(None) if default.is_callable else default.arg

    return made


@cache
def _place(table: str) -> int:
    return [one.name for one in Base.metadata.sorted_tables].index(table)


def _insert(form: Form, row: Base) -> Statement | None:
    held = instance_state(row).dict
    given: dict[str, Any] = {}
    unset: list[str] = []
    for name, column in form.columns.items():
        if name in held:
            given[name] = held[name]
        elif name in form.defaults:
            given[name] = form.defaults[name]()
        elif column.server_default is None:
            unset.append(name)
        else:
            return None
    sent = [form.sent(name, value) for name, value in given.items()]
    return Statement(row, _insert_sql(type(row), tuple(given)), sent, {**dict.fromkeys(unset), **given})


def _update(form: Form, row: Base) -> Statement | None:
    state = instance_state(row)
    changed = {name: state.dict[name] for name in form.columns if name in state.committed_state and name in state.dict}
    if not changed or any(name in changed for name in form.keys):
        return None
    where = {name: state.dict[name] for name in form.keys}
    if form.version is not None:
        where[form.version] = state.dict[form.version]
        changed[form.version] = state.dict[form.version] + 1
    sent = [form.sent(name, value) for name, value in (*changed.items(), *where.items())]
    return Statement(row, _update_sql(type(row), tuple(changed), tuple(where)), sent, changed)


@cache
def _insert_sql(kind: type[Base], names: tuple[str, ...]) -> str:
    columns = ", ".join(_column(kind, name) for name in names)
    values = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    return f"insert into {kind.__tablename__} ({columns}) values ({values})"  # noqa: S608


@cache
def _update_sql(kind: type[Base], changed: tuple[str, ...], where: tuple[str, ...]) -> str:
    sets = ", ".join(f"{_column(kind, name)} = ${number}" for number, name in enumerate(changed, 1))
    those = " and ".join(f"{_column(kind, name)} = ${number}" for number, name in enumerate(where, len(changed) + 1))
    return f"update {kind.__tablename__} set {sets} where {those}"  # noqa: S608


def _column(kind: type[Base], name: str) -> str:
    form = form_of(kind)
    assert form is not None
    return f'"{form.columns[name].name}"'
