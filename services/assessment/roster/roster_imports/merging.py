"""SQL that merges one staged kind into its table: what is new or changed in, what the bundle drops marked deleted."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from collections.abc import Sequence

from services.assessment.roster.roster_imports.befores import keeping
from services.assessment.roster.roster_imports.differences import changed_columns, noting
from services.assessment.roster.roster_imports.staging import count
from shared.context.context import Context


async def upsert(ctx: Context, table: str, stage: str, columns: Sequence[str]) -> int:
    """Write rows that are new, changed or back again; the others are not even locked. Returns how many it wrote.

    In the order of their ids, because a random order costs the primary key's index several times as much.
    """
    names = ", ".join(columns)
    new = ", ".join(f"s.{name}" for name in columns)
    old = ", ".join(f"o.{name}" for name in columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    come = "o.school_id" if "school_id" in columns else "null::uuid"
    return await count(
        ctx,
        f"""with done as materialized (
          select s.id, s.source_id, {new}, to_jsonb(o) as before, {changed_columns(columns)} as differs, {come} as came_from,
            case when o.id is null then 'added' when o.deleted_at is not null then 'returned' else 'changed' end as how
          from {stage} s left join {table} o on o.district_id = :district_id and o.id = s.id
          where not s.deleted and (o.id is null or o.deleted_at is not null or ({old}) is distinct from ({new}))
          order by s.id),
        written as (
          insert into {table} as t (district_id, id, source_id, {names}, created_at, updated_at, version)
          select :district_id, id, source_id, {names}, cast(:now as timestamptz), :now, 1 from done
          on conflict (district_id, id) do update
          set {changes}, updated_at = excluded.updated_at, deleted_at = null, version = t.version + 1)
        {keeping(table)}{noting(table, "done.how", "done.differs", "done.came_from")}
        select count(*) from done""",
    )


async def retire(ctx: Context, table: str, stage: str, kind: str, *, delta: bool, unless: str = "false") -> int:
    """Mark rows deleted: in a delta those staged as such, in a bulk bundle those it does not list.

    Rows of `kind` that a faulty row speaks of stay, and those for which `unless` holds. Returns how many it marked.
    """
    gone = f"exists (select from {stage} s where s.id = t.id and s.deleted)"
    if not delta:
        gone = f"not exists (select from {stage} s where s.id = t.id and not s.deleted)"
    return await end(
        ctx,
        table,
        f"""{gone} and not ({unless})
        and not exists (select from protected p where p.kind = '{kind}' and p.id = t.id)""",
    )


async def end(ctx: Context, table: str, gone: str, more: str = "", **values: object) -> int:
    """Mark rows deleted for which `gone` holds, and note them. Returns how many."""
    return await count(
        ctx,
        f"""with done as (
          update {table} t set deleted_at = :now, updated_at = :now, version = t.version + 1{more}
          where t.district_id = :district_id and t.deleted_at is null and {gone}
          returning t.*, to_jsonb(old) as before)
        {keeping(table)}{noting(table, "'removed'")} select count(*) from done""",
        **values,
    )


async def alter(
    ctx: Context, table: str, change: str, what: str, which: str, columns: str = "'{}'::text[]", **values: object
) -> int:
    """Change rows that are there otherwise than by a staged row, and note them as `change`, with `columns` (SQL of their
    names). Returns how many.
    """
    return await count(
        ctx,
        f"""with done as (
          update {table} t set {what}, updated_at = :now, version = t.version + 1
          where t.district_id = :district_id and {which} returning t.*, to_jsonb(old) as before)
        {keeping(table)}{noting(table, f"'{change}'", columns)} select count(*) from done""",
        **values,
    )


def unknown(column: str, *tables: str) -> str:
    """The condition that a staged reference leads to nothing that lives, or to an id that two things claim."""
    known = " and ".join(
        f"not exists (select from {table} k where k.district_id = :district_id and k.id = s.{column} and k.deleted_at is null)"
        for table in tables
    )
    claimed = f"exists (select from ambiguous x where x.id = s.{column})"
    return f"(not s.deleted and s.{column} is not null and ({known} or {claimed}))"
