"""Groups as facts of claim rules: who left one loses what only it brought, without signing in."""

from collections.abc import Sequence
from uuid import UUID

from services.partners.access.claim_rules.service import follow_groups
from services.partners.access.scim import repository
from services.partners.directory.roles.repository import with_sign_on_roles
from shared.context.context import Context


async def follow(ctx: Context, staff_ids: Sequence[UUID]) -> None:
    """The groups of these Users are not what they were."""
    concerned = await with_sign_on_roles(ctx, staff_ids) if staff_ids else []
    names: dict[UUID, list[str]] = {staff_id: [] for staff_id in concerned}
    for staff_id, _, name in await repository.groups_of(ctx, concerned) if concerned else ():
        names[staff_id].append(name)
    for staff_id, groups in names.items():
        await follow_groups(ctx, staff_id, groups)
