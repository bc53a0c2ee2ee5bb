"""Use cases of contacts of organisations."""

from uuid import UUID

from fastapi import Response

from services.partners.community.organization_contacts.events import OrganizationContactRecorded
from services.partners.community.organization_contacts.may import LISTING
from services.partners.community.organization_contacts.schemas import (
    OrganizationContactCreate,
    OrganizationContactList,
    OrganizationContactUpdate,
)
from services.partners.community.organization_contacts.tables import OrganizationContactRow, WritingConsent
from services.partners.community.organization_contacts.transitions import CHANGE, DELETE
from services.partners.community.organizations.service import named
from services.partners.community.organizations.transitions import somewhere
from services.partners.permissions import require_somewhere
from shared.context.context import Context
from shared.context.transitions import Kept, Transition

_THEIRS = ("given_name", "family_name", "title", "email", "phone", "writing_consent_how")


async def listed(ctx: Context, filters: OrganizationContactList) -> Response:
    """Contacts, those changed longest ago first: no name stands in an address."""
    require_somewhere(ctx, "organizations:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, contact_id: UUID) -> Response:
    """One contact."""
    require_somewhere(ctx, "organizations:read")
    return await ctx.item(LISTING, contact_id, "contact")


async def reply(ctx: Context, row: OrganizationContactRow, status: int = 200) -> Response:
    """The contact, as it reads after a change."""
    return await ctx.reply_item(LISTING, row.id, status=status)


async def add(ctx: Context, wish: OrganizationContactCreate) -> OrganizationContactRow:
    """Write down somebody at an organisation."""
    await somewhere(ctx, None)
    await named(ctx, wish.organization_id)
    row = OrganizationContactRow(**wish.model_dump(), removed_at=None)
    ctx.add(row)
    return await _recorded(ctx, row)


async def change(ctx: Context, contact_id: UUID, patch: OrganizationContactUpdate) -> OrganizationContactRow:
    """Change a contact."""
    row = await _take(ctx, contact_id, CHANGE)
    ctx.check_version(row)
    patch.apply(row)
    return await _recorded(ctx, row)


async def remove(ctx: Context, contact_id: UUID) -> None:
    """Forget a contact: nothing stays but that there was one."""
    row = await _take(ctx, contact_id, DELETE)
    for name in _THEIRS:
        setattr(row, name, None)
    row.writing_consent, row.active, row.is_main, row.removed_at = WritingConsent.WITHDRAWN, False, False, ctx.now
    await _recorded(ctx, row)


async def _take(ctx: Context, contact_id: UUID, move: Transition[Kept]) -> OrganizationContactRow:
    await somewhere(ctx, None)
    row = await ctx.get(OrganizationContactRow, contact_id, "contact")
    await move.check(ctx, row)
    return row


async def _recorded(ctx: Context, row: OrganizationContactRow) -> OrganizationContactRow:
    await ctx.session.flush()
    ctx.emit(
        OrganizationContactRecorded.of(
            row,
            may_be_written_to=row.writing_consent is WritingConsent.GIVEN and row.email is not None,
        )
    )
    return row
