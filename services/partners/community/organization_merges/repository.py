"""SQL of merges of organisations."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from services.partners.community.organization_merges.schemas import OrganizationMerge
from services.partners.community.organization_merges.tables import OrganizationMergeRow
from services.partners.community.organizations.tables import OrganizationRow
from shared.context.context import Context
from shared.context.leads import Branch, Lead
from shared.context.listing import listing
from shared.context.paging import Paging

MERGES = listing(
    OrganizationMergeRow,
    OrganizationMerge,
    Paging,
    order=("created_at",),
    filters={"organization_id": Lead((Branch("s.organization_id = {}::uuid"), Branch("s.merged_id = {}::uuid")))},
)


async def find_merge(ctx: Context, organization_id: UUID, merged_id: UUID) -> OrganizationMergeRow | None:
    """The merge of two organisations that stands."""
    row = OrganizationMergeRow
    query = select(row).where(
        row.organization_id == organization_id, row.merged_id == merged_id, row.split_at.is_(None)
    )
    found: OrganizationMergeRow | None = await ctx.session.scalar(query)
    return found


async def with_ids(ctx: Context, ids: Collection[UUID]) -> list[OrganizationRow]:
    """These organisations."""
    query = select(OrganizationRow).where(OrganizationRow.id.in_(ids))
    return list(await ctx.session.scalars(query.order_by(OrganizationRow.id)))
