"""HTTP of thresholds."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.assessment.roster.roster_thresholds import service
from services.assessment.roster.roster_thresholds.schemas import RosterThresholds, RosterThresholdsBody
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, Stale, VersionMissing, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/roster-thresholds", tags=["roster imports"])


@router.get("", response_model=RosterThresholds, responses=refusals(NotPermitted))
async def read_roster_thresholds(ctx: Annotated[Context, requires("roster:read")]) -> Response:
    """Read how much less of each kind a bulk bundle may leave. Version 0: nobody has said, and they are the usual ones."""
    return ctx.reply(await service.read(ctx))


@router.put("", response_model=RosterThresholds, responses=refusals(NotPermitted, PeopleOnly, VersionMissing, Stale))
async def set_roster_thresholds(
    body: RosterThresholdsBody, ctx: Annotated[Context, requires("roster:write")]
) -> Response:
    """Say how much less of each kind a bulk bundle may leave, as a person; needs If-Match (`"0"` for the first)."""
    return ctx.reply(await service.set_all(ctx, body))
