"""What hangs on a student, in whichever table, moved to another and back. A table says by its `keeping` that its rows do."""
# ruff: noqa: S608  names of tables and columns are this code's own

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Index, Table, TextClause, UniqueConstraint, text

from shared.context.context import Context
from shared.db.base import Base, tables_of
from shared.db.forms import DIALECT
from shared.db.keeping import Whose

#: What is of the two rows themselves, and of what was made of them.
_THEMSELVES = {"students", "student_merges"}


@dataclass(frozen=True)
class Hanging:
    """A table whose rows are students': by which column, what else their key is, and how they are moved there and back."""

    table: str
    column: str
    move: TextClause
    back: TextClause


@cache
def hanging() -> dict[str, Hanging]:
    """The tables of this service whose rows hang on a student, by name."""
    keeping = {mapper.local_table: mapper.class_.keeping for mapper in Base.registry.mappers}
    found = {}
    for table in sorted(tables_of("assessment"), key=lambda table: str(table.name)):
        kept = keeping.get(table)
        if kept is None or kept.whose is not Whose.STUDENT or kept.by is None or table.name in _THEMSELVES:
            continue
        found[table.name] = _hanging(table, kept.by)
    return found


def _hanging(table: Table, column: str) -> Hanging:
    key = [one.name for one in table.primary_key.columns if one.name not in ("district_id", column)]
    stamps = ""
    # Elsewhere a version is the one of who tells of the row.
    if {"updated_at", "version"} <= set(table.columns.keys()):
        stamps = ", updated_at = :now, version = t.version + 1"
    free = " and ".join(["true", *(_free(table.name, column, others) for others in _unique(table, column))])
    names = ", ".join(f"'{name}', t.{name}" for name in key)
    typed = ", ".join(f"{name} {table.columns[name].type.compile(DIALECT)}" for name in key)
    same = " and ".join(f"k.{name} = t.{name}" for name in key)
    return Hanging(
        table.name,
        column,
        text(f"""with moved as (update {table.name} t set {column} = :to{stamps}
          where t.district_id = :district_id and t.{column} = :from and {free} returning jsonb_build_object({names}) as key)
        select jsonb_agg(key) as keys from moved"""),
        text(f"""with back as (update {table.name} t set {column} = :to{stamps}
          from jsonb_to_recordset(cast(:keys as jsonb)) k ({typed})
          where t.district_id = :district_id and t.{column} = :from and {same} and {free} returning 1)
        select count(*) from back"""),
    )


def _unique(table: Table, column: str) -> list[list[str]]:
    """The other columns of everything that is unique by this one."""
    sets = [table.primary_key.columns]
    sets += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    sets += [one.columns for one in table.indexes if isinstance(one, Index) and one.unique]
    names = [[one.name for one in columns] for columns in sets]
    return [[name for name in found if name not in (column, "district_id")] for found in names if column in found]


def _free(table: str, column: str, others: list[str]) -> str:
    """SQL: no row of whom it goes to is in its place."""
    same = "".join(f" and o.{name} is not distinct from t.{name}" for name in others)
    return f"not exists (select from {table} o where o.district_id = t.district_id and o.{column} = :to{same})"


async def move(ctx: Context, from_id: UUID, to_id: UUID) -> dict[str, Any]:
    """Move what hangs on one student to another; what the other has already stays. Returns the keys of what was moved."""
    values = {"district_id": ctx.district_id, "from": from_id, "to": to_id, "now": ctx.now}
    moved = {}
    for name, one in hanging().items():
        keys = (await ctx.ask(one.move, _of(one.move, values)))[0]["keys"]
        if keys:
            moved[name] = orjson.loads(keys) if isinstance(keys, str) else keys
    return moved


async def move_back(ctx: Context, moved: dict[str, Any], from_id: UUID, to_id: UUID) -> None:
    """Give back what was moved, as far as it is still there."""
    values = {"district_id": ctx.district_id, "from": from_id, "to": to_id, "now": ctx.now}
    for name, one in hanging().items():
        if keys := moved.get(name):
            await ctx.ask(one.back, _of(one.back, {**values, "keys": orjson.dumps(keys).decode()}))


def _of(statement: TextClause, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in statement._bindparams}
