"""Roles that reach the whole district, and who may decide over the ways by which their holders come in."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from services.partners.directory.roles.catalogue import far_reaching_roles
from services.partners.directory.roles.errors import BeyondYourRoles
from services.partners.directory.roles.repository import held_or_will_be
from services.partners.directory.roles.tables import RoleAssignmentRow
from shared.auth.profiles import FAR_REACHING
from shared.context.context import Context
from shared.principal import Principal
from shared.texts.words import Words


def require_reach(ctx: Context, profiles: Collection[str] = FAR_REACHING) -> None:
    """Whoever decides whom a sign-in finds, or where it ends, could come in as any holder of a role on these profiles.

    So a person must hold them all in their own right; the district's administration client is bound by its scopes. Raises
    `BeyondYourRoles`.
    """
    if lacking := _lacking(ctx.principal, profiles):
        raise BeyondYourRoles(
            Words(
                f"You do not hold {', '.join(lacking)}; the administration client does it.",
                es=f"Usted no tiene {', '.join(lacking)}; lo hace el cliente de administración.",
            )
        )


def reaches(principal: Principal) -> bool:
    """Could they decide over any way in? What `holds_all` raises otherwise."""
    return not _lacking(principal, FAR_REACHING)


async def holds_all(ctx: Context, _: object) -> None:
    """As `require_reach`, of what may be done to a row. Raises `BeyondYourRoles`."""
    require_reach(ctx)


def _lacking(principal: Principal, profiles: Collection[str]) -> list[str]:
    """The profiles a person does not hold for the district in their own right."""
    if principal.kind != "person":
        return []
    own = {held.profile for held in principal.in_own_right().roles if held.school_id is None}
    return sorted(one for one in profiles if one not in own)


async def far_reaching_of(ctx: Context, staff_id: UUID) -> set[str]:
    """The far-reaching roles somebody holds, or will: those that have not ended, by the district's clock."""
    query = select(RoleAssignmentRow.role).where(
        RoleAssignmentRow.staff_id == staff_id,
        RoleAssignmentRow.role.in_(await far_reaching_roles(ctx)),
        held_or_will_be(await ctx.today()),
    )
    return set(await ctx.session.scalars(query))
