"""HTTP of organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.community.organizations import service
from services.partners.community.organizations.errors import (
    IntroducerNotAsked,
    OrganizationMerged,
    PositionNotWhole,
    TooManySites,
)
from services.partners.community.organizations.schemas import (
    Organization,
    OrganizationCreate,
    OrganizationList,
    OrganizationSiteCreate,
    OrganizationSiteUpdate,
    OrganizationUpdate,
)
from services.partners.community.organizations.transitions import CHANGE, CHANGE_SITE, DELETE_SITE, SITES
from shared.context.context import Context
from shared.errors import NoSuchSchool, NoSuchStaff, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/organizations", tags=["organizations"])
Reader = Annotated[Context, requires("organizations:read")]


@router.get("", response_model=Page[Organization], responses=refusals(NotPermitted))
async def list_organizations(ctx: Reader, filters: Annotated[OrganizationList, Query()]) -> Response:
    """List organisations with their sites, by name, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=Organization,
    responses=refusals(NotPermitted, NoSuchSchool, NoSuchStaff, IntroducerNotAsked),
)
async def add_organization(
    body: OrganizationCreate, ctx: Annotated[Context, requires("organizations:write")]
) -> Response:
    """Write down an organisation. Those that may be the same are then in `GET /v1/organization-matches`."""
    return await service.reply(ctx, await service.add(ctx, body), 201)


@router.get("/{organization_id}", response_model=Organization, responses=refusals(NotPermitted))
async def read_organization(organization_id: UUID, ctx: Reader) -> Response:
    """Read one organisation; one that was merged says into which."""
    return await service.read(ctx, organization_id)


@router.patch(
    "/{organization_id}",
    response_model=Organization,
    responses=refusals(NotPermitted, NoSuchSchool, NoSuchStaff, IntroducerNotAsked, OrganizationMerged),
)
async def change_organization(
    organization_id: UUID, body: OrganizationUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change an organisation; `status: ended` is how it ends."""
    return await service.reply(ctx, await service.change(ctx, organization_id, body))


@router.post(
    "/{organization_id}/sites",
    status_code=201,
    response_model=Organization,
    responses=refusals(NotPermitted, NoSuchSchool, OrganizationMerged, TooManySites),
)
async def add_organization_site(
    organization_id: UUID, body: OrganizationSiteCreate, ctx: Annotated[Context, requires(SITES.door)]
) -> Response:
    """Add a place where it works: an address of its own, or a school it comes to."""
    return await service.reply(ctx, await service.add_site(ctx, organization_id, body), 201)


@router.patch(
    "/{organization_id}/sites/{site_id}",
    response_model=Organization,
    responses=refusals(NotPermitted, NoSuchSchool, OrganizationMerged, PositionNotWhole),
)
async def change_organization_site(
    organization_id: UUID,
    site_id: UUID,
    body: OrganizationSiteUpdate,
    ctx: Annotated[Context, requires(CHANGE_SITE.door)],
) -> Response:
    """Change a place where it works, by the organisation's version."""
    return await service.reply(ctx, await service.change_site(ctx, organization_id, site_id, body))


@router.delete(
    "/{organization_id}/sites/{site_id}", status_code=204, responses=refusals(NotPermitted, OrganizationMerged)
)
async def remove_organization_site(
    organization_id: UUID, site_id: UUID, ctx: Annotated[Context, requires(DELETE_SITE.door)]
) -> Response:
    """Remove a place where it works no more."""
    await service.remove_site(ctx, organization_id, site_id)
    return ctx.nothing()
