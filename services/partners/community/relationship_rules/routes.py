"""HTTP of when a relationship is stale."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.partners.community.relationship_rules import service
from services.partners.community.relationship_rules.schemas import RelationshipRules, RelationshipRulesBody
from shared.context.context import Context
from shared.errors import NotPermitted, Stale, VersionMissing, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/relationship-rules", tags=["relationships"])


@router.get("", response_model=RelationshipRules, responses=refusals(NotPermitted))
async def read_relationship_rules(ctx: Annotated[Context, requires("relationships:read")]) -> Response:
    """Read when a relationship is due and stale. Version 0: nobody has said, it is the usual."""
    return ctx.reply(await service.read(ctx))


@router.put("", response_model=RelationshipRules, responses=refusals(NotPermitted, VersionMissing, Stale))
async def set_relationship_rules(
    body: RelationshipRulesBody, ctx: Annotated[Context, requires("relationships:write")]
) -> Response:
    """Say when a relationship is due and stale, from the next day on; needs If-Match (`"0"` for the first)."""
    return ctx.reply(await service.set_all(ctx, body))
