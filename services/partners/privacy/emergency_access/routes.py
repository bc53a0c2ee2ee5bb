"""HTTP of emergency access."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.privacy.emergency_access import service
from services.partners.privacy.emergency_access.errors import (
    EmergencyClosedAlready,
    EmergencyElsewhere,
    EmergencyOpenAlready,
    EmergencyReviewedAlready,
    EmergencyStillOpen,
    EmergencyUsedUp,
    NotYourOwnReview,
)
from services.partners.privacy.emergency_access.may import MAY
from services.partners.privacy.emergency_access.schemas import (
    EmergencyAccess,
    EmergencyAccessList,
    EmergencyAccessOpen,
    EmergencyAccessReview,
)
from services.partners.privacy.emergency_access.transitions import CLOSE, REVIEW
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotFound, NotPermitted, PeopleOnly, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/emergency-access", tags=["emergency access"])

Opener = Annotated[Context, requires("emergency:open")]


@router.get("", response_model=Page[EmergencyAccess], responses=refusals(NotPermitted))
async def list_emergency_access(ctx: Opener, filters: Annotated[EmergencyAccessList, Query()]) -> Response:
    """List emergency access, oldest first: one's own; stewards see all, and with `reviewed=false` what awaits review."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=EmergencyAccess,
    responses=refusals(
        *(NotPermitted, PeopleOnly, NotFound, NoSuchSchool, EmergencyElsewhere),
        *(EmergencyOpenAlready, EmergencyUsedUp),
    ),
)
async def open_emergency_access(body: EmergencyAccessOpen, ctx: Opener) -> Response:
    """Open student records one's roles do not show, because of a threat (34 CFR 99.36). Get a new token afterwards."""
    return ctx.reply(await MAY.reply(ctx, EmergencyAccess, await service.open_access(ctx, body)), 201)


@router.get("/{emergency_id}", response_model=EmergencyAccess, responses=refusals(NotPermitted))
async def read_emergency_access(emergency_id: UUID, ctx: Opener) -> Response:
    """Read one emergency access."""
    return await service.read(ctx, emergency_id)


@router.post(
    "/{emergency_id}/close", response_model=EmergencyAccess, responses=refusals(NotPermitted, EmergencyClosedAlready)
)
async def close_emergency_access(emergency_id: UUID, ctx: Annotated[Context, requires(CLOSE.door)]) -> Response:
    """Close an emergency access before its time: oneself, or a steward. Tokens that carry it are refused at once."""
    return ctx.reply(await MAY.reply(ctx, EmergencyAccess, await service.close(ctx, emergency_id)))


@router.post(
    "/{emergency_id}/review",
    response_model=EmergencyAccess,
    responses=refusals(*(NotPermitted, PeopleOnly, NotYourOwnReview, EmergencyStillOpen), EmergencyReviewedAlready),
)
async def review_emergency_access(
    emergency_id: UUID, body: EmergencyAccessReview, ctx: Annotated[Context, requires(REVIEW.door)]
) -> Response:
    """Review whether an emergency access was justified; somebody other than the opener does."""
    return ctx.reply(await MAY.reply(ctx, EmergencyAccess, await service.review(ctx, emergency_id, body)))
