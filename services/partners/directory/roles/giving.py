"""Roles that a school's own heads give to its people, as the district's catalogue lets them."""

from datetime import date
from uuid import UUID

from services.partners.directory.roles import repository, service
from services.partners.directory.roles.catalogue import hold, known, profiles_by_role
from services.partners.directory.roles.errors import NotAtYourSchool
from services.partners.directory.roles.givers import require_giver
from services.partners.directory.roles.rules import is_longer, overlaps
from services.partners.directory.roles.schemas import RoleAssign, RoleEnd, RoleGive, RoleRevoke
from services.partners.directory.roles.tables import RoleAssignmentRow
from services.partners.directory.roles.transitions import CHANGE_AT_SCHOOL, REVOKE_AT_SCHOOL
from services.partners.directory.schools.tables import SchoolRow
from services.partners.directory.staff.repository import lock_staff
from services.partners.permissions import POLICY
from shared.auth.profiles import SCHOOL
from shared.context.context import Context
from shared.errors import NotFound, fault
from shared.texts.words import Words


async def give(ctx: Context, school_id: UUID, wish: RoleGive) -> RoleAssignmentRow:
    """Give somebody one of the school's roles."""
    POLICY.require(ctx, "roles:give", school_id=school_id)
    await ctx.get(SchoolRow, school_id, "school")
    require_giver(ctx, await known(ctx, wish.role), school_id)
    await _require_ours(ctx, school_id, wish.staff_id, wish.role, wish.starts_on, wish.ends_on)
    return await service.grant(ctx, RoleAssign(**wish.model_dump(), school_id=school_id))


async def end(ctx: Context, school_id: UUID, assignment_id: UUID, patch: RoleEnd) -> RoleAssignmentRow:
    """Set, move or lift the last day of one of the school's roles that was given by hand."""
    row = await _given_here(ctx, school_id, assignment_id)
    await CHANGE_AT_SCHOOL.check(ctx, row)
    if is_longer(patch.ends_on, row.ends_on):
        await _require_ours(ctx, school_id, row.staff_id, row.role, row.starts_on, patch.ends_on)
    return await service.set_end(ctx, row, patch)


async def revoke(ctx: Context, school_id: UUID, assignment_id: UUID, wish: RoleRevoke) -> RoleAssignmentRow:
    """Take one of the school's roles that was given by hand back at once."""
    row = await _given_here(ctx, school_id, assignment_id)
    await REVOKE_AT_SCHOOL.check(ctx, row)
    return await service.take_back(ctx, row, wish)


async def _given_here(ctx: Context, school_id: UUID, assignment_id: UUID) -> RoleAssignmentRow:
    """A role at the school; whether the caller could have given it is asked of the row."""
    POLICY.require(ctx, "roles:give", school_id=school_id)
    row = await ctx.get(RoleAssignmentRow, assignment_id, "role assignment")
    if row.school_id != school_id:
        raise NotFound(
            Words("No such role assignment at this school.", es="No existe esa asignación de rol en esta escuela.")
        )
    return row


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
        fault_ = fault(
            "/staff_id",
            Words("holds no role at the school, and one elsewhere", es="no tiene rol en la escuela, y sí en otra"),
            NotAtYourSchool.code,
        )
        raise NotAtYourSchool(
            Words(
                "The district's stewards give it to whom they like.",
                es="Quienes administran el distrito lo dan a quien quieran.",
            ),
            errors=[fault_],
        )
