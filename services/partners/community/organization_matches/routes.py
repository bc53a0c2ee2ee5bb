"""HTTP of pairs of organisations that may be one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.community.organization_matches import service
from services.partners.community.organization_matches.schemas import OrganizationMatch, OrganizationMatchList
from services.partners.community.organization_matches.transitions import DELETE
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/organization-matches", tags=["organizations"])


@router.get("", response_model=Page[OrganizationMatch], responses=refusals(NotPermitted))
async def list_organization_matches(
    ctx: Annotated[Context, requires("organizations:read")], filters: Annotated[OrganizationMatchList, Query()]
) -> Response:
    """List pairs of organisations that may be one, with the reasons: merge them, or dismiss the pair."""
    return await service.listed(ctx, filters)


@router.get("/{match_id}", response_model=OrganizationMatch, responses=refusals(NotPermitted))
async def read_organization_match(match_id: UUID, ctx: Annotated[Context, requires("organizations:read")]) -> Response:
    """Read one pair, also one that is proposed no more."""
    return await service.read(ctx, match_id)


@router.delete("/{match_id}", status_code=204, responses=refusals(NotPermitted))
async def dismiss_organization_match(match_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Say that they are two; the pair comes back only with something new in common."""
    await service.dismiss(ctx, match_id)
    return ctx.nothing()
