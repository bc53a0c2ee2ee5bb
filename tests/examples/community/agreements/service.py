"""Use cases of agreements."""

from uuid import UUID

from fastapi import Response

from shared.context.context import Context
from tests.examples.community.agreements import repository
from tests.examples.community.agreements.events import AgreementRecorded
from tests.examples.community.agreements.schemas import AgreementCreate, AgreementList, AgreementUpdate
from tests.examples.community.agreements.tables import AgreementRow
from tests.examples.permissions import POLICY


async def listed(ctx: Context, filters: AgreementList) -> Response:
    """Agreements by title."""
    POLICY.require(ctx, "agreements:read")
    return await ctx.page(repository.LISTING, filters)


async def read(ctx: Context, agreement_id: UUID) -> Response:
    """One agreement."""
    POLICY.require(ctx, "agreements:read")
    return await ctx.item(repository.LISTING, agreement_id, "agreement")


async def add(ctx: Context, body: AgreementCreate) -> AgreementRow:
    """Add an agreement; its title is no other's."""
    POLICY.require(ctx, "agreements:write")
    return await ctx.save(AgreementRow(**body.model_dump()), AgreementRecorded)


async def change(ctx: Context, agreement_id: UUID, patch: AgreementUpdate) -> AgreementRow:
    """Change an agreement."""
    POLICY.require(ctx, "agreements:write")
    row = await ctx.get(AgreementRow, agreement_id, "agreement")
    ctx.check_version(row)
    patch.apply(row)
    return await ctx.save(row, AgreementRecorded)
