"""The list of a plain table: said by its row and its reply, so that no column is said twice."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import AliasChoices, AliasPath, BaseModel
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, Table, Uuid

from shared.context.leads import Lead
from shared.context.lists import Listing
from shared.context.paging import NO_FILTERS, Paging
from shared.context.references import referring
from shared.db.base import Base

#: What a value of a filter or of a cursor is read as, by the column's type; everything else is text.
CASTS = (
    (Uuid, "uuid"),
    (DateTime, "timestamptz"),
    (Date, "date"),
    (Boolean, "boolean"),
    (BigInteger, "bigint"),
    (Integer, "int"),
)

#: A field that no list has by itself: what its caller may do to a row (`shared/auth/may.py`).
MAY = "may"


def listing(
    row: type[Base],
    reply: type[BaseModel],
    asked: type[Paging],
    *,
    order: tuple[str, ...] = (),
    filters: Mapping[str, str | Lead] | None = None,
    computed: Mapping[str, str] | None = None,
    changed: str = "updated_at",
    present: str = "true",
    by_row: tuple[str, ...] = (),
    records: str = "",
    students: Callable[[Any], Iterable[str]] | None = None,
) -> Listing:
    """A list whose items are `reply`, of the table of `row`, called `s` in all SQL given here; callers ask with `asked`.

    A field is the column of its name, a reference made of the column of its id, unless `computed` has SQL for it. `order` names
    columns, the id behind them. What can be asked for is the column of its name unless `filters` has SQL for it. Raises
    `KeyError` for a name that is no column. `by_row` names the columns a cursor holds instead of `order`'s.
    """
    table = row.__table__
    assert isinstance(table, Table)
    columns = table.columns
    computed, filters = computed or {}, filters or {}
    stated = {name.partition("=")[0] for name in filters}
    own = [name for name in asked.model_fields if name not in Paging.model_fields.keys() | NO_FILTERS]
    return Listing(
        name=table.name,
        columns=", ".join(_fields("s", table, reply, computed)),
        source=f"{table.name} s",
        order=tuple(_key(columns[name]) for name in (*order, "id")),
        changed=(_key(columns[changed]), _key(columns["id"])),
        filters={name: _equal(columns[name]) for name in own if name not in stated} | {**filters},
        present=present,
        by_row=tuple(_key(columns[name]) for name in by_row),
        records=records,
        students=students,
    )


def parts(row: type[Base], reply: type[BaseModel], which: str, computed: Mapping[str, str] | None = None) -> str:
    """SQL for parts of an item: a JSON array of `reply`, oldest first, of those rows of `row`, called `p`, that are `which`.

    A field is the column of its name unless `computed` has SQL for it.
    """
    table = row.__table__
    assert isinstance(table, Table)
    wire = ", ".join(_fields("p", table, reply, computed or {}))
    return f"""(select coalesce(json_agg(part), '[]') from (
      select {wire} from {table.name} p where {which} order by p.id) part)"""  # noqa: S608


def _fields(called: str, table: Table, reply: type[BaseModel], computed: Mapping[str, str]) -> list[str]:
    """SQL of each field of a reply, the row being called so."""
    references = referring(reply)
    fields = []
    for name, field in reply.model_fields.items():
        if name == MAY and name not in computed:
            continue
        if name in computed:
            fields.append(f"{computed[name]} as {_quoted(name)}")
        elif name in references:
            place = f"{called}.{_quoted(table.columns[references[name].source].name)}"
            fields.append(f"{references[name].sql(place)} as {_quoted(field.alias or name)}")
        else:
            fields.append(_wire(called, table.columns[_source(reply, name)], name))
    return fields


def _source(reply: type[BaseModel], name: str) -> str:
    alias = reply.model_fields[name].validation_alias
    if isinstance(alias, AliasChoices | AliasPath):
        raise KeyError(f"{reply.__name__}.{name} has several sources: compute it")
    return alias or name


def _wire(table: str, column: Column[Any], name: str) -> str:
    place = f"{table}.{_quoted(column.name)}"
    return place if column.name == name else f"{place} as {_quoted(name)}"


def _key(column: Column[Any]) -> tuple[str, str]:
    return f"s.{_quoted(column.name)}", _cast(column) or "text"


def _equal(column: Column[Any]) -> str:
    cast = _cast(column)
    return f"s.{_quoted(column.name)} = {{}}{'::' + cast if cast else ''}"


def _cast(column: Column[Any]) -> str:
    return next((cast for kind, cast in CASTS if isinstance(column.type, kind)), "")


def _quoted(name: str) -> str:
    return f'"{name}"'
