"""Events told by SQL: a statement that changes many rows writes their events into the outbox itself.

Type, subject and fields are those of the event's class, so that a search for the class finds who tells of it. Whoever runs such
a statement gives it `Context.emitting()`.
"""

from datetime import date
from string import Formatter
from types import NoneType
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel

from shared.events.event import Event


def json_sql(model: type[BaseModel], of: str = "", /, **fields: str) -> str:
    """SQL of the JSON of a model: each field the column of its name (of the table `of`), unless `fields` has SQL for it.

    Raises `TypeError` for a name that is no field.
    """
    said = ", ".join(f"'{name}', {sql}" for name, sql in _said(model, of, fields).items())
    return f"json_build_object({said})"


def json_text_sql(model: type[BaseModel], of: str = "", /, **fields: str) -> str:
    """SQL of the same as text, for thousands of rows: of ids, days and whole numbers alone, which need no escaping.

    Raises `TypeError` for a model that has other fields, too.
    """
    said = _said(model, of, fields)
    parts = [
        f"""'{before}"{name}":' || {_text_of(model.model_fields[name].annotation, sql)}"""
        for before, (name, sql) in zip(("{", *[","] * len(said)), said.items(), strict=False)
    ]
    return f"({' || '.join(parts)} || '}}')"


def _text_of(kind: Any, sql: str) -> str:
    kinds = set(get_args(kind) or (kind,)) - {NoneType}
    if len(kinds) == 1 and kinds <= {UUID, date}:
        text = f"""'"' || {sql} || '"'"""
    elif kinds == {int}:
        text = f"cast({sql} as text)"
    else:
        raise TypeError(f"text of {kind} might need escaping")
    return f"coalesce({text}, 'null')" if NoneType in get_args(kind) else text


def emit_sql(event: type[Event], source: str, of: str = "", /, *, order_by: str = "", **fields: str) -> str:
    """SQL that writes an event for each row of `source` (what follows FROM); fields as those of `json_sql`."""
    order = f" order by {order_by}" if order_by else ""
    return f"{_into_outbox(*_fact(event, of, fields))}\n  from {source}{order}"


def fact_sql(event: type[Event], of: str = "", /, **fields: str) -> str:
    """SQL of the columns `type`, `subject` and `data` of an event, for `emit_all_sql`; fields as those of `json_sql`."""
    type_, subject, data = _fact(event, of, fields)
    return f"{type_} as type, {subject} as subject, {data} as data"


def emit_all_sql(*facts: str, order_by: str) -> str:
    """SQL that writes events of several types in one order: each of `facts` is a query of `fact_sql` and of what orders."""
    told = "\n    union all\n    ".join(facts)
    return f"{_into_outbox('f.type', 'f.subject', 'f.data')}\n  from (\n    {told}) f order by {order_by}"


def _into_outbox(type_: str, subject: str, data: str) -> str:
    return f"""insert into outbox (
    district_id, id, type, subject, data, actor, correlation_id, causation_id, traceparent, occurred_at)
  select :district_id, uuidv7(), {type_}, {subject},
    {data},
    :actor, :correlation_id, :causation_id, :traceparent, :now"""


def _fact(event: type[Event], of: str, fields: dict[str, str]) -> tuple[str, str, str]:
    said = _said(event, of, fields)
    parts = [
        part
        for text, name, _, _ in Formatter().parse(event.subject_form)
        for part in (text and f"'{text}'", name and f"cast({said[name]} as text)")
        if part
    ]
    return f"'{event.type}'", " || ".join(parts), json_sql(event, of, **fields)


def _said(model: type[BaseModel], of: str, fields: dict[str, str]) -> dict[str, str]:
    if unknown := fields.keys() - model.model_fields.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    return {name: fields.get(name, f"{of}.{name}" if of else name) for name in model.model_fields}
