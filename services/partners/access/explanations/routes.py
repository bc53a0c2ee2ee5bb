"""HTTP of explanations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.partners.access.explanations import service
from services.partners.access.explanations.schemas import Explanation, ExplanationWish
from services.partners.access.identity_providers.transitions import EXPLAIN
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(tags=["identity providers"])


@router.post(
    "/v1/identity-providers/{provider_id}/explain", response_model=Explanation, responses=refusals(NotPermitted)
)
async def explain_identity_provider(
    provider_id: UUID, body: ExplanationWish, ctx: Annotated[Context, requires(EXPLAIN.door)]
) -> Response:
    """Explain what an ID token (or example claims) would become: which person, which roles by which rules; or why not."""
    return ctx.reply(await service.explain(ctx, provider_id, body))
