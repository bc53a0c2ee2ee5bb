"""SQL of the contact log."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from services.partners.community.contact_log.schemas import ContactLogEntry, ContactLogList
from services.partners.community.contact_log.tables import ContactLogRow
from services.partners.community.organization_contacts.tables import OrganizationContactRow
from services.partners.community.organizations.tables import OrganizationRow
from shared.context.context import Context
from shared.context.leads import Lead, at_each
from shared.context.listing import listing

LISTING = listing(
    ContactLogRow,
    ContactLogEntry,
    ContactLogList,
    order=("happened_on",),
    filters={
        "school_ids": Lead((at_each("s.school_id"),)),
        "from_day": "s.happened_on >= {}::date",
        "to_day": "s.happened_on <= {}::date",
    },
    present="s.withdrawn_at is null",
)


async def last_on(ctx: Context, relationship_id: UUID) -> date | None:
    """The last day on which somebody was in touch."""
    row = ContactLogRow
    found: date | None = await ctx.session.scalar(
        select(func.max(row.happened_on)).where(row.relationship_id == relationship_id, row.withdrawn_at.is_(None))
    )
    return found


async def is_there(ctx: Context, contact_id: UUID, organization_id: UUID | None) -> bool:
    """Is somebody of this organisation, or of one merged into it?"""
    of, merged = (
        OrganizationContactRow,
        select(OrganizationRow.id).where(OrganizationRow.merged_into_id == organization_id),
    )
    query = select(of.id).where(
        of.id == contact_id,
        of.removed_at.is_(None),
        or_(of.organization_id == organization_id, of.organization_id.in_(merged)),
    )
    return organization_id is not None and await ctx.session.scalar(query) is not None
