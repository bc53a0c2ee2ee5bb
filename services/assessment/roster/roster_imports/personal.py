"""Race, ethnicity and languages as demographics.csv has them: what its header lacks says nothing."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from services.assessment.roster.roster_imports import staging
from services.assessment.roster.roster_imports.rows import LANGUAGES, RACES
from services.assessment.roster.roster_imports.work import Import

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
    return await staging.execute(
        work.ctx,
        f"""insert into student_demographics as t (district_id, id, student_id, {names},
          created_at, updated_at, created_by, updated_by, version)
        select :district_id, d.id, d.id, {", ".join(f"d.{column}" for column in said.values())},
          cast(:now as timestamptz), :now, cast(:actor as text), :actor, 1
        from stage_demographics d join students s on s.district_id = :district_id and s.id = d.id and s.deleted_at is null
        where not d.deleted and ({any_said} or exists (
          select from student_demographics o where o.district_id = :district_id and o.student_id = d.id))
        on conflict (district_id, student_id) do update
        set {change}, updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = t.version + 1
        where {differs}""",
        actor=work.ctx.actor,
    )
