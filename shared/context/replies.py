"""Replies made of rows: what they refer to gets its names by one statement."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import TextClause, text

from shared.context.context import Context
from shared.context.references import Named, referring
from shared.schemas import Reference

M = TypeVar("M", bound=BaseModel)


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

    def reply(self, reply: type[M], row: object, **more: Any) -> M:
        """A row as the reply says it; `more` are fields that are no attribute of the row."""
        fields = referring(reply)
        values: dict[str, Any] = {}
        for name, field in reply.model_fields.items():
            key = str(field.validation_alias or name)
            if name in more:
                values[key] = more[name]
            elif to := fields.get(name):
                ids = getattr(row, to.source)
                values[key] = self.all(to.kind, ids) if to.many else self.to(to.kind, ids)
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


@cache
def _names(kinds: tuple[Named, ...]) -> TextClause:
    return text(
        " union all ".join(
            f"""select {place} as kind, named.id, {kind.name} as name from {kind.table} named
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
            found = getattr(row, to.source)
            wanted.setdefault(to.kind, []).extend(found or () if to.many else [found])
    known = await references(ctx, wanted)
    return [known.reply(reply, row, **more) for row in rows]
