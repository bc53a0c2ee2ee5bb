"""Use cases of roles."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.directory.roles import repository, rules
from services.partners.directory.roles.catalogue import check_place, known, profiles_by_role
from services.partners.directory.roles.errors import RoleHeldAlready
from services.partners.directory.roles.events import RoleAssigned, RoleEnded
from services.partners.directory.roles.granting import Voices, decide, role_for
from services.partners.directory.roles.may import LISTING
from services.partners.directory.roles.role_loss import ending_lost_roles
from services.partners.directory.roles.schemas import RoleAssign, RoleEnd, RoleList, RoleRevoke
from services.partners.directory.roles.tables import GrantSource, RoleAssignmentRow
from services.partners.directory.roles.transitions import CHANGE, REVOKE, by_hand, not_over
from services.partners.directory.staff.repository import lock_staff
from services.partners.permissions import POLICY
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, fault
from shared.ids import new_id
from shared.texts.words import Words


async def listed(ctx: Context, filters: RoleList) -> Response:
    """Who holds which role where."""
    POLICY.require(ctx, "directory:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, assignment_id: UUID) -> Response:
    """One role assignment."""
    POLICY.require(ctx, "directory:read")
    return await ctx.item(LISTING, assignment_id, "role assignment")


async def assign(ctx: Context, wish: RoleAssign, voices: Voices | None = None) -> RoleAssignmentRow:
    """Give somebody a role by hand; `voices` are of one that waited, whose asker had the right."""
    if voices is None:
        POLICY.require(ctx, "directory:write")
    return await grant(ctx, wish, voices)


async def grant(ctx: Context, wish: RoleAssign, voices: Voices | None = None) -> RoleAssignmentRow:
    """Have somebody hold a role by the hand of whoever has been found to have the right."""
    role = await known(ctx, wish.role)
    check_place(role, wish.school_id)
    await decide(ctx, await role_for(ctx, wish.staff_id, [wish.role]), voices)
    row = RoleAssignmentRow(id=new_id(), **wish.model_dump(), granted_by=GrantSource.MANUAL)
    _check_days(row)
    # Two who give the same at once wait for each other: the second finds what the first gave.
    await lock_staff(ctx, row.staff_id)
    await _check_given_once(ctx, row)
    ctx.add(row)
    await ctx.session.flush()
    emit_recorded(ctx, row)
    ctx.audit("role_granted", rows=named(row), reason=["by hand"])
    return row


async def assign_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Give many roles by hand."""
    POLICY.require(ctx, "directory:write")

    async def work(ctx: Context, wish: RoleAssign) -> UUID:
        return (await assign(ctx, wish)).id

    return await each(ctx, RoleAssign, items, work, validate_only=validate_only)


async def end(ctx: Context, assignment_id: UUID, patch: RoleEnd, voices: Voices | None = None) -> RoleAssignmentRow:
    """Set, move or lift the last day of a role granted by hand; what is held for longer by it is granted anew."""
    if voices is None:
        POLICY.require(ctx, CHANGE.right)
    return await set_end(ctx, await ctx.get(RoleAssignmentRow, assignment_id, "role assignment"), patch, voices)


async def set_end(
    ctx: Context, row: RoleAssignmentRow, patch: RoleEnd, voices: Voices | None = None
) -> RoleAssignmentRow:
    """The same by the hand of whoever has been found to have the right."""
    ctx.check_version(row)
    longer = rules.is_longer(patch.ends_on, row.ends_on)
    await decide(ctx, await role_for(ctx, row.staff_id, [row.role] if longer else []), voices)
    await by_hand(ctx, row)
    today = await ctx.today()
    async with ending_lost_roles(ctx, [row.staff_id], today):
        row.ends_on = patch.ends_on
        _check_days(row)
        await ctx.session.flush()
        if longer:
            await _check_given_once(ctx, row)
    emit_recorded(ctx, row)
    if longer:
        ctx.audit("role_granted", rows=named(row), reason=["by hand", "held for longer"])
    return row


async def revoke(ctx: Context, assignment_id: UUID, wish: RoleRevoke) -> RoleAssignmentRow:
    """Take a role granted by hand back at once."""
    POLICY.require(ctx, REVOKE.right)
    return await take_back(ctx, await ctx.get(RoleAssignmentRow, assignment_id, "role assignment"), wish)


async def take_back(ctx: Context, row: RoleAssignmentRow, wish: RoleRevoke) -> RoleAssignmentRow:
    """The same by the hand of whoever has been found to have the right. What its holder did meanwhile stays done."""
    await decide(ctx, await role_for(ctx, row.staff_id, []))
    await by_hand(ctx, row)
    today = await ctx.today()
    async with ending_lost_roles(ctx, [row.staff_id], today):
        # Somebody may have ended it while this waited.
        await ctx.session.refresh(row)
        await not_over(ctx, row)
        row.ends_on = today - timedelta(days=1)
        await ctx.session.flush()
    ctx.emit(RoleEnded.of(row))
    ctx.audit("role_ended", rows=named(row), reason=["by hand", wish.reason])
    return row


async def roles_for_token(ctx: Context, staff_id: UUID, day: date) -> list[dict[str, str | None]]:
    """The claim `roles` of a person's token on a day.

    Each role, with the profile it stands on, at each school once, however many sources grant it; then the school roles of those
    they cover, marked so.
    """
    profiles = await profiles_by_role(ctx)
    own = {(row.role, row.school_id) for row in await repository.held_by(ctx, staff_id, day)}
    lent = [cover for cover in await repository.lent_to(ctx, staff_id, day) if cover[:2] not in own]
    return [
        {"role": role, "profile": profiles[role], "school_id": str(school_id) if school_id else None}
        for role, school_id in sorted(own, key=lambda held: (held[0], str(held[1] or "")))
    ] + [
        {"role": role, "profile": profiles[role], "school_id": str(school_id), "covering": str(from_id)}
        for role, school_id, from_id in sorted(lent)
    ]


def school_of(role: Mapping[str, str | None]) -> UUID | None:
    """The school of a role of the claim `roles`."""
    return UUID(role["school_id"]) if role["school_id"] else None


def named(row: RoleAssignmentRow) -> dict[str, Any]:
    """A role, as the audit names it."""
    return {"role_assignment_id": row.id, "staff_id": row.staff_id}


def emit_recorded(ctx: Context, row: RoleAssignmentRow) -> None:
    """Emit that a role is held, or that it has an end."""
    # A role given with a known end is a role given; the end was emitted with it.
    begins = row.version == 1 or row.ends_on is None
    ctx.emit((RoleAssigned if begins else RoleEnded).of(row))


async def _check_given_once(ctx: Context, row: RoleAssignmentRow) -> None:
    """Raises `RoleHeldAlready`. What the roster or a sign-in brings besides stands by itself: each takes away only its own."""
    if (other := await repository.given_by_hand(ctx, row)) is not None:
        raise RoleHeldAlready(
            Words(
                f"It is role assignment {other}: move its last day instead.",
                es=f"Es la asignación de rol {other}: mueva su último día.",
            )
        )


def _check_days(row: RoleAssignmentRow) -> None:
    if row.ends_on and row.ends_on < row.starts_on:
        raise DaysOutOfOrder(errors=[fault("/ends_on", Words("lies before starts_on", es="es anterior a starts_on"))])
