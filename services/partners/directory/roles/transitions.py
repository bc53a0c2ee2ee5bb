"""What may be done to a role somebody holds: by the district, and at a school by whoever could have given it there."""

from services.partners.directory.roles.catalogue import all_roles
from services.partners.directory.roles.errors import RoleOver, RosterOwned, SignOnOwned
from services.partners.directory.roles.givers import require_giver
from services.partners.directory.roles.granting import maker_of
from services.partners.directory.roles.tables import GrantSource, RoleAssignmentRow
from shared.context.context import Context
from shared.context.transitions import act
from shared.errors import NotToYourself
from shared.texts.words import Words


async def not_own(ctx: Context, row: RoleAssignmentRow) -> None:
    """Raises `NotToYourself`: nobody decides over a role of their own."""
    if maker_of(ctx.principal).is_person(row.staff_id):
        raise NotToYourself(
            Words("Somebody else with the right must do it.", es="Debe hacerlo otra persona que tenga el derecho.")
        )


async def by_hand(_: Context, row: RoleAssignmentRow) -> None:
    """Raises `RosterOwned`, `SignOnOwned`: each source takes away only what it granted."""
    if row.granted_by is GrantSource.ROSTER:
        raise RosterOwned(
            Words("End it in the student information system.", es="Termínelo en el sistema de información estudiantil.")
        )
    if row.granted_by is GrantSource.SIGN_ON:
        raise SignOnOwned(
            Words(
                "Change the claim rule, or the person's groups at the identity provider.",
                es="Modifique la regla, o los grupos de la persona en el proveedor de identidad.",
            )
        )


async def not_over(ctx: Context, row: RoleAssignmentRow) -> None:
    """Raises `RoleOver`: there is nothing to take back of what has ended."""
    if row.ends_on is not None and row.ends_on < await ctx.today():
        raise RoleOver(Words(f"It ended on {row.ends_on}.", es=f"Terminó el {row.ends_on}."))


async def theirs_to_give(ctx: Context, row: RoleAssignmentRow) -> None:
    """Raises `NotYoursToGive`: at a school whoever could give the role moves its end, or takes it back."""
    assert row.school_id is not None, "the path names its school"
    require_giver(ctx, (await all_roles(ctx))[row.role], row.school_id)


CHANGE = act("change", "directory:write", conditions=(not_own, by_hand))
REVOKE = act("revoke", "directory:write", conditions=(not_own, by_hand, not_over))
CHANGE_AT_SCHOOL = act("change_at_school", "roles:give", conditions=(theirs_to_give, not_own, by_hand))
REVOKE_AT_SCHOOL = act("revoke_at_school", "roles:give", conditions=(theirs_to_give, not_own, by_hand, not_over))

TRANSITIONS = (CHANGE, REVOKE, CHANGE_AT_SCHOOL, REVOKE_AT_SCHOOL)
