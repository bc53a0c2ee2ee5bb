"""What rows were before an import changed them, so that it can be taken back: kept of the newest ones, for a while."""
# ruff: noqa: S608  names of tables are this code's own

from datetime import timedelta
from uuid import UUID

from services.assessment.roster.roster_imports.staging import execute
from shared.context.context import Context

RESTORABLE_FOR = timedelta(days=14)
#: How many of the newest imports of a source can be taken back.
MOST_RESTORABLE = 5

# A row that the same import made is none that was before it.
_KEEP = """
insert into roster_import_befores (district_id, import_id, row_kind, row_id, other_id, before)
select distinct on (kind, row_id, other_id) :district_id, cast(:import_id as uuid), kind, row_id, other_id, before
from befores where (before ->> 'created_at')::timestamptz is distinct from :now
order by kind, row_id, other_id, place"""
_OLD = """
with newest as (select id, row_number() over (partition by source order by id = cast(:import_id as uuid) desc,
    imported_at desc) as place from roster_imports
  where district_id = :district_id and (restorable_until is not null or id = cast(:import_id as uuid))),
old as (select id from newest where place > :most),
over as (update roster_imports j set restorable_until = null where j.district_id = :district_id
  and (j.id in (select id from old) or j.restorable_until <= :now) returning j.id)
delete from roster_import_befores b using over where b.district_id = :district_id and b.import_id = over.id"""


def keeping(table: str) -> str:
    """Part of a statement that keeps what the rows of its part `done` were: their column `before`, null of a new one."""
    return f""",
  kept as (insert into befores (kind, row_id, other_id, before)
    select '{table}', done.id, done.id, done.before from done where done.before is not null)"""


async def keep(ctx: Context, import_id: UUID) -> None:
    """Keep what this transaction found before it changed it, for a restore; of the oldest imports nothing any more."""
    await execute(ctx, _KEEP, import_id=import_id)
    await forget(ctx, import_id, MOST_RESTORABLE)


async def forget(ctx: Context, import_id: UUID | None = None, most: int = MOST_RESTORABLE) -> None:
    """Forget what was kept too long, or of more imports than can be taken back."""
    await execute(ctx, _OLD, import_id=import_id, most=most)
