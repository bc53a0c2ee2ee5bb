"""Race, ethnicity and languages as demographics.csv has them: what its header lacks says nothing."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from datetime import datetime
from typing import Any
from uuid import UUID

from services.assessment.roster.roster_imports import befores, staging
from services.assessment.roster.roster_imports.rows import LANGUAGES, RACES
from services.assessment.roster.roster_imports.work import Import
from shared.context.context import Context

_COLUMNS = RACES | LANGUAGES
_SPARED = "exists (select from spared x where x.file = 'demographics' and x.csv_column = '{}' and x.id = t.student_id)"


async def merge(work: Import) -> int:
    """Write what the file says of students that are listed. Returns how many rows it wrote."""
    said = {name: column for name, column in _COLUMNS.items() if name not in work.absent.get("demographics", _COLUMNS)}
    if not said:
        return 0
    names = ", ".join(said.values())
    kept = {
        column: f"case when {_SPARED.format(name)} then t.{column} else excluded.{column} end"
        for name, column in said.items()
    }
    change = ", ".join(f"{column} = {value}" for column, value in kept.items())
    differs = " or ".join(f"t.{column} is distinct from {value}" for column, value in kept.items())
    any_said = f"num_nonnulls({', '.join(f'd.{column}' for column in said.values())}) > 0"
    return await staging.count(
        work.ctx,
        f"""with done as (insert into student_demographics as t (district_id, id, student_id, {names},
          created_at, updated_at, created_by, updated_by, version)
        select :district_id, d.id, d.id, {", ".join(f"d.{column}" for column in said.values())},
          cast(:now as timestamptz), :now, cast(:actor as text), :actor, 1
        from stage_demographics d join students s on s.district_id = :district_id and s.id = d.id and s.deleted_at is null
        where not d.deleted and ({any_said} or exists (
          select from student_demographics o where o.district_id = :district_id and o.student_id = d.id))
        on conflict (district_id, student_id) do update
        set {change}, updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = t.version + 1
        where {differs} returning t.*, to_jsonb(old) as before)
        {befores.keeping("student_demographics")} select count(*) from done""",
        actor=work.ctx.actor,
    )


# Of whom no other that lists them says any: what only this one said is said no more, what a person wrote beside it is.
_LET_GO = f"""
update student_demographics t set {
    ", ".join(
        f"{name} = case when l.content -> '{name}' = to_jsonb(t.{name}) then null else t.{name} end"
        for name in _COLUMNS.values()
    )
}, updated_at = :now, updated_by = cast(:actor as text), version = t.version + 1
from roster_listings l
where t.district_id = :district_id and l.district_id = :district_id and l.kind = 'student_demographics'
and l.source = :source and l.student_id = t.student_id and not exists (select from roster_listings o
  join roster_listings k on k.district_id = o.district_id and k.source = o.source and k.student_id = o.student_id
    and k.kind = 'students' and k.listed
  where o.district_id = :district_id and o.kind = 'student_demographics' and o.student_id = t.student_id)
and exists (select from students s where s.district_id = :district_id and s.id = t.student_id and s.deleted_at is null)"""


async def let_go(ctx: Context, source: str) -> None:
    """Have nothing stand that a source that ended alone said of students whom others list."""
    await staging.execute(ctx, _LET_GO, source=source, actor=ctx.actor)


_OF = "district_id = :district_id and import_id = cast(:import_id as uuid) and row_kind = 'student_demographics'"
_IS_SO = "t.district_id = :district_id and t.updated_at = cast(:imported_at as timestamptz)"
_STAMPS = "updated_at = :now, updated_by = cast(:actor as text), version = t.version + 1"
_BACK = f"""
with w as (select row_id, jsonb_populate_record(null::student_demographics, before) as was
  from roster_import_befores where {_OF}),
done as (update student_demographics t set {", ".join(f"{name} = (w.was).{name}" for name in _COLUMNS.values())}, {_STAMPS}
  from w where {_IS_SO} and t.id = w.row_id returning t.*, to_jsonb(old) as before)
{befores.keeping("student_demographics")} select count(*) from done"""
# A row that the import made says nothing any more: it can be made to again.
_BLANK = f"""
with done as (update student_demographics t set {", ".join(f"{name} = null" for name in _COLUMNS.values())}, {_STAMPS}
  where {_IS_SO} and t.created_at = t.updated_at returning t.*, to_jsonb(old) as before)
{befores.keeping("student_demographics")} select count(*) from done"""
_SINCE = f"""
select s.source_id from student_demographics t join students s on s.district_id = t.district_id and s.id = t.student_id
where t.district_id = :district_id and t.updated_at > cast(:imported_at as timestamptz)
and (t.created_at = cast(:imported_at as timestamptz) or t.id in (select row_id from roster_import_befores where {_OF}))
order by 1"""


async def take_back(ctx: Context, import_id: UUID, imported_at: datetime) -> list[Any]:
    """Have them say what they said before an import. Returns those (`source_id`) that were changed since, and stay."""
    of = {"import_id": import_id, "imported_at": imported_at}
    since = await staging.fetch(ctx, _SINCE, **of)
    await staging.count(ctx, _BACK, **of, actor=ctx.actor)
    await staging.count(ctx, _BLANK, imported_at=imported_at, actor=ctx.actor)
    return since
