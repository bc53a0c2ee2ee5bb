"""What earlier rosters of a source had: a file or a column is told as absent when it goes, not every night."""
# ruff: noqa: S608  names of tables are this code's own

from services.assessment.roster.roster_imports.staging import fetch
from services.assessment.roster.roster_imports.tables import ImportMode
from shared.context.context import Context

_IMPORTED = """roster_imports j where j.district_id = :district_id and j.source = :source and j.mode = :mode
  and j.imported_at is not null and j.restores is null and not j.ends_source"""
_FILES = f"""
select jsonb_object_keys(files) as file from (
  select j.files from {_IMPORTED} order by j.imported_at desc limit 1) newest"""
_LACKED = f"""
select distinct on (l.file) l.file, l.columns
from (select j.imported_at, j.lacking from {_IMPORTED}) j, jsonb_each(j.lacking) l (file, columns)
order by l.file, j.imported_at desc"""


async def files(ctx: Context, source: str) -> set[str]:
    """The files of the newest whole roster of a source."""
    found = await fetch(ctx, _FILES, source=source, mode=ImportMode.BULK)
    return {row.file for row in found}


async def lacked(ctx: Context, source: str, mode: str) -> dict[str, set[str]]:
    """By file the columns that its newest import of a source and a mode lacked."""
    return {row.file: set(row.columns) for row in await fetch(ctx, _LACKED, source=source, mode=mode)}
