"""SQL of lists of organisations: who is there already."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select, tuple_

from services.partners.community.organization_contacts.tables import OrganizationContactRow
from services.partners.community.organization_matches.tables import MatchReason, OrganizationKeyRow
from services.partners.community.organizations.tables import OrganizationRow
from shared.context.context import Context


async def known(ctx: Context, keys: Iterable[tuple[MatchReason, str]]) -> list[OrganizationRow]:
    """Those found by one of these, the oldest first; whoever was merged is the one that stands for them."""
    of = OrganizationKeyRow
    found = select(of.organization_id).where(tuple_(of.reason, of.value).in_(list(keys)))
    rows = list(await ctx.session.scalars(select(OrganizationRow).where(OrganizationRow.id.in_(found))))
    standing = {row.merged_into_id or row.id for row in rows}
    query = select(OrganizationRow).where(OrganizationRow.id.in_(standing)).order_by(OrganizationRow.id)
    return list(await ctx.session.scalars(query))


async def has_contact(ctx: Context, organization_id: UUID, given_name: str, family_name: str) -> bool:
    """Is somebody of this name there, or at one merged into it?"""
    of, merged = (
        OrganizationContactRow,
        select(OrganizationRow.id).where(OrganizationRow.merged_into_id == organization_id),
    )
    query = select(of.id).where(
        or_(of.organization_id == organization_id, of.organization_id.in_(merged)),
        of.given_name == given_name,
        of.family_name == family_name,
    )
    return await ctx.session.scalar(query.limit(1)) is not None
