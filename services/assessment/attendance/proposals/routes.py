"""HTTP of proposals of triggers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.proposals import service
from services.assessment.attendance.proposals.errors import DecidedByRole, ProposalOver
from services.assessment.attendance.proposals.may import LISTING
from services.assessment.attendance.proposals.schemas import (
    AttendanceProposal,
    AttendanceProposalDecline,
    AttendanceProposalList,
)
from services.assessment.attendance.proposals.transitions import ACCEPT, DECLINE
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/attendance-proposals", tags=["attendance"])
PROPOSAL = "/{attendance_proposal_id}"
DECIDED = refusals(NotPermitted, NoLegalBasis, PeopleOnly, DecidedByRole, ProposalOver)


@router.get("", response_model=Page[AttendanceProposal], responses=refusals(NotPermitted, NoLegalBasis))
async def list_attendance_proposals(
    ctx: Annotated[Context, requires("attendance-proposals:read")], filters: Annotated[AttendanceProposalList, Query()]
) -> Response:
    """List what triggers propose for students, oldest first; people see those of their schools and caseloads."""
    return await service.listed(ctx, filters)


@router.get(PROPOSAL, response_model=AttendanceProposal, responses=refusals(NotPermitted, NoLegalBasis))
async def read_attendance_proposal(
    attendance_proposal_id: UUID, ctx: Annotated[Context, requires("attendance-proposals:read")]
) -> Response:
    """Read one proposal."""
    return await service.read(ctx, attendance_proposal_id)


@router.post(f"{PROPOSAL}/accept", response_model=AttendanceProposal, responses=DECIDED)
async def accept_attendance_proposal(
    attendance_proposal_id: UUID, ctx: Annotated[Context, requires(ACCEPT.door)]
) -> Response:
    """Accept what a trigger proposes, as whoever holds the role that decides; the work it asks for is asked of its owner."""
    await service.accept(ctx, attendance_proposal_id)
    return await ctx.reply_item(LISTING, attendance_proposal_id)


@router.post(f"{PROPOSAL}/decline", response_model=AttendanceProposal, responses=DECIDED)
async def decline_attendance_proposal(
    attendance_proposal_id: UUID, body: AttendanceProposalDecline, ctx: Annotated[Context, requires(DECLINE.door)]
) -> Response:
    """Decline it, and say why; it is not proposed again."""
    await service.decline(ctx, attendance_proposal_id, body)
    return await ctx.reply_item(LISTING, attendance_proposal_id)
