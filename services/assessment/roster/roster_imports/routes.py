"""HTTP of roster imports: OneRoster CSV bundles in, jobs and their faults out."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.roster_listings.errors import NoSuchRosterSource, RosterSourceEnded
from services.assessment.roster.roster_imports import approving, repository, service
from services.assessment.roster.roster_imports.errors import (
    BundleEncrypted,
    BundleFilesDisagree,
    BundleModeDisagrees,
    BundleNotAZip,
    BundleNotUtf8,
    BundlePackedTooTight,
    BundlePathRefused,
    BundleTooLargeUnpacked,
    BundleTooManyFiles,
    BundleTooManyRows,
    BundleVersionUnsupported,
    BundleWithoutManifest,
    ImportNotHeld,
    ImportNotRestorable,
)
from services.assessment.roster.roster_imports.may import LISTING, MAY
from services.assessment.roster.roster_imports.schemas import (
    ChangeList,
    FaultList,
    ImportApprovalBody,
    ImportedChange,
    ImportFault,
    ImportList,
    ImportWish,
    RosterImport,
)
from services.assessment.roster.roster_imports.transitions import APPROVE, RESTORE
from shared.approval.errors import HashDiffers, OwnWork
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, UnsupportedMediaType, refusals
from shared.schemas import Page
from shared.texts.words import Words
from shared.web import idempotency
from shared.web.requires import requires

router = APIRouter(prefix="/v1/roster-imports", tags=["roster imports"])

#: As Windows calls it, too: taken, but not in the contract, whose generated clients know one name of a zip.
ZIPS = ("application/zip", "application/x-zip-compressed")
BUNDLE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The OneRoster 1.2 CSV bundle, as the zip file it is.",
        "content": {ZIPS[0]: {"schema": {"type": "string", "format": "binary"}}},
    }
}
REFUSALS = (
    *(BundleNotAZip, BundleEncrypted, BundlePathRefused, BundleWithoutManifest),
    *(BundleVersionUnsupported, BundleFilesDisagree, BundleModeDisagrees),
    *(BundleTooManyFiles, BundleTooLargeUnpacked, BundlePackedTooTight, BundleTooManyRows, BundleNotUtf8),
)


async def zip_only(request: Request) -> None:
    """Refuse any other body before a byte of it is read."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in ZIPS:
        raise UnsupportedMediaType(Words("Send application/zip.", es="Envíe application/zip."))


@router.post(
    "",
    status_code=202,
    response_model=RosterImport,
    responses=refusals(NotPermitted, NoSuchRosterSource, RosterSourceEnded, *REFUSALS),
    openapi_extra=BUNDLE,
)
async def import_roster(
    request: Request,
    ctx: Annotated[Context, requires("roster:write", upload=True)],
    wish: Annotated[ImportWish, Query()],
    _: Annotated[None, Depends(zip_only)],
) -> Response:
    """Submit a roster bundle. It is checked as a whole now and imported by a job, all or nothing."""
    row = await service.request(ctx, wish, request.stream(), lambda digest: idempotency.claim(ctx, request, digest))
    return ctx.reply(await MAY.reply(ctx, RosterImport, row), 202)


@router.get("", response_model=Page[RosterImport], responses=refusals(NotPermitted))
async def list_roster_imports(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[ImportList, Query()]
) -> Response:
    """List roster imports, oldest first, or by change with `updated_since`."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.get("/{import_id}", response_model=RosterImport, responses=refusals(NotPermitted))
async def read_roster_import(import_id: UUID, ctx: Annotated[Context, requires("roster:read")]) -> Response:
    """Read one import: its progress, the result for each file, and why it was refused."""
    return await service.read(ctx, import_id)


@router.get("/{import_id}/changes", response_model=Page[ImportedChange], responses=refusals(NotPermitted, NoLegalBasis))
async def list_roster_import_changes(
    import_id: UUID, ctx: Annotated[Context, requires("roster:read")], filters: Annotated[ChangeList, Query()]
) -> Response:
    """List the rows an import made different, or would have: the first 10,000, those it drops before others."""
    return await approving.changes(ctx, import_id, filters)


@router.post(
    "/{import_id}/approve",
    status_code=202,
    response_model=RosterImport,
    responses=refusals(NotPermitted, PeopleOnly, OwnWork, ImportNotHeld, HashDiffers),
)
async def approve_roster_import(
    import_id: UUID, body: ImportApprovalBody, ctx: Annotated[Context, requires(APPROVE.door)]
) -> Response:
    """Have a bundle imported that was held back, as a person who looked at its difference and did not send it.

    It is imported if it still makes exactly that difference, else held back anew.
    """
    return await approving.approve(ctx, import_id, body)


@router.post(
    "/{import_id}/restore",
    status_code=202,
    response_model=RosterImport,
    responses=refusals(NotPermitted, PeopleOnly, ImportNotRestorable),
)
async def restore_roster_import(import_id: UUID, ctx: Annotated[Context, requires(RESTORE.door)]) -> Response:
    """Have one of the newest imports taken back, as a person: what it made different is as it was, and told again.

    The reply is the job that does it. Rows that were changed since stay as they are, and are its faults (`changed_since`).
    """
    return await approving.restore(ctx, import_id)


@router.get("/{import_id}/faults", response_model=Page[ImportFault], responses=refusals(NotPermitted, NoLegalBasis))
async def list_roster_import_faults(
    import_id: UUID, ctx: Annotated[Context, requires("roster:read")], filters: Annotated[FaultList, Query()]
) -> Response:
    """List the rows that were not imported, by file and row; the first 10,000 of `fault_count`."""
    await service.read_faults(ctx, import_id)
    return await ctx.page(repository.FAULTS, filters, {"import_id": import_id})
