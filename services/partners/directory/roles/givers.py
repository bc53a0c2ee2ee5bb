"""Which roles of a school its own heads give and take back, as the district's catalogue lets them."""

from uuid import UUID

from services.partners.directory.roles.errors import NotYoursToGive
from services.partners.directory.roles.tables import RoleRow
from services.partners.permissions import POLICY
from shared.auth.profiles import FAR_REACHING
from shared.context.context import Context
from shared.texts.words import Words


def require_giver(ctx: Context, role: RoleRow, school_id: UUID) -> None:
    """Raises `NotYoursToGive`. Nobody so gives what reaches far, or a role on a profile of their own; nor as somebody's cover."""
    if role.profile in FAR_REACHING:
        raise NotYoursToGive(
            Words(
                "It reaches the whole district: its stewards ask for it at /v1/role-assignments.",
                es="Alcanza a todo el distrito: quienes lo administran lo piden en /v1/role-assignments.",
            )
        )
    if POLICY.decide(ctx.principal, "directory:write").allowed and ctx.principal.kind == "person":
        return
    if ctx.principal.kind != "person":
        may = bool(role.given_by)
    else:
        here = {held.profile for held in ctx.principal.in_own_right().roles if held.school_id == school_id}
        may = bool((here & set(role.given_by)) - {role.profile})
    if not may:
        raise NotYoursToGive(
            Words(
                "See given_by of the role at /v1/roles, or ask the district's stewards.",
                es="Vea given_by del rol en /v1/roles, o pregunte a quienes administran el distrito.",
            )
        )
