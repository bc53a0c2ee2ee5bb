"""How somebody stands to a row beyond the school it is at: their own class, their own mentee.

A relation is SQL, written once for each kind of row. Lists put it into their WHERE; one row is decided by asking the very
same SQL for its id. Nothing else knows who is related to what, so the two cannot drift apart.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.context.cursors import sql_text
from shared.context.leads import Branch, Lead, at_each
from shared.texts.words import Words

AT_SCHOOLS, ONLY_SCHOOLS, PEOPLE = "visible", "school_ids", "people"


def theirs(person: str, school: str) -> str:
    """SQL, for a relation: this person (SQL of their id) is the caller, or whom they cover, where that counts for this school."""
    return f"""{person} = any({{people}}::uuid[])
    and ({person}::text || '@' || {school} = any({{schools}}::text[]) or {person}::text || '@' = any({{schools}}::text[]))"""


@dataclass(frozen=True)
class Relation:
    """One relation: its name, and what is said after the role that lets in by it ("mentor of the student")."""

    name: str
    said: Words


@dataclass(frozen=True)
class AccessPath:
    """One access path to rows: those of these schools (None: of all), or only those of them in a relation; and why.

    The relation is the caller's own, or that of the colleague they cover (`whose`).
    """

    reason: str
    schools: tuple[UUID, ...] | None
    relation: Relation | None = None
    whose: UUID | None = None


class Working(Protocol):
    """A piece of work that can ask the database."""

    @property
    def session(self) -> AsyncSession: ...  # noqa: D102

    now: datetime


@dataclass(frozen=True, eq=False)
class ProtectedRows:
    """A kind of row: the SQL of what is at a school, and of the ids of what is in each relation to somebody.

    In the SQL `{schools}` are the schools where a role counts, as text of a uuid[]; in a relation `{schools}` and `{people}` are
    for `theirs`. `{now}` is the moment. `id` is the row's in `source`. `beside` is SQL of the ids of further rows that are at
    these schools too, to which another table leads.
    """

    source: str
    at_schools: str
    related: Mapping[Relation, str] = field(default_factory=dict)
    id: str = "s.id"
    #: Does `at_schools` speak of the listed table's own `school_id`? Then a list is read school by school.
    is_direct: bool = True
    beside: str = ""

    def ids(self, relations: Iterable[Relation] | None = None) -> str:
        """SQL of the ids of all rows let in to, by any of the paths (or by these relations); it takes `values`."""
        return "\nunion all\n".join(self._branches(self.related if relations is None else relations))

    def filters(self) -> dict[str, str | Lead]:
        """The filter of a `Listing` (whose table is called `s`) that leaves what `values` lets in to."""
        at_schools, *related = self._branches(self.related)
        let_in = [Branch("s.id = let_in.id", f"(select distinct id from ({sql}) found (id)) let_in") for sql in related]
        if not self.is_direct:
            everywhere = f"(select distinct id from ({at_schools}) found (id)) let_in"
            return {AT_SCHOOLS: Lead((Branch("s.id = let_in.id", everywhere), *let_in))}
        return {
            AT_SCHOOLS: Lead((at_each("s.school_id", f"{{{AT_SCHOOLS}}}"), *let_in)),
            ONLY_SCHOOLS: Lead((at_each("s.school_id"), *self._beside())),
        }

    def scope(self, paths: list[AccessPath], me: UUID | None, now: datetime) -> dict[str, Any]:
        """The values of the filters that leave a list what the paths lead to."""
        if self.is_direct and all(path.relation is None for path in paths):
            moment = {"now": now} if "{now}" in self.beside else {}
            return {ONLY_SCHOOLS: self.values(paths, me, now)[AT_SCHOOLS], **moment}
        return self.values(paths, me, now)

    def values(self, paths: Iterable[AccessPath], me: UUID | None, now: datetime) -> dict[str, Any]:
        """What the SQL takes, by name."""
        related = [path for path in paths if path.relation]
        at = sorted({school for path in paths if path.relation is None for school in path.schools or ()})
        named = {relation.name: _pairs(related, relation, me) for relation in self.related}
        people = sorted({person for path in related if (person := path.whose or me)})
        return {
            name: value
            for name, value in {AT_SCHOOLS: at, **named, PEOPLE: people, "now": now}.items()
            if name in self._takes
        }

    @cached_property
    def _takes(self) -> frozenset[str]:
        return frozenset(re.findall(r"{(\w+)}", self.ids()))

    async def path_to(self, ctx: Working, id_: UUID, paths: Iterable[AccessPath], me: UUID | None) -> AccessPath | None:
        """The first of the paths by which this row is let in to, or None."""
        for path in paths:
            named = {"id": id_, **self.values([path], me, ctx.now)}
            texts = [sql_text(value) for value in named.values()]
            if await ctx.session.scalar(_asking(self), {"values": texts}):
                return path
        return None

    async def among(self, ctx: Working, ids: Iterable[UUID], paths: list[AccessPath], me: UUID | None) -> set[UUID]:
        """Those of the ids that any of the paths lets in to."""
        wanted = list(ids)
        if any(path.relation is None and path.schools is None for path in paths):
            return set(wanted)
        named = {"id": wanted, **self.values(paths, me, ctx.now)}
        texts = [sql_text(value) for value in named.values()]
        return {UUID(str(found)) for found in await ctx.session.scalars(_choosing(self), {"values": texts})}

    def _beside(self) -> list[Branch]:
        found = f"(select distinct id from ({self.beside.replace('{schools}', '{}')}) found (id)) beside"
        return [Branch("s.id = beside.id", found)] if self.beside else []

    def _branches(self, relations: Iterable[Relation]) -> list[str]:
        named = [(AT_SCHOOLS, f"select {self.id} from {self.source} where {self.at_schools}")]
        named += [(AT_SCHOOLS, self.beside)] if self.beside else []
        named += [(relation.name, self.related[relation]) for relation in relations]
        return [sql.replace("{schools}", f"{{{name}}}") for name, sql in named]


def _pairs(paths: Iterable[AccessPath], relation: Relation, me: UUID | None) -> list[str]:
    """What `theirs` is held against: `person@school`, and `person@` for every school of the district."""
    found = set()
    for path in paths:
        if path.relation == relation and (person := path.whose or me):
            found |= {f"{person}@"} if path.schools is None else {f"{person}@{school}" for school in path.schools}
    return sorted(found)


@cache
def _asking(rows: ProtectedRows) -> TextClause:
    """Is the row with {id} one of `ids`?"""
    return _placed(rows, f"select exists (select from ({rows.ids()}) let_in (id) where let_in.id = {{id}}::uuid)")


@cache
def _choosing(rows: ProtectedRows) -> TextClause:
    """Which rows of {id} are among `ids`?"""
    sql = f"select let_in.id from ({rows.ids()}) let_in (id) where let_in.id = any({{id}}::uuid[])"
    return _placed(rows, sql)


def _placed(rows: ProtectedRows, sql: str) -> TextClause:
    names = ["id", *rows.values([], None, datetime.min)]
    for place, name in enumerate(names, start=1):
        sql = sql.replace(f"{{{name}}}", f"(cast(:values as text[]))[{place}]")
    return text(sql)
