"""Use cases of roster imports."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.roster_listings import repository as sources
from services.assessment.records.roster_listings.errors import NoSuchRosterSource
from services.assessment.records.student_records.repository import ROSTER
from services.assessment.roster.roster_imports import repository
from services.assessment.roster.roster_imports.bounds import Bounds
from services.assessment.roster.roster_imports.bundle import blocks, inspect
from services.assessment.roster.roster_imports.events import RosterImportRequested
from services.assessment.roster.roster_imports.may import LISTING
from services.assessment.roster.roster_imports.schemas import ImportWish
from services.assessment.roster.roster_imports.tables import ImportMode, ImportState, RosterImportRow, RosterKind
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.errors import BodyTooLarge, fault
from shared.ids import new_id
from shared.texts.words import Words


def visible(ctx: Context) -> dict[str, Any]:
    """Jobs are for those who may import."""
    POLICY.require(ctx, "roster:write")
    return {}


async def read(ctx: Context, import_id: UUID) -> Response:
    """One job."""
    return await ctx.item(LISTING, import_id, "roster import", visible(ctx))


async def read_faults(ctx: Context, import_id: UUID) -> None:
    """Faults name students by the roster's ids: they are for the district's own, and its school officials' alone."""
    await disclosures.officials_only(ctx, RecordKind.ROSTER)
    POLICY.require(ctx, "roster:write")
    await ctx.get(RosterImportRow, import_id, "roster import")
    ctx.audit_reading(records="roster_import_faults")


async def request(
    ctx: Context, wish: ImportWish, body: AsyncIterator[bytes], claim: Callable[[str], Awaitable[None]]
) -> RosterImportRow:
    """Take a bundle in, refuse what can be refused at once, and leave the rest to the worker.

    `claim` takes the caller's Idempotency-Key for the body's SHA-256.
    """
    POLICY.require(ctx, "roster:write")
    source = wish.source or ROSTER
    await sources.check_goes_on(ctx, source)
    if source != ROSTER and source not in await sources.ranks(ctx):
        unknown = Words("unknown in this district", es="desconocido en este distrito")
        raise NoSuchRosterSource(errors=[fault("source", unknown, NoSuchRosterSource.code)])
    with tempfile.TemporaryDirectory(prefix="roster-") as folder:
        path = Path(folder) / "bundle.zip"
        size, digest = await _spool(ctx, body, path)
        await claim(digest)
        bundle = await asyncio.to_thread(inspect, path, wish.mode, Bounds.of(ctx.settings))
        named = {kind for kind in wish.allow_shrink if isinstance(kind, RosterKind)}
        may_shrink = [kind for kind in RosterKind if kind in named or "true" in wish.allow_shrink]
        row = RosterImportRow(
            id=new_id(),
            state=ImportState.QUEUED,
            source=source,
            mode=ImportMode(bundle.mode),
            validate_only=wish.validate_only,
            allow_shrink=may_shrink == [*RosterKind],
            may_shrink=may_shrink,
            sha256=digest,
            bytes=size,
            attempts=0,
            progress={"file": None, "rows_done": 0, "rows_total": sum(bundle.lines.values())},
            files={},
            passed_over=bundle.passed_over,
            fault_count=0,
            fault_counts={},
            refusal=None,
            difference=None,
            difference_hash=None,
            held_until=None,
            approved_by=None,
            approved_at=None,
            approved_hash=None,
            restores=None,
            imported_at=None,
            restorable_until=None,
            started_at=None,
            finished_at=None,
        )
        ctx.add(row)
        await ctx.session.flush()
        await repository.keep_parts(ctx, row.id, blocks(path))
    ctx.emit(RosterImportRequested.of(row))
    return row


async def _spool(ctx: Context, body: AsyncIterator[bytes], path: Path) -> tuple[int, str]:
    """Write the body to a file; returns its size and SHA-256."""
    most, size, digest = ctx.settings.max_upload_bytes, 0, hashlib.sha256()
    with path.open("wb") as stream:
        async for block in body:
            size += len(block)
            if size > most:
                raise BodyTooLarge(Words(f"At most {most} bytes.", es=f"Como máximo {most} bytes."))
            digest.update(block)
            stream.write(block)
    return size, digest.hexdigest()
