"""HTTP of proofs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.work.evidence import expectations, service
from services.scheduling.work.evidence.schemas import Expectations, Proof, ProofList
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["evidence"])

Reader = Annotated[Context, requires("plans:read")]


@router.get("/v1/proofs", response_model=Page[Proof], responses=refusals(NotPermitted))
async def list_proofs(ctx: Reader, filters: Annotated[ProofList, Query()]) -> Response:
    """List what events proved of the plans' activities, and what fell nowhere, by the day each speaks of."""
    return await service.listed(ctx, filters)


@router.get(
    "/v1/plans/{plan_id}/schools/{school_id}/expectations",
    response_model=Expectations,
    responses=refusals(NotPermitted),
)
async def read_expectations(plan_id: UUID, school_id: UUID, ctx: Reader) -> Response:
    """Read what a plan asks of a school and events prove: the days of each task, and which are met and missed."""
    return ctx.reply(await expectations.of_school(ctx, plan_id, school_id))
