"""Keyset pages whose JSON PostgreSQL builds: one round trip, the bytes sent as they come."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from shared.context.leads import Branch, Lead
from shared.errors import CursorInvalid
from shared.schemas import Instant


class Paging(BaseModel):
    """What every list takes. A class with a list's own filters adds its fields to these."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=500, description="Rows a page: 50 by default, 500 at most.")
    cursor: str | None = Field(default=None, max_length=4000, description="`next_cursor` of the page before.")
    updated_since: Instant | None = Field(
        default=None,
        description="Only rows touched at or after this moment, deleted ones included, oldest change first. "
        "Ask next with the newest `updated_at` you got, less two minutes; you may get a row twice, never miss one.",
    )

    def filters(self) -> dict[str, Any]:
        """The list's own filters the caller gave."""
        return {
            name: value
            for name in type(self).model_fields.keys() - {"limit", "cursor"}
            if (value := getattr(self, name)) is not None
        }

    def next(self, cursor: str) -> str:
        """The query string of the following page: the same filters, the new cursor."""
        return urlencode({**self.model_dump(mode="json", exclude_none=True), "cursor": cursor}, doseq=True)


USUAL_LIMITS = (50, 100, 500)

PagingQuery = Annotated[Paging, Query()]


#: Columns with the type their cursor text has.
Keys = tuple[tuple[str, str], ...]
#: Names of values, each with the filter it asks for: its own, or the one for that value alone.
Asked = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Listing:
    """One list: the wire columns, where they come from, their order (last column unique) and its filters in SQL.

    In `filters`, `{}` stands for the value; there and in `columns`, `{name}` stands for the value called so, which needs no
    filter of its own. A filter called `name=value` is for that value alone: a partial index wants it written out. Of the
    filters that can lead, the first asked for does. `order` names columns with the type their cursor text has.
    """

    name: str
    columns: str
    source: str
    order: Keys
    filters: Mapping[str, str | Lead] = field(default_factory=dict, hash=False)
    changed: Keys = ()
    present: str = "true"
    #: The part of `source` that filters and order speak of, where its joins neither add rows nor take any away.
    rows: str = ""
    #: Of a list in the order of people's names: what its cursor holds in place of them, for a cursor stands in addresses. The
    #: row's key and its version: a row that changed may stand elsewhere, and reading on from there would leave others out.
    by_row: Keys = ()
    #: Of a list of student records: their code for the audit, and the ids of the students one item speaks of.
    records: str = ""
    students: Callable[[Any], Iterable[str]] | None = field(default=None, hash=False)

    def narrowed(self, filters: Mapping[str, str | Lead]) -> "Listing":
        """The same list with further filters."""
        return replace(self, filters={**self.filters, **filters})

    def held(self, *, syncing: bool) -> Keys:
        """What a cursor of this list holds."""
        return self.changed if syncing else self.by_row or self.order

    def query(
        self, values: Mapping[str, Any], limit: int, cursor: str | None, bound: str = ""
    ) -> tuple[str, list[str | None]]:
        """SQL for `read_page` and its arguments. `bound` is what the question is known by: cursors begin with it."""
        syncing = "updated_since" in values
        # Usual limits stand in the text, where the planner sees them; others are arguments, so that texts stay few.
        usual = limit in USUAL_LIMITS
        texts = {name: sql_text(value) for name, value in values.items()}
        sql = _sql(self, self._asked(texts), cursor is not None, limit if usual else None)
        keys = _decode(cursor, self.held(syncing=syncing), bound) if cursor is not None else []
        return sql, [*texts.values(), *keys, bound, *([] if usual else [str(limit)])]

    def bound(self, asked: Mapping[str, Any]) -> str:
        """What this question is known by: the list, its order and the caller's own filters; never their rights, or the day.

        A cursor holds a place in one order of some rows: read on from with another question, it would leave rows out.
        """
        said = [self.name, *sorted(f"{name}={sql_text(value)}" for name, value in asked.items())]
        return base64.urlsafe_b64encode(hashlib.blake2b("\0".join(said).encode(), digest_size=6).digest()).decode()

    def item(self, id_: UUID, values: Mapping[str, Any]) -> tuple[str, list[str | None]]:
        """SQL for `read_page` of the one item with this id, and its arguments: its JSON, or nothing, and its version.

        Deleted or not: `present` is for those who go through a list.
        """
        texts = {name: sql_text(value) for name, value in values.items()}
        return _item_sql(self, self._asked(texts)), [*texts.values(), str(id_)]

    def _asked(self, texts: Mapping[str, str | None]) -> Asked:
        """The names of the values, each with the filter it asks for."""
        exact = {name: f"{name}={value}" for name, value in texts.items()}
        return tuple((name, exact[name] if exact[name] in self.filters else name) for name in texts)

    def statement(self, values: Mapping[str, Any], *, lock: bool) -> tuple[str, list[str | None]]:
        """A statement for the rows of the list's table that the values leave, by id, and its argument. `ids` may be one.

        Deleted or not, as with `item`. Locked they are fit to be changed, and nobody else changes them meanwhile.
        """
        texts = {name: sql_text(value) for name, value in values.items()}
        return _rows_sql(self, self._asked(texts), lock), [*texts.values()]


# A transaction still running may commit rows older than some already shown: a syncing client must not get past them.
HORIZON = """(select coalesce(min(xact_start), 'infinity') from pg_stat_activity
    where datname = current_database() and xact_start is not null and pid <> pg_backend_pid())"""


@cache
def _sql(listing: Listing, asked: Asked, has_cursor: bool, usual_limit: int | None) -> str:
    places = _places(asked)
    syncing = "updated_since" in places
    order, held = listing.changed if syncing else listing.order, listing.held(syncing=syncing)
    conditions = _conditions(listing, asked)
    name, leading = _leading(listing, asked, syncing=syncing)
    where = {**conditions, **({name: leading.where} if leading else {})}
    span = []
    if syncing:
        since = listing.changed[0][0]
        span = [f"{since} >= {{updated_since}}::timestamptz", f"{since} < {HORIZON}"]
    else:
        where["present"] = listing.present
    anchor, body = "", "{body}"
    if has_cursor:
        keys = ", ".join(f"($1)[{len(asked) + i}]::{kind}" for i, (_, kind) in enumerate(held, start=1))
        if held != order:
            anchor, keys = _anchor(listing, conditions.values(), keys), "select * from anchor"
            body = "case when exists (select from anchor) then {body} else '' end"
        span.append(f"({_columns(order)}) > ({keys})")
    bound = len(asked) + (len(held) if has_cursor else 0) + 1
    place = bound + 1
    limit = str(usual_limit) if usual_limit is not None else f"($1)[{place}]::int"
    items = f"coalesce(string_agg(item, ',' order by place) filter (where place <= {limit}), '')"
    cursor = """coalesce('"' || (select cursor from ending) || '"', 'null')"""
    page = f"""'{{"items":[' || {items} || '],"next_cursor":' || {cursor} || '}}'"""
    # Only names and columns our own listings state go into the text; every value is an argument.
    sql = f"""
with {anchor}{_found(listing, leading, _Wanted([one for one in where.values() if one], span, order, held, limit, syncing))},
numbered as (select item, key, row_number() over () as place from found),
ending as (
  select ($1)[{bound}] || translate(encode(convert_to(key, 'UTF8'), 'base64'), E'+/=\\n', '-_') as cursor from numbered
  where place = {limit} and exists (select from numbered where place > {limit}))
select {body.replace("{body}", page)}, (select cursor from ending)
from numbered"""
    return _placed(sql, places)


@dataclass(frozen=True)
class _Wanted:
    """One page: what is asked of its rows, the span of the order it is read from, how many."""

    where: list[str]
    span: list[str]
    order: Keys
    held: Keys
    limit: str
    syncing: bool


def _found(listing: Listing, leading: Lead | None, page: _Wanted) -> str:
    """The items of a page and one more, in order, each with what a cursor behind it holds."""
    order = _columns(page.order)
    item = f"""
  select (select row_to_json(wire) from (select {listing.columns}) wire)::text as item,
         json_build_array({_columns(page.held)})::text as key"""
    if leading is None:
        where = " and ".join([*page.where, *page.span])
        return f"found as ({item}\n  from {listing.source} where {where} order by {order} limit {page.limit} + 1)"
    # Keys alone are merged; a page's rows are then looked up one by one: the limit keeps a planner that thinks the district
    # small from reading all of it.
    pages = "\n  union all\n  ".join(_page_of(listing, branch, page) for branch in leading.branches)
    keys = ", ".join(_names(page.order))
    return f"""picked as (
  select distinct {keys} from (
  {pages}) pages order by {keys} limit {page.limit} + 1),
found as (select one.item, one.key from picked cross join lateral ({item}
  from {listing.source} where {page.order[-1][0]} = picked.{_names(page.order)[-1]} limit 1) one order by {keys})"""


def _page_of(listing: Listing, branch: Branch, page: _Wanted) -> str:
    """The keys of one branch's page and one more; with `each`, of every page."""
    named = ", ".join(f"{column} as {key}" for (column, _), key in zip(page.order, _names(page.order), strict=True))
    rows, where = listing.rows or listing.source, [f"({branch.where})", *page.where]
    if page.syncing:
        # What changed since is looked for among the branch's rows, and never the branch's rows among all that changed.
        row = page.order[0][0].partition(".")[0]
        rows, where = f"(select {_columns(page.order)} from {rows} where {' and '.join(where)} offset 0) {row}", []
    found = f"""(
    select {named} from {rows}
    where {" and ".join([*where, *page.span]) or "true"} order by {_columns(page.order)} limit {page.limit} + 1)"""
    return f"(select page.* from {branch.each} cross join lateral {found} page)" if branch.each else found


def _names(order: Keys) -> list[str]:
    return [f"key_{number}" for number in range(1, len(order) + 1)]


def _leading(listing: Listing, asked: Asked, *, syncing: bool) -> tuple[str, Lead | None]:
    """The first filter asked for that leads to its rows, if it is more than a condition, and its value's name."""
    names = {key: name for name, key in asked}
    for key, filter_ in listing.filters.items():
        if key in names and isinstance(filter_, Lead) and (filter_.to_changes or not syncing):
            return names[key], None if filter_.is_plain and not syncing else filter_.of(names[key])
    return "", None


@cache
def _item_sql(listing: Listing, asked: Asked) -> str:
    where = _conditions(listing, asked).values()
    id_ = listing.changed[-1][0]
    version = f"{id_.rpartition('.')[0]}.version" if "version" in listing.columns else "null"
    sql = f"""
with found as (
  select (select row_to_json(wire) from (select {listing.columns}) wire)::text as item, {version} as version
  from {listing.source} where {" and ".join([*where, f"{id_} = ($1)[{len(asked) + 1}]::uuid"])})
select coalesce((select item from found), ''), (select version::text from found)"""
    return _placed(sql, _places(asked))


def _conditions(listing: Listing, asked: Asked) -> dict[str, str]:
    """What each value asks for, by its name. A filter that is none must not let everything through: `KeyError`."""
    where = {name: _condition(listing.filters[key], name) for name, key in asked if key in listing.filters}
    said = "".join([listing.columns, *where.values(), *(["{updated_since}"] if listing.changed else [])])
    if unknown := [name for name, _ in asked if name not in where and f"{{{name}}}" not in said]:
        raise KeyError(unknown[0])
    return where


def _condition(filter_: str | Lead, name: str) -> str:
    return filter_.of(name).condition if isinstance(filter_, Lead) else filter_.replace("{}", f"{{{name}}}")


def _places(asked: Asked) -> dict[str, str]:
    return {name: f"($1)[{place}]" for place, (name, _) in enumerate(asked, start=1)}


def _placed(sql: str, places: Mapping[str, str]) -> str:
    for name, place in places.items():
        sql = sql.replace(f"{{{name}}}", place)
    return sql


@cache
def _rows_sql(listing: Listing, asked: Asked, lock: bool) -> str:
    id_ = listing.changed[-1][0]
    table = id_.rpartition(".")[0]
    where = " and ".join(_conditions(listing.narrowed({"ids": f"{id_} = any({{}}::uuid[])"}), asked).values())
    # What refers to a row may be written meanwhile: only its own columns are locked.
    locked = f"for no key update of {table}" if lock else ""
    sql = f"select {table}.* from {listing.source} where {where} order by {id_} {locked}"
    places = {name: f"($1::text[])[{place}]" for place, (name, _) in enumerate(asked, start=1)}
    return _placed(sql, places)


def _columns(keys: Keys) -> str:
    return ", ".join(column for column, _ in keys)


def _anchor(listing: Listing, where: Iterable[str], keys: str) -> str:
    """The sort keys of the row a cursor speaks of: as it was, and one the caller's own filters let them see."""
    row = f"({_columns(listing.by_row)}) = ({keys})"
    return f"""anchor as materialized (
  select {_columns(listing.order)} from {listing.source} where {" and ".join([row, *where])}),
"""


#: How a cursor's key of each SQL type is read, to see that it is one.
KEY_READERS: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "timestamptz": datetime.fromisoformat,
    "bigint": int,
    "int": int,
    "text": str,
}


def _decode(cursor: str, order: Keys, bound: str) -> list[str | None]:
    refused = CursorInvalid("Start again without a cursor.")
    if not cursor.startswith(bound):
        raise CursorInvalid("It is of another list, or of other filters: start again without a cursor.")
    cursor = cursor.removeprefix(bound)
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(keys, list) or len(keys) != len(order):
            raise refused
        texts: list[str | None] = []
        for key, (_, kind) in zip(keys, order, strict=True):
            if not isinstance(key, str | int) or "\x00" in str(key):
                raise refused
            KEY_READERS[kind](str(key))
            texts.append(str(key))
    except (ValueError, binascii.Error, RecursionError):
        raise refused from None
    return texts


def sql_text(value: Any) -> str | None:
    """A value as the text PostgreSQL reads it from."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case str() | int() | UUID():
            return str(value)
        case _ if isinstance(value, Iterable):
            return (
                "{" + ",".join('"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value) + "}"
            )
    raise TypeError(f"no SQL text for {type(value)}")
