"""SQL of pairs of organisations that may be one."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, or_, select, text

from services.partners.community.organization_matches.schemas import OrganizationMatch, OrganizationMatchList
from services.partners.community.organization_matches.tables import (
    MatchReason,
    OrganizationKeyRow,
    OrganizationMatchRow,
)
from shared.context.context import Context
from shared.context.leads import Branch, Lead
from shared.context.listing import listing

LISTING = listing(
    OrganizationMatchRow,
    OrganizationMatch,
    OrganizationMatchList,
    order=("updated_at",),
    filters={"organization_id": Lead((Branch("s.organization_id = {}::uuid"), Branch("s.other_id = {}::uuid")))},
    present="s.ended_at is null",
)
#: What more than so many have in common tells none of them from another.
MOST_ALIKE = 10
_IN_COMMON = text("""
select theirs.organization_id, array_agg(distinct mine.reason) as reasons
from organization_keys mine
join organization_keys theirs using (district_id, reason, value)
join organizations o on o.district_id = theirs.district_id and o.id = theirs.organization_id and o.merged_into_id is null
where mine.district_id = :district_id and mine.organization_id = :organization_id
  and theirs.organization_id <> mine.organization_id
  and (select count(*) from (select from organization_keys alike where alike.district_id = mine.district_id
    and alike.reason = mine.reason and alike.value = mine.value limit :most + 1) of_it) <= :most
group by 1""")


async def keep_keys(ctx: Context, organization_id: UUID, keys: Iterable[tuple[MatchReason, str]]) -> None:
    """Replace what an organisation is found again by."""
    await ctx.session.execute(delete(OrganizationKeyRow).where(OrganizationKeyRow.organization_id == organization_id))
    ctx.session.add_all(
        OrganizationKeyRow(district_id=ctx.district_id, organization_id=organization_id, reason=reason, value=value)
        for reason, value in sorted(keys)
    )
    await ctx.session.flush()


async def in_common(ctx: Context, organization_id: UUID) -> dict[UUID, list[str]]:
    """Which organisations have something in common with this one, and what."""
    values = {"district_id": ctx.district_id, "organization_id": organization_id, "most": MOST_ALIKE}
    found = await ctx.session.execute(_IN_COMMON, values)
    order = [str(reason) for reason in MatchReason]
    return {row.organization_id: sorted(row.reasons, key=order.index) for row in found}


async def pairs_of(ctx: Context, organization_id: UUID) -> list[OrganizationMatchRow]:
    """Every pair with this organisation in it that was ever proposed."""
    row = OrganizationMatchRow
    query = select(row).where(or_(row.organization_id == organization_id, row.other_id == organization_id))
    return list(await ctx.session.scalars(query.order_by(row.id)))
