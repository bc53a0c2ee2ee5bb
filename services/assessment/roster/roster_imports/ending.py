"""A source ends: what it lists counts no more, and what was made of it is made anew of what others say. Nothing is forgotten."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from datetime import datetime

from sqlalchemy import exists, select, update

from services.assessment.records.roster_listings import worlds
from services.assessment.records.roster_listings.tables import RosterSourceRow
from services.assessment.roster.roster_imports import differences, guards, people, personal, staging
from services.assessment.roster.roster_imports.differences import KINDS, noting
from services.assessment.roster.roster_imports.events import RosterImportRequested
from services.assessment.roster.roster_imports.tables import ImportMode, ImportState, RosterImportRow
from services.assessment.roster.roster_imports.work import Import
from shared.context.context import Context
from shared.ids import new_id

#: What of a row is no roster's word.
_STAMPS = "array['created_at', 'updated_at', 'version', 'told', 'deleted_at', 'is_further', 'gone_with']"
_OF_SCHOOL = ("classes", "students", "enrollments")
# Kept as it was said: whether a row was listed stands in what it says.
_COUNTS = "coalesce(l.content ->> 'deleted_at', '') = ''"
_TURN = f"""with turned as (update roster_listings l set listed = :counts
  where l.district_id = :district_id and l.source = :source and l.listed <> :counts and {_COUNTS}
  returning l.kind, l.row_id, l.student_id)
insert into touched select kind, row_id from turned union select kind, student_id from turned where student_id is not null"""
_BEFORE = """create temporary table before_{table} on commit drop as
select t.id, to_jsonb(t) as was, t.deleted_at is not null as had_gone from {table} t
where t.district_id = :district_id and t.id in (select row_id from roster_listings where district_id = :district_id
  and source = :source and kind = '{table}' union select student_id from roster_listings
  where district_id = :district_id and source = :source and kind = '{table}')"""


def _noting(table: str) -> str:
    come = "(b.was ->> 'school_id')::uuid" if table in _OF_SCHOOL else "null::uuid"
    return f"""with done as materialized (
      select t.*, {come} as came_from, case when t.deleted_at is not null then '{{}}' else array(
        select key from jsonb_each(to_jsonb(t) - {_STAMPS}) now_ where now_.value is distinct from b.was -> key
        order by key) end as differs,
        case when t.deleted_at is not null then 'removed' when b.had_gone then 'returned' else 'changed' end as how
      from before_{table} b join {table} t on t.district_id = :district_id and t.id = b.id
      where t.updated_at = :now){noting(table, "done.how", "done.differs", "done.came_from")}
    select count(*) from done"""


async def is_at_rest(ctx: Context, source: str) -> bool:
    """Is nothing of a source being imported, or about to be?"""
    jobs = RosterImportRow
    under_way = (jobs.source == source, jobs.state.in_((ImportState.QUEUED, ImportState.RUNNING)))
    return not await ctx.session.scalar(select(exists().where(jobs.district_id == ctx.district_id, *under_way)))


async def ask(ctx: Context, source: str, *, validate_only: bool) -> RosterImportRow:
    """A job that ends a source, or only says what would change."""
    job = RosterImportRow(
        id=new_id(),
        state=ImportState.QUEUED,
        source=source,
        mode=ImportMode.BULK,
        validate_only=validate_only,
        allow_shrink=False,
        may_shrink=[],
        sha256="",
        bytes=0,
        attempts=0,
        progress={"file": None, "rows_done": 0, "rows_total": 0},
        files={},
        passed_over=[],
        fault_count=0,
        fault_counts={},
        ends_source=True,
    )
    ctx.add(job)
    await ctx.session.flush()
    ctx.emit(RosterImportRequested.of(job))
    return job


async def run(work: Import, row: RosterImportRow) -> None:
    """End the source of a job. Raises `RosterWouldShrink`: guards hold it as they do any difference."""
    await _say(work, row.source, row)
    before = await _turn(work, row.source, counts=False)
    await personal.let_go(work.ctx, row.source)
    await guards.hold(work, before)


async def undo(work: Import, source: str, ended_at: datetime) -> None:
    """What the source last listed counts again, as if it had not ended at that moment."""
    # It has its rank again before the rows are made anew.
    await _say(work, source, None)
    await _turn(work, source, counts=True, taken_back=ended_at)


async def _turn(work: Import, source: str, *, counts: bool, taken_back: datetime | None = None) -> dict[str, int]:
    """Have what a source lists count, or not. The difference is noted; returns how many of each kind there were."""
    ctx = work.ctx
    await staging.create(ctx)
    before = await guards.living(work)
    await differences.begin(ctx, work.today)
    for table in KINDS:
        await staging.execute(ctx, _BEFORE.format(table=table), source=source)
    await staging.execute(ctx, "create temporary table if not exists touched (kind text, row_id uuid) on commit drop")
    await staging.execute(ctx, _TURN, source=source, counts=counts)
    await worlds.together(ctx, work.today, taken_back=taken_back)
    for table in KINDS:
        await staging.count(ctx, _noting(table))
    await people.find_places(ctx)
    work.difference = await differences.read(ctx, before, await guards.living(work), work.today)
    return before


async def _say(work: Import, source: str, by: RosterImportRow | None) -> None:
    """Say of the source that it has ended by a job, or goes on."""
    row, ctx = RosterSourceRow, work.ctx
    await ctx.session.execute(
        update(row)
        .where(row.district_id == ctx.district_id, row.code == source)
        .values(
            ended_at=ctx.now if by else None,
            ended_by_import_id=by.id if by else None,
            version=row.version + 1,
            updated_at=ctx.now,
            updated_by=ctx.actor,
        )
    )
