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
from shared.db.keeping import RESTRICTS, Whose

#: What is of the two rows themselves, and of what was made of them.
_THEMSELVES = {"students", "student_merges"}


#: SQL: since when a row `s` is nobody's, because it stayed with a student who is another now; null: it did not.
STAYED_BEHIND = """(select k.deleted_at from students k
    where k.district_id = s.district_id and k.id = s.student_id and k.merged_into is not null)"""


@dataclass(frozen=True)
class Hanging:
    """A table whose rows are students': by which column, what else their key is, and how they are moved there and back.

    `stay`: what stays behind, or stood there all the while, is told anew to who syncs: whose it is has become another matter.
    `restrictions`: what a row that stays behind forbids and the one in its place does not, carried there and taken back.
    """

    table: str
    column: str
    move: TextClause
    back: TextClause
    stay: TextClause | None
    restrictions: dict[str, tuple[TextClause, TextClause]]


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
    stamps, stay = "", None
    # Elsewhere a version is the one of who tells of the row.
    if {"updated_at", "version"} <= set(table.columns.keys()):
        stamps = ", updated_at = :now, version = t.version + 1"
        stay = text(f"""update {table.name} t set updated_at = :now, version = t.version + 1
          where t.district_id = :district_id and t.{column} = :of""")
    free = " and ".join(["true", *(_free(table.name, column, *one) for one in _unique(table, column))])
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
        stay,
        {
            one.name: (
                _restrict(table.name, column, one.name, _unique(table, column)),
                _loosen(table.name, column, one.name),
            )
            for one in table.columns
            if RESTRICTS in one.info
        },
    )


def _restrict(table: str, column: str, flag: str, unique: list[tuple[list[str], str]]) -> TextClause:
    """A row that is there already forbids what the one that cannot be moved forbids."""
    in_place = " or ".join(
        " and ".join(f"o.{name} is not distinct from t.{name}" for name in others) for others, _ in unique if others
    )
    return text(f"""with restricted as (update {table} o set {flag} = true, updated_at = :now, version = o.version + 1
          from {table} t
          where o.district_id = :district_id and o.{column} = :to and not o.{flag}
            and t.district_id = :district_id and t.{column} = :from and t.{flag} and ({in_place})
          returning jsonb_build_object('id', o.id, 'version', o.version) as key)
        select jsonb_agg(key) as keys from restricted""")


def _loosen(table: str, column: str, flag: str) -> TextClause:
    """It does not any more, unless somebody said something of it since."""
    return text(f"""with loosened as (update {table} t set {flag} = false, updated_at = :now, version = t.version + 1
          from jsonb_to_recordset(cast(:keys as jsonb)) k (id uuid, version bigint)
          where t.district_id = :district_id and t.{column} = :from and (t.id, t.version) = (k.id, k.version) returning 1)
        select count(*) from loosened""")


def _unique(table: Table, column: str) -> list[tuple[list[str], str]]:
    """The other columns of everything that is unique by this one, and SQL of the rows of which it holds."""
    sets = [(table.primary_key.columns, "true")]
    sets += [(one.columns, "true") for one in table.constraints if isinstance(one, UniqueConstraint)]
    sets += [(one.columns, _partial(one)) for one in table.indexes if isinstance(one, Index) and one.unique]
    names = [([one.name for one in columns], which) for columns, which in sets]
    return [
        ([name for name in found if name not in (column, "district_id")], which)
        for found, which in names
        if column in found
    ]


def _partial(index: Index) -> str:
    where = index.dialect_options["postgresql"]["where"]
    return "true" if where is None else str(where)


def _free(table: str, column: str, others: list[str], which: str) -> str:
    """SQL: no row of whom it goes to is in its place. Of rows that are not `which` any number may be in one."""
    same = "".join(f" and o.{name} is not distinct from t.{name}" for name in others)
    taken = f"select from {table} o where o.district_id = t.district_id and o.{column} = :to{same} and ({which})"
    return f"(({which}) is not true or not exists ({taken}))"


def noted_in_sql(table: str, moved: str) -> str:
    """SQL of an update: rows of `moved` (`student_id` who stands for both, `merged_id` the other, `key` what `move` returns of a
    row) go back as those do that the merge itself moved. It takes `:district_id`.
    """
    return f"""update student_merges m
  set moved = jsonb_set(m.moved, '{{{table}}}', coalesce(m.moved -> '{table}', '[]') || g.keys)
  from (select student_id, merged_id, jsonb_agg(key) as keys from {moved} group by 1, 2) g
  where m.district_id = :district_id and (m.student_id, m.merged_id) = (g.student_id, g.merged_id) and m.split_at is null"""


async def move(ctx: Context, from_id: UUID, to_id: UUID) -> dict[str, Any]:
    """Move what hangs on one student to another; what the other has already stays. Returns the keys of what was moved."""
    values = {"district_id": ctx.district_id, "from": from_id, "to": to_id, "now": ctx.now}
    moved = {}
    for name, one in hanging().items():
        keys = (await ctx.ask(one.move, _of(one.move, values)))[0]["keys"]
        if keys:
            moved[name] = _read(keys)
        if one.stay is not None:
            await ctx.session.execute(one.stay, {"district_id": ctx.district_id, "of": from_id, "now": ctx.now})
        for flag, (restrict, _) in one.restrictions.items():
            if keys := (await ctx.ask(restrict, values))[0]["keys"]:
                moved[f"{name}.{flag}"] = _read(keys)
    return moved


async def move_back(ctx: Context, moved: dict[str, Any], from_id: UUID, to_id: UUID) -> None:
    """Give back what was moved, as far as it is still there."""
    values = {"district_id": ctx.district_id, "from": from_id, "to": to_id, "now": ctx.now}
    for name, one in hanging().items():
        if one.stay is not None:
            await ctx.session.execute(one.stay, {"district_id": ctx.district_id, "of": to_id, "now": ctx.now})
        if keys := moved.get(name):
            await ctx.ask(one.back, _of(one.back, {**values, "keys": orjson.dumps(keys).decode()}))
        for flag, (_, loosen) in one.restrictions.items():
            if keys := moved.get(f"{name}.{flag}"):
                await ctx.ask(loosen, _of(loosen, {**values, "keys": orjson.dumps(keys).decode()}))


def _read(keys: Any) -> Any:
    return orjson.loads(keys) if isinstance(keys, str) else keys


def _of(statement: TextClause, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in statement._bindparams}
