"""A few plain rows written past the ORM's unit of work, which takes a small write half its time: one statement for all of them.

What is not plain is left to the ORM: many rows, deletions, savepoints, keys that change, values PostgreSQL gives.
"""

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from shared.db.base import Base
from shared.db.engine import Writer
from shared.db.forms import Form, form_of

#: Where an argument stands; each stands once.
PLACE = re.compile(r"\$([0-9]+)")
#: More rows than this are written faster by the ORM, many in one statement.
MOST = 4


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
    for one, written in zip(prepared, await _sent_off(connection, prepared), strict=True):
        if not written:
            raise StaleDataError(f"a row of {type(one.row).__name__} was changed meanwhile")
        for name, value in one.now_holds.items():
            set_committed_value(one.row, name, value)
    # What the ORM's own writing ends with; it has no public name.
    session._register_persistent({instance_state(one.row) for one in prepared})


async def _sent_off(connection: Writer, prepared: list[Statement]) -> list[bool]:
    """Was each row written?"""
    if len(prepared) == 1:
        done = await connection.execute(prepared[0].sql, *prepared[0].arguments)
        return [not done.endswith(" 0")]
    together = _together(tuple(one.sql for one in prepared))
    return list(await connection.fetchrow(together, *[value for one in prepared for value in one.arguments]) or ())


@cache
def _together(statements: tuple[str, ...]) -> str:
    """One statement that runs these in their order and says of each whether it wrote a row: a round trip for all of them.

    Foreign keys are looked at when all of it is written.
    """
    parts: list[str] = []
    before = 0
    for number, sql in enumerate(statements):
        parts.append(f"w{number} as ({PLACE.sub(partial(_moved, before), sql)} returning 1)")
        before += len(PLACE.findall(sql))
    written = ", ".join(f"exists (select from w{number})" for number in range(len(statements)))
    return f"with {', '.join(parts)} select {written}"


def _moved(by: int, place: re.Match[str]) -> str:
    return f"${int(place[1]) + by}"


@cache
def _place(table: str) -> int:
    return [one.name for one in Base.metadata.sorted_tables].index(table)


def _sent(form: Form, name: str, value: Any) -> Any:
    return form.sent[name](value) if name in form.sent else value


def _insert(form: Form, row: Base) -> Statement | None:
    held = instance_state(row).dict
    given: dict[str, Any] = {}
    unset: list[str] = []
    for name, column in form.columns.items():
        if held.get(name) is not None or (name in held and column.type.should_evaluate_none):
            given[name] = held[name]
        elif name in form.defaults:
            given[name] = form.defaults[name]()
        elif column.server_default is None:
            unset.append(name)
        else:
            return None
    sent = [_sent(form, name, value) for name, value in given.items()]
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
    sent = [_sent(form, name, value) for name, value in (*changed.items(), *where.items())]
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
