"""Users and Groups as SCIM shows them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from scim2_models import Context as Stage
from scim2_models import Meta, ResponseParameters

from services.partners.access.scim import repository, rules
from services.partners.access.scim.repository import base_of
from services.partners.access.scim.schemas import Group, Member, Membership, StaffUser
from services.partners.access.scim.tables import ScimGroupRow, ScimUserRow
from shared.context.context import Context


async def users_of(ctx: Context, rows: Sequence[ScimUserRow]) -> list[Any]:
    """Users with their groups."""
    mine: dict[UUID, list[Membership]] = {row.id: [] for row in rows}
    for staff_id, group_id, name in await repository.groups_of(ctx, list(mine)):
        ref = f"{base_of(ctx)}/Groups/{group_id}"
        mine[staff_id].append(Membership.model_validate({"value": str(group_id), "$ref": ref, "display": name}))
    found = []
    for row in rows:
        user = StaffUser.model_validate(row.document)
        user.id, user.meta, user.groups = str(row.id), _meta(ctx, "User", row), mine[row.id] or None
        found.append(user)
    return found


async def groups_of(ctx: Context, rows: Sequence[ScimGroupRow], *, members: bool = True) -> list[Group]:
    """Groups, with their members if these are wanted."""
    held: dict[UUID, list[Member]] = {row.id: [] for row in rows}
    for group_id, staff_id, display in await repository.members_of(ctx, list(held)) if members else ():
        ref = f"{base_of(ctx)}/Users/{staff_id}"
        facts = {"value": str(staff_id), "$ref": ref, "type": "User", "display": display}
        held[group_id].append(Member.model_validate(facts))
    found = []
    for row in rows:
        group = Group(display_name=row.display_name, external_id=row.external_id, members=held[row.id] or None)
        group.id, group.meta = str(row.id), _meta(ctx, "Group", row)
        found.append(group)
    return found


def shown(resource: Any, wanted: ResponseParameters[Any] | None = None) -> dict[str, Any]:
    """A resource as a document, with the attributes that are wanted."""
    return dict(resource.model_dump(scim_ctx=Stage.RESOURCE_QUERY_RESPONSE, response_parameters=wanted))


def wants_members(wanted: ResponseParameters[Any] | None) -> bool:
    """Does anybody look at the members? A group may have thousands."""
    if wanted is None:
        return True
    asked, unasked = _heads(wanted.attributes), _heads(wanted.excluded_attributes, whole=True)
    return "members" in asked if asked else "members" not in unasked


def headers_of(resource: Any) -> Mapping[str, str]:
    """The entity tag of a resource, and where it is."""
    return {"ETag": resource.meta.version, "Content-Location": resource.meta.location}


def _heads(paths: Sequence[Any] | None, *, whole: bool = False) -> set[str]:
    names = (str(path).lower().rpartition(":")[2] for path in paths or ())
    return {name if whole else name.partition(".")[0] for name in names}


def _meta(ctx: Context, kind: str, row: ScimUserRow | ScimGroupRow) -> Meta:
    return Meta(
        resource_type=kind,
        created=row.created_at,
        last_modified=row.updated_at,
        location=f"{base_of(ctx)}/{kind}s/{row.id}",
        version=rules.tag_of(row.version),
    )
