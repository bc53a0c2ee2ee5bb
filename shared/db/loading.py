"""Rows read past the ORM's statements, which cost more than the reading: PostgreSQL's columns become objects of the session."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

import asyncpg
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, set_committed_value

from shared.db.base import Base
from shared.db.forms import Form, form_of

R = TypeVar("R", bound=Base)


@cache
def of_id(kind: type[Base], *, lock: bool) -> str:
    """The statement for a district's row by its id: `$1`, `$2`."""
    end = " for update" if lock else ""
    return f"select {columns_in_sql(kind)} from {kind.__tablename__} where district_id = $1 and id = $2{end}"  # noqa: S608


def columns_in_sql(kind: type[Base], of: str = "") -> str:
    """SQL of all columns of a table, called `of` in its statement, by which `objects` knows its rows."""
    return ", ".join(f'{of}."{column.name}"' if of else f'"{column.name}"' for column in kind.__table__.columns)


def objects(session: Session, kind: type[R], records: Iterable[asyncpg.Record], *, anew: bool) -> list[R]:
    """The session's objects of these rows, in their order. With `anew` one it has already holds what was read now."""
    form = form_of(kind)
    assert form is not None, f"{kind.__name__} is no plain row"
    return [_object(session, form, kind, record, anew=anew) for record in records]


def _object(session: Session, form: Form, kind: type[R], record: asyncpg.Record, *, anew: bool) -> R:
    key = kind.__mapper__.identity_key_from_primary_key(tuple(record[form.columns[name].name] for name in form.keys))
    known: R | None = session.identity_map.get(key)
    if known is not None:
        for name, value in _values(form, record).items() if anew else ():
            set_committed_value(known, name, value)
        return known
    made: R = kind.__mapper__.class_manager.new_instance()
    instance_dict(made).update(_values(form, record))
    make_transient_to_detached(made)
    session.add(made)
    return made


def _values(form: Form, record: asyncpg.Record) -> dict[str, Any]:
    held = form.held
    return {
        name: held[name](record[column.name]) if name in held else record[column.name]
        for name, column in form.columns.items()
    }
