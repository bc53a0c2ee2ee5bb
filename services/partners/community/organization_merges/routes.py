"""HTTP of merging organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.community.organization_merges import service
from services.partners.community.organization_merges.errors import (
    NoSuchOtherOrganization,
    OneOrganization,
)
from services.partners.community.organization_merges.schemas import OrganizationMerge, OrganizationMergeBody
from services.partners.community.organizations.errors import OrganizationMerged, OrganizationsNotMerged
from services.partners.community.organizations.schemas import Organization
from services.partners.community.organizations.service import reply
from services.partners.community.organizations.transitions import MERGE, SPLIT
from shared.context.context import Context
from shared.context.paging import Paging
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/organizations", tags=["organizations"])


@router.post(
    "/{organization_id}/merge",
    response_model=Organization,
    responses=refusals(NotPermitted, OneOrganization, NoSuchOtherOrganization, OrganizationMerged),
)
async def merge_organizations(
    organization_id: UUID, body: OrganizationMergeBody, ctx: Annotated[Context, requires(MERGE.door)]
) -> Response:
    """Make another organisation part of this one: what refers to the other is shown here, and the other leads to this one."""
    return await reply(ctx, await service.merge(ctx, organization_id, body))


@router.post(
    "/{organization_id}/split",
    response_model=Organization,
    responses=refusals(NotPermitted, OrganizationsNotMerged, OrganizationMerged),
)
async def split_organizations(
    organization_id: UUID, body: OrganizationMergeBody, ctx: Annotated[Context, requires(SPLIT.door)]
) -> Response:
    """Undo a merge: both stand for themselves again."""
    return await reply(ctx, await service.split(ctx, organization_id, body))


@router.get("/{organization_id}/merges", response_model=Page[OrganizationMerge], responses=refusals(NotPermitted))
async def list_organization_merges(
    organization_id: UUID,
    ctx: Annotated[Context, requires("organizations:read")],
    paging: Annotated[Paging, Query()],
) -> Response:
    """List which organisations were made one with this one, or were."""
    return await service.listed(ctx, organization_id, paging)
