"""HTTP of risks."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.scheduling.views.risks import service
from services.scheduling.views.risks.errors import RulesChanged
from services.scheduling.views.risks.schemas import Risk, RiskList, RiskRules, RiskRulesSet
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["risks"])


@router.get("/v1/risks", response_model=Page[Risk], responses=refusals(NotPermitted))
async def list_risks(
    ctx: Annotated[Context, requires("rollups:read")], filters: Annotated[RiskList, Query()]
) -> Response:
    """List what the district's rules found of plans at risk, and what was cleared, with the reasons in numbers."""
    return await service.listed(ctx, filters)


@router.get("/v1/risk-rules", response_model=RiskRules, responses=refusals(NotPermitted))
async def read_risk_rules(ctx: Annotated[Context, requires("plans:read")]) -> Response:
    """Read the rules by which plans are at risk."""
    return ctx.reply(await service.read_rules(ctx))


@router.put("/v1/risk-rules", response_model=RiskRules, responses=refusals(NotPermitted, RulesChanged))
async def set_risk_rules(body: RiskRulesSet, ctx: Annotated[Context, requires("plans:approve")]) -> Response:
    """Set the rules by which plans are at risk, from the next day that begins."""
    return ctx.reply(await service.set_rules(ctx, body))
