"""Use cases of merging organisations, and of making them two again."""

from uuid import UUID

from fastapi import Response

from services.partners.community.organization_matches import service as matches
from services.partners.community.organization_merges import repository
from services.partners.community.organization_merges.errors import (
    NoSuchOtherOrganization,
    OneOrganization,
)
from services.partners.community.organization_merges.schemas import OrganizationMergeBody
from services.partners.community.organization_merges.tables import OrganizationMergeRow
from services.partners.community.organizations.errors import OrganizationsNotMerged
from services.partners.community.organizations.events import OrganizationRecorded
from services.partners.community.organizations.repository import merged_into
from services.partners.community.organizations.service import take_turn, tell, touched
from services.partners.community.organizations.tables import OrganizationRow
from services.partners.community.organizations.transitions import MERGE, SPLIT
from services.partners.permissions import POLICY, require_somewhere
from shared.context.context import Context
from shared.context.paging import Paging
from shared.errors import fault
from shared.texts.words import Words


async def merge(ctx: Context, organization_id: UUID, wish: OrganizationMergeBody) -> OrganizationRow:
    """Make another organisation part of this one. Returns the one that stands for both."""
    POLICY.require(ctx, MERGE.right)
    await take_turn(ctx)
    if organization_id == wish.organization_id:
        same = Words("the same organization", es="la misma organización")
        raise OneOrganization(errors=[fault("/organization_id", same, OneOrganization.code)])
    kept = await ctx.get(OrganizationRow, organization_id, "organization")
    await MERGE.check(ctx, kept)
    other = await ctx.find(OrganizationRow, wish.organization_id)
    if other is None or other.merged_into_id is not None:
        unknown = Words("unknown, or merged already", es="desconocida, o ya fusionada")
        raise NoSuchOtherOrganization(errors=[fault("/organization_id", unknown, NoSuchOtherOrganization.code)])
    along = await merged_into(ctx, other.id)
    for one in (*along, other):
        one.merged_into_id, one.merged_at = kept.id, one.merged_at or ctx.now
    ctx.add(
        OrganizationMergeRow(
            organization_id=kept.id,
            merged_id=other.id,
            along_ids=[one.id for one in along],
            reason=wish.reason,
            split_at=None,
            split_reason=None,
        )
    )
    await ctx.session.flush()
    for one in (*along, other):
        await matches.settle(ctx, one.id)
        ctx.emit(OrganizationRecorded.of(one))
    return await touched(ctx, kept)


async def split(ctx: Context, organization_id: UUID, wish: OrganizationMergeBody) -> OrganizationRow:
    """Undo a merge: both stand for themselves again, with what was theirs; what came since stays where it came to."""
    POLICY.require(ctx, SPLIT.right)
    await take_turn(ctx)
    kept = await ctx.get(OrganizationRow, organization_id, "organization")
    await SPLIT.check(ctx, kept)
    row = await repository.find_merge(ctx, kept.id, wish.organization_id)
    if row is None:
        raise OrganizationsNotMerged
    row.split_at, row.split_reason = ctx.now, wish.reason
    for one in await repository.with_ids(ctx, [row.merged_id, *row.along_ids]):
        alone = one.id == row.merged_id
        one.merged_into_id = None if alone else row.merged_id
        one.merged_at = None if alone else one.merged_at
        await ctx.session.flush()
        await tell(ctx, one)
    return await touched(ctx, kept)


async def listed(ctx: Context, organization_id: UUID, paging: Paging) -> Response:
    """Which organisations were made one with this one, or were."""
    require_somewhere(ctx, "organizations:read")
    await ctx.get(OrganizationRow, organization_id, "organization")
    return await ctx.page(repository.MERGES, paging, {"organization_id": organization_id})
