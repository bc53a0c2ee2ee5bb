"""Keyset pages whose JSON PostgreSQL builds: one round trip, the bytes sent as they come."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from shared import clock
from shared.context.cursors import bound_of, decode, sql_text
from shared.context.leads import Branch, Lead, at_each, of_several
from shared.context.paging import MOST_COUNTED, Paging
from shared.context.several import Values
from shared.db.horizon import HORIZON
from shared.principal import Principal

USUAL_LIMITS = (50, 100, 500)
#: Columns with the type their cursor text has.
Keys = tuple[tuple[str, str], ...]
#: Stands behind the name of a filter that is asked with several values.
SEVERAL = "*"
#: Names of values, each with the filter it asks for: its own, the one for that value alone, or that of several.
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
    #: CTEs its columns read from, each found once: they stand at the beginning of the statement.
    given: str = ""
    #: The part of `source` that filters and order speak of, where its joins neither add rows nor take any away.
    rows: str = ""
    #: Of a list in the order of people's names: what its cursor holds in place of them, for a cursor stands in addresses. The
    #: row's key and its version: a row that changed may stand elsewhere, and reading on from there would leave others out.
    by_row: Keys = ()
    #: Of a list of student records: their code for the audit, and the ids of the students one item speaks of.
    records: str = ""
    students: Callable[[Any], Iterable[str]] | None = field(default=None, hash=False)
    #: What its columns take of whoever asks: by name, from who they are and when.
    caller: Callable[[Principal, datetime], Mapping[str, Any]] | None = field(default=None, hash=False)
    #: For whom less need be asked, and the same list that asks less.
    lean: "tuple[Callable[[Principal], bool], Listing] | None" = field(default=None, hash=False)

    def asked_by(
        self, principal: Principal, now: datetime, values: Mapping[str, Any] | None
    ) -> "tuple[Listing, dict[str, Any]]":
        """The list as this caller is answered, and these values with what its columns take of them."""
        if self.lean and self.lean[0](principal):
            return self.lean[1].asked_by(principal, now, values)
        return self, {**(values or {}), **(self.caller(principal, now) if self.caller else {})}

    def narrowed(self, filters: Mapping[str, str | Lead]) -> "Listing":
        """The same list with further filters."""
        return replace(self, filters={**self.filters, **filters})

    def ordered(self, sort: str | None, *, syncing: bool) -> Keys:
        """The order of a page: the list's own, or that of changes. `sort` names the first column, with a minus from the last.

        Raises `KeyError` for another.
        """
        orders = {keys[0][0].rpartition(".")[2].strip('"'): keys for keys in (self.changed, self.order) if keys}
        return self.changed if syncing else self.order if sort is None else orders[sort.removeprefix("-")]

    def held(self, sort: str | None, *, syncing: bool) -> Keys:
        """What a cursor of this list holds."""
        return (self.by_row if sort is None and not syncing else ()) or self.ordered(sort, syncing=syncing)

    def page(self, paging: Paging, asked: Mapping[str, Any], scope: Mapping[str, Any]) -> tuple[str, list[str | None]]:
        """SQL for `read_page` of what a caller asked, within what they may see, and its arguments."""
        bound, counted = self.bound(asked, paging.order), bool(paging.count)
        return self.query({**asked, **scope}, paging.limit, paging.cursor, bound, paging.order, counted=counted)

    def query(
        self,
        values: Mapping[str, Any],
        limit: int,
        cursor: str | None,
        bound: str = "",
        sort: str | None = None,
        *,
        counted: bool = False,
    ) -> tuple[str, list[str | None]]:
        """SQL for `read_page` and its arguments. `bound` is what the question is known by: cursors begin with it."""
        syncing = "updated_since" in values
        values = {**values, "read_at": clock.now()} if syncing else values
        # Usual limits stand in the text, where the planner sees them; others are arguments, so that texts stay few.
        usual = limit in USUAL_LIMITS
        texts = {name: sql_text(_one(name, value)) for name, value in values.items()}
        sql = _sql(self, self._asked(values, texts), cursor is not None, limit if usual else None, sort, counted)
        keys = decode(cursor, self.held(sort, syncing=syncing), bound) if cursor is not None else []
        return sql, [*texts.values(), *keys, bound, *([] if usual else [str(limit)])]

    def bound(self, asked: Mapping[str, Any], sort: str | None = None) -> str:
        """What this question is known by: the list, its order and the caller's own filters; never their rights, or the day.

        A cursor holds a place in one order of some rows: read on from with another question, it would leave rows out.
        """
        return bound_of(
            self.name, sort or "", *sorted(f"{name}={sql_text(_one(name, value))}" for name, value in asked.items())
        )

    def item(self, id_: UUID, values: Mapping[str, Any]) -> tuple[str, list[str | None]]:
        """SQL for `read_page` of the one item with this id, and its arguments: its JSON, or nothing, and its version.

        Deleted or not: `present` is for those who go through a list.
        """
        texts = {name: sql_text(value) for name, value in values.items()}
        return _item_sql(self, self._asked(values, texts)), [*texts.values(), str(id_)]

    def item_of(
        self, id_: UUID, principal: Principal, now: datetime, values: Mapping[str, Any] | None
    ) -> tuple[str, list[str | None]]:
        """The same for this caller."""
        listing, values = self.asked_by(principal, now, values)
        return listing.item(id_, values)

    def _asked(self, values: Mapping[str, Any], texts: Mapping[str, str | None]) -> Asked:
        """The names of the values, each with the filter it asks for."""
        return tuple((name, self._filter_of(name, values[name], text)) for name, text in texts.items())

    def _filter_of(self, name: str, value: Any, text: str | None) -> str:
        exact = f"{name}={text}"
        if exact in self.filters:
            return exact
        return name + SEVERAL if name != "ids" and isinstance(_one(name, value), Values) else name

    def statement(self, values: Mapping[str, Any], *, lock: bool) -> tuple[str, list[str | None]]:
        """A statement for the rows of the list's table that the values leave, by id, and its argument. `ids` may be one.

        Deleted or not, as with `item`. Locked they are fit to be changed, and nobody else changes them meanwhile.
        """
        texts = {name: sql_text(value) for name, value in values.items()}
        return _rows_sql(self, self._asked(values, texts), lock), [*texts.values()]


def _one(name: str, value: Any) -> Any:
    """Of several values that are one, that one; ids are a list for all that."""
    return value[0] if name != "ids" and isinstance(value, Values) and len(value) == 1 else value


@cache
def _sql(
    listing: Listing, asked: Asked, has_cursor: bool, usual_limit: int | None, sort: str | None, counted: bool
) -> str:
    places = _places(asked)
    syncing, falls = "updated_since" in places, (sort or "").startswith("-")
    order, held = listing.ordered(sort, syncing=syncing), listing.held(sort, syncing=syncing)
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
        span.append(f"({_columns(order)}) {'<' if falls else '>'} ({keys})")
    bound = len(asked) + (len(held) if has_cursor else 0) + 1
    place = bound + 1
    limit = str(usual_limit) if usual_limit is not None else f"($1)[{place}]::int"
    items = f"coalesce(string_agg(item, ',' order by place) filter (where place <= {limit}), '')"
    cursor = """coalesce('"' || (select cursor from ending) || '"', 'null')"""
    asked_of_rows = [one for one in where.values() if one]
    wanted = _Wanted(asked_of_rows, span, order, held, limit, order != listing.order, falls)
    number = f""" || ',"count":' || ({_counted(listing, leading, wanted)})"""
    page = f"""'{{"items":[' || {items} || '],"next_cursor":' || {cursor}{number if counted else ""} || '}}'"""
    # Only names and columns our own listings state go into the text; every value is an argument.
    sql = f"""
{_given(listing, asked)}{anchor}{_found(listing, leading, wanted)},
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
    #: Is it in another order than the list's, by which no index leads?
    apart: bool
    falls: bool

    @property
    def by(self) -> str:
        """SQL of the order."""
        return self.by_names([column for column, _ in self.order])

    def by_names(self, names: Iterable[str]) -> str:
        """The same, the order's columns being called so."""
        return ", ".join(f"{name} desc" if self.falls else name for name in names)


def _found(listing: Listing, leading: Lead | None, page: _Wanted) -> str:
    """The items of a page and one more, in order, each with what a cursor behind it holds."""
    item = f"""
  select (select row_to_json(wire) from (select {listing.columns}) wire)::text as item,
         json_build_array({_columns(page.held)})::text as key"""
    if leading is None:
        where = " and ".join([*page.where, *page.span])
        return f"found as ({item}\n  from {listing.source} where {where} order by {page.by} limit {page.limit} + 1)"
    # Keys alone are merged; a page's rows are then looked up one by one: the limit keeps a planner that thinks the district
    # small from reading all of it.
    return f"""picked as ({_keys(listing, leading, page)}),
found as (select one.item, one.key from picked cross join lateral ({item}
  from {listing.source} where {page.order[-1][0]} = picked.{_names(page.order)[-1]} limit 1) one
  order by {page.by_names(_names(page.order))})"""


def _keys(listing: Listing, leading: Lead | None, page: _Wanted) -> str:
    """The keys of a page and one more, merged of what leads to them."""
    if leading is None:
        return f"select from {listing.rows or listing.source} where {' and '.join(page.where) or 'true'} limit {page.limit} + 1"
    pages = "\n  union all\n  ".join(_page_of(listing, branch, page) for branch in leading.branches)
    names = _names(page.order)
    return f"""
  select distinct {", ".join(names)} from (
  {pages}) pages order by {page.by_names(names)} limit {page.limit} + 1"""


def _counted(listing: Listing, leading: Lead | None, page: _Wanted) -> str:
    """How many rows are asked for, on whatever page."""
    rows = _keys(listing, leading, replace(page, span=[], limit=str(MOST_COUNTED)))
    return f"""select json_build_object('value', least(n, {MOST_COUNTED}), 'exact', n <= {MOST_COUNTED})
      from (select count(*) as n from ({rows}) row) all_rows"""


def _page_of(listing: Listing, branch: Branch, page: _Wanted) -> str:
    """The keys of one branch's page and one more; with `each`, of every page."""
    named = ", ".join(f"{column} as {key}" for (column, _), key in zip(page.order, _names(page.order), strict=True))
    rows, where = listing.rows or listing.source, [f"({branch.where})", *page.where]
    if page.apart:
        # What changed is looked for among the branch's rows, and never the branch's rows among all that changed.
        row = page.order[0][0].partition(".")[0]
        rows, where = f"(select {_columns(page.order)} from {rows} where {' and '.join(where)} offset 0) {row}", []
    found = f"""(
    select {named} from {rows}
    where {" and ".join([*where, *page.span]) or "true"} order by {page.by} limit {page.limit} + 1)"""
    return f"(select page.* from {branch.each} cross join lateral {found} page)" if branch.each else found


def _names(order: Keys) -> list[str]:
    return [f"key_{number}" for number in range(1, len(order) + 1)]


def _leading(listing: Listing, asked: Asked, *, syncing: bool) -> tuple[str, Lead | None]:
    """The first filter asked for that leads to its rows, if it is more than a condition, and its value's name."""
    for name, filter_ in _filters(listing, asked).items():
        if isinstance(filter_, Lead) and (filter_.to_changes or not syncing):
            return name, None if filter_.is_plain and not syncing else filter_.of(name)
    return "", None


def _filters(listing: Listing, asked: Asked) -> dict[str, str | Lead]:
    """The filter each value asks for, by the value's name, in the order in which they lead: rows by their ids before all."""
    id_ = listing.order[-1][0]
    names = {key: name for name, key in asked}
    known = {"ids": Lead((at_each(id_),), f"{id_} = any({{}}::uuid[])", to_changes=False), **listing.filters}
    found = {}
    for key, filter_ in known.items():
        if key in names:
            found[names[key]] = filter_
        elif (several := key + SEVERAL) in names:
            found[names[several]] = of_several(filter_)
    return found


@cache
def _item_sql(listing: Listing, asked: Asked) -> str:
    where = _conditions(listing, asked).values()
    id_ = listing.changed[-1][0]
    version = f"{id_.rpartition('.')[0]}.version" if "version" in listing.columns else "null"
    sql = f"""
{_given(listing, asked)}found as (
  select (select row_to_json(wire) from (select {listing.columns}) wire)::text as item, {version} as version
  from {listing.source} where {" and ".join([*where, f"{id_} = ($1)[{len(asked) + 1}]::uuid"])})
select coalesce((select item from found), ''), (select version::text from found)"""
    return _placed(sql, _places(asked))


def _conditions(listing: Listing, asked: Asked) -> dict[str, str]:
    """What each value asks for, by its name. A filter that is none must not let everything through: `KeyError`."""
    where = {name: _condition(filter_, name) for name, filter_ in _filters(listing, asked).items()}
    said = "".join(
        [listing.columns, listing.given, *where.values(), *(["{updated_since}{read_at}"] if listing.changed else [])]
    )
    if unknown := [name for name, _ in asked if name not in where and f"{{{name}}}" not in said]:
        raise KeyError(unknown[0])
    return where


def _given(listing: Listing, asked: Asked) -> str:
    """The beginning of a statement: what its columns and the filters asked for read from."""
    leads = [one.of(name).given for name, one in _filters(listing, asked).items() if isinstance(one, Lead)]
    given = [f"{one}, " for one in (listing.given, *leads) if one]
    return f"with recursive {''.join(given)}" if given else "with "


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
    by_id = listing.narrowed({"ids": f"{id_} = any({{}}::uuid[])"})
    where = " and ".join(_conditions(by_id, asked).values())
    # What refers to a row may be written meanwhile: only its own columns are locked.
    locked = f"for no key update of {table}" if lock else ""
    given = _given(by_id, asked).removesuffix(", ").removesuffix("with ")
    sql = f"{given} select {table}.* from {listing.source} where {where} order by {id_} {locked}"
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
