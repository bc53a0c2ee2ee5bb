"""Roles that a school's own heads give to its people, as the district's catalogue lets them."""

from uuid import UUID

from services.partners.directory.roles import service
from services.partners.directory.roles.catalogue import all_roles, known
from services.partners.directory.roles.errors import NotYoursToGive
from services.partners.directory.roles.schemas import RoleAssign, RoleEnd, RoleGive
from services.partners.directory.roles.tables import RoleAssignmentRow, RoleRow
from services.partners.directory.schools.tables import SchoolRow
from services.partners.permissions import POLICY
from shared.auth.profiles import FAR_REACHING
from shared.context.context import Context
from shared.errors import NotFound


async def give(ctx: Context, school_id: UUID, wish: RoleGive) -> RoleAssignmentRow:
    """Give somebody one of the school's roles."""
    POLICY.require(ctx, "roles:give", school_id=school_id)
    await ctx.get(SchoolRow, school_id, "school")
    _require_giver(ctx, await known(ctx, wish.role), school_id)
    return await service.grant(ctx, RoleAssign(**wish.model_dump(), school_id=school_id))


async def end(ctx: Context, school_id: UUID, assignment_id: UUID, patch: RoleEnd) -> RoleAssignmentRow:
    """Set, move or lift the last day of one of the school's roles that was given by hand."""
    POLICY.require(ctx, "roles:give", school_id=school_id)
    row = await ctx.get(RoleAssignmentRow, assignment_id, "role assignment")
    if row.school_id != school_id:
        raise NotFound("No such role assignment at this school.")
    _require_giver(ctx, (await all_roles(ctx))[row.role], school_id)
    return await service.set_end(ctx, row, patch)


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
