"""HTTP of grants that wait for a second person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.access.grant_proposals import service
from services.partners.access.grant_proposals.errors import ProposalDecided, ProposalOver
from services.partners.access.grant_proposals.schemas import GrantProposalDetail, GrantProposalList, GrantToDecide
from services.partners.access.grant_proposals.transitions import CONFIRM, REFUSE
from services.partners.directory.role_catalogue.errors import HeldSince, RoleIsBrought
from services.partners.directory.roles.errors import LinkNotConfirmed, NotAnotherPerson, RoleHeldAlready
from shared.context.context import Context
from shared.errors import NotPermitted, NotToYourself, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/grant-proposals", tags=["grant proposals"])


@router.get("", response_model=Page[GrantToDecide], responses=refusals(NotPermitted))
async def list_grant_proposals(
    ctx: Annotated[Context, requires("grants:confirm")], filters: Annotated[GrantProposalList, Query()]
) -> Response:
    """List grants of far-reaching roles that wait for a second person, and what became of the others."""
    return await service.listed(ctx, filters)


@router.get("/{proposal_id}", response_model=GrantProposalDetail, responses=refusals(NotPermitted))
async def read_grant_proposal(proposal_id: UUID, ctx: Annotated[Context, requires("grants:confirm")]) -> Response:
    """Read one proposed grant. Of a role that comes to stand on another profile it says whom that reaches, and what it opens."""
    return ctx.reply(await service.read(ctx, proposal_id))


@router.post(
    "/{proposal_id}/confirm",
    response_model=GrantToDecide,
    responses=refusals(
        *(NotPermitted, NotToYourself, NotAnotherPerson, LinkNotConfirmed),
        *(ProposalOver, ProposalDecided, HeldSince, RoleHeldAlready, RoleIsBrought),
    ),
)
async def confirm_grant_proposal(proposal_id: UUID, ctx: Annotated[Context, requires(CONFIRM.door)]) -> Response:
    """Stand for a grant another asked for: it is made now. Refused, too, for whatever the call that asked would be now."""
    return ctx.reply(await service.shown(ctx, await service.confirm(ctx, proposal_id)))


@router.post(
    "/{proposal_id}/refuse",
    response_model=GrantToDecide,
    responses=refusals(NotPermitted, ProposalOver, ProposalDecided),
)
async def refuse_grant_proposal(proposal_id: UUID, ctx: Annotated[Context, requires(REFUSE.door)]) -> Response:
    """Refuse a proposed grant, or take back one's own."""
    return ctx.reply(await service.shown(ctx, await service.refuse(ctx, proposal_id)))
