"""Roles that a school's own heads give to its people, as the district's catalogue lets them."""

from datetime import date
from uuid import UUID

from services.partners.directory.roles import repository, service
from services.partners.directory.roles.catalogue import all_roles, hold, known, profiles_by_role
from services.partners.directory.roles.errors import NotAtYourSchool, NotYoursToGive
from services.partners.directory.roles.rules import is_longer, overlaps
from services.partners.directory.roles.schemas import RoleAssign, RoleEnd, RoleGive, RoleRevoke
from services.partners.directory.roles.tables import RoleAssignmentRow, RoleRow
from services.partners.directory.schools.tables import SchoolRow
from services.partners.directory.staff.repository import lock_staff
from services.partners.permissions import POLICY
from shared.auth.profiles import FAR_REACHING, SCHOOL
from shared.context.context import Context
from shared.errors import NotFound, fault


async def give(ctx: Context, school_id: UUID, wish: RoleGive) -> RoleAssignmentRow:
    """Give somebody one of the school's roles."""
    POLICY.require(ctx, "roles:give", school_id=school_id)
    await ctx.get(SchoolRow, school_id, "school")
    _require_giver(ctx, await known(ctx, wish.role), school_id)
    await _require_ours(ctx, school_id, wish.staff_id, wish.role, wish.starts_on, wish.ends_on)
    return await service.grant(ctx, RoleAssign(**wish.model_dump(), school_id=school_id))


async def end(ctx: Context, school_id: UUID, assignment_id: UUID, patch: RoleEnd) -> RoleAssignmentRow:
    """Set, move or lift the last day of one of the school's roles that was given by hand."""
    row = await _given_here(ctx, school_id, assignment_id)
    if is_longer(patch.ends_on, row.ends_on):
        await _require_ours(ctx, school_id, row.staff_id, row.role, row.starts_on, patch.ends_on)
    return await service.set_end(ctx, row, patch)


async def revoke(ctx: Context, school_id: UUID, assignment_id: UUID, wish: RoleRevoke) -> RoleAssignmentRow:
    """Take one of the school's roles that was given by hand back at once."""
    return await service.take_back(ctx, await _given_here(ctx, school_id, assignment_id), wish)


async def _given_here(ctx: Context, school_id: UUID, assignment_id: UUID) -> RoleAssignmentRow:
    """A role at the school that the caller could have given."""
    POLICY.require(ctx, "roles:give", school_id=school_id)
    row = await ctx.get(RoleAssignmentRow, assignment_id, "role assignment")
    if row.school_id != school_id:
        raise NotFound("No such role assignment at this school.")
    _require_giver(ctx, (await all_roles(ctx))[row.role], school_id)
    return row


def _require_giver(ctx: Context, role: RoleRow, school_id: UUID) -> None:
    """Raises `NotYoursToGive`. Nobody so gives what reaches far, or a role on a profile of their own; nor as somebody's cover."""
    if role.profile in FAR_REACHING:
        raise NotYoursToGive("It reaches the whole district: its stewards ask for it at /v1/role-assignments.")
    if POLICY.decide(ctx.principal, "directory:write").allowed and ctx.principal.kind == "person":
        return
    if ctx.principal.kind != "person":
        may = bool(role.given_by)
    else:
        here = {held.profile for held in ctx.principal.in_own_right().roles if held.school_id == school_id}
        may = bool((here & set(role.given_by)) - {role.profile})
    if not may:
        raise NotYoursToGive("See given_by of the role at /v1/roles, or ask the district's stewards.")


async def _require_ours(
    ctx: Context, school_id: UUID, staff_id: UUID, role: str, starts_on: date, ends_on: date | None
) -> None:
    """Raises `NotAtYourSchool`: a school's head gives its roles to its own people, and to newcomers.

    Its own hold a role there, or one of schools for the district; a newcomer none anywhere in the days the role is for. Whoever
    gives roles in the whole district gives this one to anybody.
    """
    if POLICY.decide(ctx.principal, "roles:give").allowed:
        return
    # Another school may just be giving them theirs.
    await hold(ctx, [role])
    await lock_staff(ctx, staff_id)
    profiles = await profiles_by_role(ctx)
    today = await ctx.today()
    held = await repository.not_over(ctx, staff_id, today)
    if any(one.school_id == school_id or (one.school_id is None and profiles[one.role] in SCHOOL) for one in held):
        return
    if any(overlaps((starts_on, ends_on), (one.starts_on, one.ends_on)) for one in held):
        fault_ = fault("/staff_id", "holds no role at the school, and one elsewhere", NotAtYourSchool.code)
        raise NotAtYourSchool("The district's stewards give it to whom they like.", errors=[fault_])
