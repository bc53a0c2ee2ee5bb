"""Replies made of rows: what they refer to gets its names by one statement."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import orjson
from fastapi import Response
from pydantic import BaseModel
from sqlalchemy import TextClause, text

from shared.context.context import Context
from shared.context.references import Acting, Named, Referring, referring
from shared.schemas import Actor, Reference

M = TypeVar("M", bound=BaseModel)


def json_reply(value: Any) -> Response:
    """A plain JSON document."""
    return Response(orjson.dumps(value), media_type="application/json")


def acted(kind: Acting, said: str) -> tuple[str, UUID | None]:
    """What whoever acted is, and their id if they have one."""
    what, _, rest = said.partition(":")
    return what, UUID(rest) if what in kind.kinds() else None


class References:
    """Rows of several kinds by id, with their names."""

    def __init__(self, names: Mapping[tuple[Named, UUID], str | None]) -> None:
        self._names = names

    def names(self) -> dict[UUID, str]:
        """The names that are known, by id: the ids of two kinds are never the same."""
        return {id_: name for (_, id_), name in self._names.items() if name is not None}

    def to(self, kind: Named, id_: UUID | None) -> Reference | None:
        """A reference to this row; None for None."""
        return None if id_ is None else Reference(id=id_, name=self._names.get((kind, id_)))

    def all(self, kind: Named, ids: Iterable[UUID] | None) -> list[Reference] | None:
        """References to these rows; None for None."""
        return None if ids is None else [Reference(id=id_, name=self._names.get((kind, id_))) for id_ in ids]

    def actor(self, kind: Acting, said: str | None) -> Actor | None:
        """Whoever a text says; None for None."""
        if said is None:
            return None
        what, id_ = acted(kind, said)
        name = self._names.get((kind.kinds()[what], id_)) if id_ is not None else said.partition(":")[2] or None
        return Actor.model_validate({"kind": what, "id": id_, "name": name})

    def _field(self, to: Referring, found: Any) -> object:
        if isinstance(to.kind, Acting):
            return self.actor(to.kind, found)
        return self.all(to.kind, found) if to.many else self.to(to.kind, found)

    def reply(self, reply: type[M], row: object, **more: Any) -> M:
        """A row as the reply says it; `more` are fields that are no attribute of the row."""
        fields = referring(reply)
        values: dict[str, Any] = {}
        for name, field in reply.model_fields.items():
            key = str(field.validation_alias or name)
            if name in more:
                values[key] = more[name]
            elif to := fields.get(name):
                values[key] = self._field(to, getattr(row, to.source))
            else:
                values[key] = getattr(row, key)
        return reply.model_validate(values)


async def references(ctx: Context, wanted: Mapping[Named, Iterable[UUID | None]]) -> References:
    """The names of the rows wanted, by kind: one statement, or none where nothing is referred to."""
    ids = {kind: {*of_kind} - {None} for kind, of_kind in wanted.items()}
    kinds = tuple(kind for kind, of_kind in ids.items() if of_kind)
    if not kinds:
        return References({})
    values = {f"ids_{place}": list(ids[kind]) for place, kind in enumerate(kinds)}
    rows = await ctx.session.execute(_names(kinds), values)
    return References({(kinds[row.kind], row.id): row.name for row in rows})


async def actors(ctx: Context, kind: Acting, said: Iterable[str | None]) -> Callable[[str | None], Actor | None]:
    """Gives whoever one of these texts says, with their name: one statement for all."""
    known = await references(ctx, whose(kind, said))
    return lambda one: known.actor(kind, one)


def whose(kind: Acting, said: Iterable[str | None]) -> dict[Named, list[UUID | None]]:
    """Whose names whoever these texts say needs, by kind."""
    wanted: dict[Named, list[UUID | None]] = {named: [] for named in kind.kinds().values()}
    for what, id_ in (acted(kind, one) for one in said if one is not None):
        if id_ is not None:
            wanted[kind.kinds()[what]].append(id_)
    return wanted


@cache
def _names(kinds: tuple[Named, ...]) -> TextClause:
    return text(
        " union all ".join(
            f"""select {place} as kind, named.id, {kind.told} as name from {kind.table} named
            where named.id = any(cast(:ids_{place} as uuid[]))"""  # noqa: S608
            for place, kind in enumerate(kinds)
        )
    )


async def reply_of(ctx: Context, reply: type[M], row: object, **more: Any) -> M:
    """A row as the reply says it, references with their names; `more` are fields that are no attribute of the row."""
    (made,) = await replies_of(ctx, reply, [row], **more)
    return made


async def replies_of(ctx: Context, reply: type[M], rows: Sequence[object], **more: Any) -> list[M]:
    """The same of many rows: one statement for the names of all."""
    wanted: dict[Named, list[UUID | None]] = {}
    for name, to in referring(reply).items():
        for row in rows if name not in more else ():
            for kind, ids in _wanted(to, getattr(row, to.source)).items():
                wanted.setdefault(kind, []).extend(ids)
    known = await references(ctx, wanted)
    return [known.reply(reply, row, **more) for row in rows]


def _wanted(to: Referring, found: Any) -> Mapping[Named, Iterable[UUID | None]]:
    """Whose names one field of one row needs."""
    if isinstance(to.kind, Acting):
        return whose(to.kind, [found])
    return {to.kind: found or () if to.many else [found]}


def with_items(page: Response, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Response:
    """The same page of a list, each of its items changed."""
    found = orjson.loads(page.body)
    reply = json_reply({**found, "items": [change(item) for item in found["items"]]})
    if "link" in page.headers:
        reply.headers["Link"] = page.headers["link"]
    return reply
