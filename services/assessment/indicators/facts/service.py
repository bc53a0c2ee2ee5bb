"""Use cases that all facts have alike: who reads which."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.indicators.facts.listing import Facts
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.context.context import Context


async def listed(ctx: Context, facts: Facts, filters: Any, door: str) -> Response:
    """Facts at the caller's schools, and of the students who are theirs."""
    scope = POLICY.list_filter(ctx, door, facts.rows)
    if filters.as_of is None:
        scope = {**scope, "in_force": True}
    return await disclosures.page(
        ctx, filters, facts.all, scope, door=door, rows=facts.rows, by_consent=facts.consented
    )


async def read(ctx: Context, facts: Facts, id_: UUID, door: str) -> Response:
    """One of them, for the district's own."""
    await disclosures.officials_only(ctx, facts.all.records)
    scope = {**POLICY.list_filter(ctx, door, facts.rows), "in_force": True}
    return await ctx.item(facts.all, id_, "fact", scope)
