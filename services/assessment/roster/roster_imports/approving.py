"""What a person decides of an import: what was held back is imported after all, what was imported is taken back."""

from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.roster.roster_imports import holding, repository
from services.assessment.roster.roster_imports.events import RosterImportRequested
from services.assessment.roster.roster_imports.may import LISTING
from services.assessment.roster.roster_imports.schemas import ChangeList, ImportApprovalBody
from services.assessment.roster.roster_imports.tables import ImportMode, ImportState, RosterImportRow
from services.assessment.roster.roster_imports.transitions import APPROVE, RESTORE
from shared.approval.errors import HashDiffers
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.ids import new_id
from shared.texts.words import Words


async def changes(ctx: Context, import_id: UUID, filters: ChangeList) -> Response:
    """The rows of a difference; they name students by the roster's ids, as faults do."""
    await disclosures.officials_only(ctx, RecordKind.ROSTER)
    POLICY.require(ctx, "roster:write")
    await ctx.get(RosterImportRow, import_id, "roster import")
    ctx.audit_reading(records="roster_import_changes")
    return await ctx.page(repository.CHANGES, filters, {"import_id": import_id})


async def approve(ctx: Context, import_id: UUID, wish: ImportApprovalBody) -> Response:
    """Import it, if it still makes exactly the difference that was read. Not by whoever sent it."""
    POLICY.require(ctx, APPROVE.right)
    row = await ctx.get(RosterImportRow, import_id, "roster import", lock=True)
    APPROVE.check_caller(ctx)
    await APPROVE.check(ctx, row)
    if wish.difference_hash != row.difference_hash:
        raise HashDiffers(Words("Read its difference again.", es="Lea de nuevo sus diferencias."))
    row.state, row.attempts, row.held_until, row.refusal, row.finished_at = ImportState.QUEUED, 0, None, None, None
    row.approved_by, row.approved_at, row.approved_hash = ctx.actor, ctx.now, row.difference_hash
    await ctx.session.flush()
    await holding.approved(ctx, row)
    ctx.emit(RosterImportRequested.of(row))
    return await ctx.reply_item(LISTING, import_id, status=202)


async def restore(ctx: Context, import_id: UUID) -> Response:
    """Have all that an import made different put back, by a job of its own; what was changed since stays and is told."""
    POLICY.require(ctx, RESTORE.right)
    row = await ctx.get(RosterImportRow, import_id, "roster import")
    RESTORE.check_caller(ctx)
    await RESTORE.check(ctx, row)
    row.restorable_until = None
    job = RosterImportRow(
        id=new_id(),
        state=ImportState.QUEUED,
        source=row.source,
        mode=ImportMode.DELTA,
        validate_only=False,
        allow_shrink=False,
        may_shrink=[],
        sha256=row.sha256,
        bytes=0,
        attempts=0,
        progress={"file": None, "rows_done": 0, "rows_total": 0},
        files={},
        passed_over=[],
        fault_count=0,
        fault_counts={},
        restores=row.id,
    )
    ctx.add(job)
    await ctx.session.flush()
    ctx.emit(RosterImportRequested.of(job))
    return await ctx.reply_item(LISTING, job.id, status=202)
