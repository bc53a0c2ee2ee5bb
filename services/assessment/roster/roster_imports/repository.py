"""SQL of the jobs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.assessment.records.student_records.tables import StudentMatchRow
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.schemas import (
    ChangeList,
    FaultList,
    ImportedChange,
    ImportFault,
    ImportList,
    RosterImport,
)
from services.assessment.roster.roster_imports.tables import (
    ImportMode,
    ImportState,
    RosterHeldRow,
    RosterImportChangeRow,
    RosterImportFaultRow,
    RosterImportPartRow,
    RosterImportRow,
)
from shared.context.context import Context
from shared.context.listing import listing
from shared.ids import new_id

HELD_ROWS_FOR = timedelta(days=30)
LISTING = listing(RosterImportRow, RosterImport, ImportList)
FAULTS = listing(
    RosterImportFaultRow,
    ImportFault,
    FaultList,
    order=("file", "row"),
    changed="created_at",
    computed={"row": 'nullif(s."row", 0)'},
    filters={"import_id": "s.import_id = {}::uuid"},
)
CHANGES = listing(
    RosterImportChangeRow,
    ImportedChange,
    ChangeList,
    order=("place",),
    changed="created_at",
    filters={"import_id": "s.import_id = {}::uuid"},
)


async def is_superseded(ctx: Context, row: RosterImportRow) -> bool:
    """Has a bundle that was sent after this one become the roster?"""
    jobs, done = RosterImportRow, (ImportState.FINISHED, ImportState.FINISHED_WITH_FAULTS)
    newer = tuple_(jobs.created_at, jobs.id) > (row.created_at, row.id)
    mine = [jobs.district_id == ctx.district_id, jobs.source == row.source, jobs.state.in_(done)]
    mine += [jobs.validate_only.is_(False), newer]
    if row.mode == ImportMode.DELTA:
        # Its rows say themselves when they were modified; what a whole roster says is newer than all of them.
        mine.append(jobs.mode == ImportMode.BULK)
    return bool(await ctx.session.scalar(select(exists().where(*mine))))


async def begun_since(ctx: Context, import_ids: Iterable[UUID]) -> datetime | None:
    """When the first of these imports began; None: there is none of them."""
    jobs = RosterImportRow
    mine = [jobs.district_id == ctx.district_id, jobs.id.in_(list(import_ids))]
    began = func.min(func.coalesce(jobs.started_at, jobs.created_at))
    found: datetime | None = await ctx.session.scalar(select(began).where(*mine))
    return found


async def change_import(ctx: Context, import_id: UUID, **values: Any) -> None:
    """Set columns of a job, and its stamps."""
    await ctx.session.execute(
        update(RosterImportRow)
        .where(RosterImportRow.district_id == ctx.district_id, RosterImportRow.id == import_id)
        .values(**values, version=RosterImportRow.version + 1, updated_at=ctx.now, updated_by=ctx.actor)
    )


async def keep_parts(ctx: Context, import_id: UUID, blocks: Iterable[bytes]) -> None:
    """Keep the bundle until the worker is through with it."""
    for part, content in enumerate(blocks):
        row = {"district_id": ctx.district_id, "import_id": import_id, "part": part, "content": content}
        await ctx.session.execute(insert(RosterImportPartRow), [row])


async def write_parts(ctx: Context, import_id: UUID, path: Path) -> None:
    """Write the kept bundle into a file."""
    parts = RosterImportPartRow
    mine = (parts.district_id == ctx.district_id, parts.import_id == import_id)
    numbers = list(await ctx.session.scalars(select(parts.part).where(*mine).order_by(parts.part)))
    with path.open("wb") as stream:
        for number in numbers:
            content = await ctx.session.scalar(select(parts.content).where(*mine, parts.part == number))
            stream.write(content or b"")


async def drop_parts(ctx: Context, import_id: UUID) -> None:
    """Forget the bundle."""
    parts = RosterImportPartRow
    await ctx.session.execute(delete(parts).where(parts.district_id == ctx.district_id, parts.import_id == import_id))


async def add_changes(ctx: Context, import_id: UUID, rows: list[dict[str, Any]]) -> None:
    """Keep what a job made different, or would have; in the place of what an earlier attempt found."""
    jobs = RosterImportChangeRow
    await ctx.session.execute(delete(jobs).where(jobs.district_id == ctx.district_id, jobs.import_id == import_id))
    if rows:
        fixed = {"district_id": ctx.district_id, "import_id": import_id, "created_at": ctx.now}
        kept = [{**row, **fixed, "id": new_id(), "place": place} for place, row in enumerate(rows)]
        await ctx.session.execute(insert(RosterImportChangeRow), kept)


async def forget_held_rows(ctx: Context) -> None:
    """Forget the rows of deltas that waited for what they name longer than a month."""
    held = RosterHeldRow
    late = held.held_at < ctx.now - HELD_ROWS_FOR
    await ctx.session.execute(delete(held).where(held.district_id == ctx.district_id, late))


async def let_go(ctx: Context, *, all_before: RosterImportRow | None = None) -> list[UUID]:
    """Forget the bundles of imports that were held back and can be approved no more: too late, or another came after them.

    Changes are what no later ones say: only a whole roster comes after them. Returns their ids.
    """
    jobs = RosterImportRow
    over = jobs.held_until <= ctx.now
    if all_before is not None:
        earlier = tuple_(jobs.created_at, jobs.id) < (all_before.created_at, all_before.id)
        of_source = and_(jobs.source == all_before.source, earlier)
        said_anew = all_before.mode == ImportMode.BULK
        over = or_(over, of_source if said_anew else and_(of_source, jobs.mode == ImportMode.BULK))
    mine = (jobs.district_id == ctx.district_id, jobs.held_until.is_not(None), over)
    found = list(await ctx.session.scalars(select(jobs.id).where(*mine)))
    for import_id in found:
        await drop_parts(ctx, import_id)
        await change_import(ctx, import_id, held_until=None)
    return found


async def add_faults(ctx: Context, import_id: UUID, faults: list[Fault]) -> None:
    """Keep the faults a job found, in the place of those an earlier attempt did."""
    jobs = RosterImportFaultRow
    await ctx.session.execute(delete(jobs).where(jobs.district_id == ctx.district_id, jobs.import_id == import_id))
    if faults:
        fixed = {"district_id": ctx.district_id, "import_id": import_id, "created_at": ctx.now}
        rows = [{**vars(fault), **fixed, "id": new_id()} for fault in faults]
        await ctx.session.execute(insert(RosterImportFaultRow), rows)


async def add_matches(ctx: Context, found: list[dict[str, Any]]) -> None:
    """Propose whom a bundle seems to list under another id, once each."""
    if found:
        stamps = {"created_at": ctx.now, "updated_at": ctx.now, "created_by": ctx.actor, "updated_by": ctx.actor}
        rows = [{**row, **stamps, "district_id": ctx.district_id, "id": new_id()} for row in found]
        await ctx.session.execute(upsert(StudentMatchRow).on_conflict_do_nothing(), rows)
