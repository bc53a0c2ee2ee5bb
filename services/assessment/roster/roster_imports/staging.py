"""SQL that brings a bundle's rows into temporary tables of the import's own transaction."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from typing import Any

from services.assessment.records.student_records import statements
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.rows import FORMS, RACES, Form, Record
from services.assessment.roster.roster_imports.tables import FaultSeverity
from shared.context.context import Context
from shared.db.copying import driver

_TYPES = {
    **dict.fromkeys(("deleted", "is_primary", "enabled", *RACES.values()), "boolean"),
    **dict.fromkeys(("id", "parent_id", "course_id", "school_id", "org_id", "person_id", "class_id"), "uuid"),
    **dict.fromkeys(("starts_on", "ends_on", "begins_on", "birth_date"), "date"),
    **dict.fromkeys(("grades", "subjects"), "text[]"),
    **dict.fromkeys(("session_ids", "agents"), "uuid[]"),
    "row_no": "integer",
    "modified_at": "timestamptz",
}
_HEAD = ("row_no", "id", "source_id", "deleted", "modified_at")
# Found by the import itself.
_EXTRA = {"classes": ", course_title text, course_code text"}
execute, fetch, count = statements.execute, statements.fetch, statements.count
# What one statement may hand back of the rows it found faulty; the count is always the true one.
MOST_FOUND = 10_000


def stage_of(file: str) -> str:
    """The temporary table of a file."""
    return f"stage_{file.lower()}"


async def create(ctx: Context) -> None:
    """Empty staging tables. They live in this transaction alone, and no other connection sees them."""
    # A district on its first day looks to the planner as if it had one row: the nested loops it would then choose take
    # hours on a large one. Whole sets are joined here, and hashing them is never far from the best plan.
    await execute(ctx, "set local enable_nestloop = off")
    await execute(ctx, "set local work_mem = '64MB'")
    # The planner needs to know how many rows are staged, hardly what is in them.
    await execute(ctx, "set local default_statistics_target = 10")
    for form in FORMS.values():
        columns = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in (*_HEAD, *form.staged))
        await _fresh(ctx, stage_of(form.file), columns + _EXTRA.get(form.file, ""))
    await _fresh(ctx, "protected", "kind text, id uuid, file text, row_no integer")
    await _fresh(ctx, "spared", "file text, id uuid, csv_column text")
    await _fresh(ctx, "ambiguous", "id uuid")
    kept = "place bigint generated always as identity, kind text, row_id uuid, other_id uuid, before jsonb"
    await _fresh(ctx, "befores", kept)
    await _fresh(ctx, "passed_over", "file text, id uuid")
    await _fresh(ctx, "called", "student_id uuid, id uuid, source_id text")
    told = "kind text, change text, row_id uuid, source_id text, columns text[], from_school_id uuid, school_id uuid"
    await _fresh(ctx, "differences", told)
    await _fresh(ctx, "difference_counts", "kind text, change text, number bigint, digest numeric")
    await _fresh(ctx, "waiting", "file text, id uuid, held_at timestamptz")


async def _fresh(ctx: Context, table: str, columns: str) -> None:
    await execute(ctx, f"drop table if exists pg_temp.{table}")
    await execute(ctx, f"create temporary table {table} ({columns}) on commit drop")


async def copy(ctx: Context, form: Form, records: list[Record]) -> None:
    """Add rows of one file."""
    connection = await driver(ctx.session)
    await connection.copy_records_to_table(
        stage_of(form.file), records=records, columns=[*_HEAD, *form.staged], schema_name="pg_temp"
    )


async def note(ctx: Context, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Note whom faulty rows speak of (`protected`: not to be taken for absent), or which cells were at fault (`spared`)."""
    if rows:
        connection = await driver(ctx.session)
        await connection.copy_records_to_table(table, records=rows, schema_name="pg_temp")


async def settle(ctx: Context, file: str) -> tuple[int, int, list[Fault]]:
    """Take out repeated ids (the first row stands) and let the planner know the table. Returns the faults."""
    stage = stage_of(file)
    await execute(ctx, f"analyze {stage}")
    if not await fetch(ctx, f"select 1 from {stage} group by id having count(*) > 1 limit 1"):
        return 0, 0, []
    again = f"exists (select from {stage} f where f.id = s.id and f.row_no < s.row_no)"
    return await reject(ctx, file, "sourcedId", "source_id_repeated", "An earlier row has this sourcedId.", again)


async def reject(
    ctx: Context,
    file: str,
    column: str,
    code: str,
    detail: str,
    condition: str,
    *,
    of: tuple[str, str] | None = None,
    held: bool = False,
) -> tuple[int, int, list[Fault]]:
    """Take rows (`s`) for which `condition` holds out of the stage, as faults.

    `of`: a kind, and the column that names one of it; where a row of that was not taken, it is the cause, and this its ripple.
    `held`: they are kept until what they name comes.
    Returns how many there are, how many of them ripples, and the first of them. Whoever they speak of is protected from being
    taken for absent.
    """
    person = f"union all select 'users', person_id, '{file}', row_no from bad" if file == "roles" else ""
    kind, key = of or ("", "id")
    waiting = ""
    if held:
        waiting = f""", held as (insert into roster_held_rows (district_id, file, id, content, held_at)
             select :district_id, '{file}', b.id, to_jsonb(b), coalesce(w.held_at, :now) from bad b
             left join waiting w on w.file = '{file}' and w.id = b.id
             on conflict (district_id, file, id) do update set content = excluded.content)"""
    found = await fetch(
        ctx,
        f"""with bad as (delete from {stage_of(file)} s where {condition} returning s.*),
             kept as (insert into protected select '{file}', id, '{file}', row_no from bad {person}),
             causes as (select distinct on (id) id, file, row_no from protected where kind = '{kind}' order by id, row_no)
             {waiting}
        select b.row_no, b.source_id, c.file, c.row_no as cause, count(*) over () as total, count(c.id) over () as ripples
        from bad b left join causes c on c.id = b.{key} order by c.id is not null, b.row_no limit {MOST_FOUND}""",
    )
    faults = [
        Fault(
            *(file, row.row_no, column, code, detail, row.source_id),
            *((FaultSeverity.RIPPLE, row.file, row.cause) if row.file else (FaultSeverity.IDENTITY, None, None)),
        )
        for row in found
    ]
    return (found[0].total, found[0].ripples, faults) if found else (0, 0, [])
