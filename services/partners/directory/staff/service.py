"""Use cases of staff."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.directory.staff import repository
from services.partners.directory.staff.events import StaffRecorded
from services.partners.directory.staff.may import LISTING
from services.partners.directory.staff.schemas import StaffCreate, StaffList, StaffUpdate
from services.partners.directory.staff.tables import StaffRow
from services.partners.directory.staff.transitions import CHANGE
from services.partners.permissions import POLICY
from services.partners.revocation.ended_access.service import end_access, end_access_of_all
from services.partners.revocation.sessions.service import end_all_of
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.errors import NotToYourself
from shared.texts.words import Words


async def listed(ctx: Context, filters: StaffList) -> Response:
    """Staff by name."""
    POLICY.require(ctx, "directory:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, staff_id: UUID) -> Response:
    """One staff member."""
    POLICY.require(ctx, "directory:read")
    return await ctx.item(LISTING, staff_id, "staff member")


async def add(ctx: Context, wish: StaffCreate) -> StaffRow:
    """Add a staff member whom no roster brings."""
    POLICY.require(ctx, "directory:write")
    row = StaffRow(**wish.model_dump())
    ctx.add(row)
    await ctx.session.flush()
    emit_recorded(ctx, row)
    return row


async def add_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Add many staff members."""
    POLICY.require(ctx, "directory:write")

    async def work(ctx: Context, wish: StaffCreate) -> UUID:
        return (await add(ctx, wish)).id

    return await each(ctx, StaffCreate, items, work, validate_only=validate_only)


async def change(ctx: Context, staff_id: UUID, patch: StaffUpdate) -> StaffRow:
    """Change a staff member's facts."""
    POLICY.require(ctx, CHANGE.right)
    row = await repository.get_staff(ctx, staff_id)
    ctx.check_version(row)
    before, had_access = row.party_id, row.has_access
    patch.apply(row)
    if row.party_id != before and ctx.principal.staff_id == staff_id:
        raise NotToYourself(
            Words("Somebody else with the right must do it.", es="Debe hacerlo otra persona que tenga el derecho.")
        )
    await ctx.session.flush()
    emit_recorded(ctx, row)
    if row.party_id != before:
        # A token out there still names the ground of the party before.
        await end_access(ctx, "person", row.id, "party_changed")
    if had_access and not row.has_access:
        await end_access_of(ctx, [row.id], "person_left")
    return row


async def end_access_of(ctx: Context, staff_ids: Collection[UUID], reason: str) -> None:
    """These may not get in any more: their sign-ins and tokens end now, everywhere. `reason` is a code."""
    await end_all_of(ctx, staff_ids, reason)
    await end_access_of_all(ctx, "person", staff_ids, reason)


def emit_recorded(ctx: Context, row: StaffRow) -> None:
    """Emit how the staff member's facts now stand."""
    ctx.emit(StaffRecorded.of(row, active=row.has_access))
