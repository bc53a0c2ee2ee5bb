"""Use cases of Groups."""

from typing import Any
from uuid import UUID

from scim2_models import Context as Stage
from sqlalchemy.orm.attributes import flag_modified

from services.partners.access.scim import facts, repository, rules
from services.partners.access.scim.errors import InvalidValue
from services.partners.access.scim.replies import reading
from services.partners.access.scim.representing import groups_of
from services.partners.access.scim.schemas import POLICY as DIALECT
from services.partners.access.scim.schemas import Group
from services.partners.access.scim.service import check_match, patch, stored
from services.partners.access.scim.tables import ScimGroupRow
from services.partners.permissions import POLICY
from shared.context.context import Context
from shared.texts.words import Words


async def read(ctx: Context, group_id: UUID, *, members: bool) -> Group:
    """One Group, with its members if these are wanted."""
    POLICY.require(ctx, "scim:write")
    return (await groups_of(ctx, [await repository.get_group(ctx, group_id)], members=members))[0]


async def create(ctx: Context, sent: dict[str, Any]) -> Group:
    """Add a Group."""
    POLICY.require(ctx, "scim:write")
    with reading():
        group = Group.model_validate(
            rules.unmarked(sent), scim_ctx=Stage.RESOURCE_CREATION_REQUEST, scim_policy=DIALECT
        )
    row = ScimGroupRow()
    ctx.add(row)
    return await _write(ctx, row, group)


async def replace(ctx: Context, group_id: UUID, sent: dict[str, Any]) -> Group:
    """Put another representation in the Group's place."""
    POLICY.require(ctx, "scim:write")
    row = await repository.get_group(ctx, group_id, lock=True)
    check_match(ctx, row.version)
    with reading():
        group = Group.model_validate(
            rules.unmarked(sent), scim_ctx=Stage.RESOURCE_REPLACEMENT_REQUEST, scim_policy=DIALECT
        )
    return await _write(ctx, row, group)


async def change(ctx: Context, group_id: UUID, sent: dict[str, Any]) -> Group:
    """Apply the operations, all or none."""
    POLICY.require(ctx, "scim:write")
    row = await repository.get_group(ctx, group_id, lock=True)
    check_match(ctx, row.version)
    group = (await groups_of(ctx, [row]))[0]
    await patch(Group, group, sent)
    return await _write(ctx, row, group)


async def remove(ctx: Context, group_id: UUID) -> None:
    """The Group is gone; its members stay Users."""
    POLICY.require(ctx, "scim:write")
    row = await repository.get_group(ctx, group_id, lock=True)
    check_match(ctx, row.version)
    members = await repository.touch_members(ctx, row.id)
    await repository.delete_group(ctx, row)
    await ctx.session.flush()
    await facts.follow(ctx, members)


async def _write(ctx: Context, row: ScimGroupRow, group: Group) -> Group:
    stored(group)
    try:
        members = rules.member_ids(group)
    except ValueError:
        raise InvalidValue(
            Words(
                "members are Users: value is a User's id, $ref its address, type User.",
                es="members son Users: value es el id de un User, $ref su dirección y type User.",
            )
        ) from None
    assert group.display_name is not None
    is_new = row.display_name is None
    renamed = not is_new and row.display_name != group.display_name
    row.display_name, row.display_name_key = group.display_name, rules.key_of(group.display_name)
    row.external_id = group.external_id
    await ctx.session.flush()
    if not await repository.are_users(ctx, list(members)):
        raise InvalidValue(
            Words(
                "members: one of them is no User of this district.",
                es="members: uno de ellos no es un User de este distrito.",
            )
        )
    changed = await repository.sync_members(ctx, row.id, members)
    if changed and not is_new:
        flag_modified(row, "display_name")
        await ctx.session.flush()
    moved = [staff_id for staff_id, moved in changed if moved]
    await repository.touch_users(ctx, moved)
    if renamed:
        moved += await repository.touch_members(ctx, row.id)
    await facts.follow(ctx, moved)
    return (await groups_of(ctx, [row]))[0]
