"""HTTP of directory information (34 CFR 99.37)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.privacy.directory_information import service
from services.assessment.privacy.directory_information.errors import DirectoryNotOpen, SignerMissing
from services.assessment.privacy.directory_information.schemas import (
    DirectoryEntry,
    DirectoryList,
    DirectoryOptOut,
    DirectoryOptOutBody,
    DirectoryPolicy,
    DirectoryPolicyBody,
)
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.errors import StudentMerged
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NotPermitted, Stale, VersionMissing, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["directory information"])


@router.get(
    "/directory-information", response_model=Page[DirectoryEntry], responses=refusals(NoLegalBasis, DirectoryNotOpen)
)
async def list_directory_information(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[DirectoryList, Query()]
) -> Response:
    """List what the public notice designates, for students whose families did not opt out; everything else is null."""
    return await service.listed(ctx, filters)


@router.get("/directory-information-policy", response_model=DirectoryPolicy, responses=refusals())
async def read_directory_policy(ctx: Annotated[Context, requires("consents:read")]) -> Response:
    """Read the district's public notice. Version 0: none was given, and no directory information is disclosed."""
    return ctx.reply(await service.read_policy(ctx))


@router.put(
    "/directory-information-policy",
    response_model=DirectoryPolicy,
    responses=refusals(NotPermitted, NoLegalBasis, DaysOutOfOrder, VersionMissing, Stale),
)
async def set_directory_policy(
    body: DirectoryPolicyBody, ctx: Annotated[Context, requires("consents:write")]
) -> Response:
    """Record the public notice as it was given; needs If-Match (`"0"` for the first)."""
    return ctx.reply(await service.set_policy(ctx, body))


@router.get(
    "/students/{student_id}/directory-opt-out",
    response_model=DirectoryOptOut,
    responses=refusals(NoLegalBasis, StudentMerged),
)
async def read_directory_opt_out(student_id: UUID, ctx: Annotated[Context, requires("consents:read")]) -> Response:
    """Read whether the family opted out of directory information."""
    return ctx.reply(await service.read_opt_out(ctx, student_id))


@router.put(
    "/students/{student_id}/directory-opt-out",
    response_model=DirectoryOptOut,
    responses=refusals(NoLegalBasis, StudentMerged, SignerMissing, DaysOutOfOrder),
)
async def set_directory_opt_out(
    student_id: UUID, body: DirectoryOptOutBody, ctx: Annotated[Context, requires("consents:write")]
) -> Response:
    """Opt a student out of directory information, effective at once everywhere."""
    return ctx.reply(await service.opt_out(ctx, student_id, body))


@router.delete(
    "/students/{student_id}/directory-opt-out", status_code=204, responses=refusals(NoLegalBasis, StudentMerged)
)
async def withdraw_directory_opt_out(student_id: UUID, ctx: Annotated[Context, requires("consents:write")]) -> Response:
    """Withdraw an opt-out of directory information."""
    await service.withdraw_opt_out(ctx, student_id)
    return ctx.nothing()
