"""SQL of SCIM's Users and Groups."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from scim2_models import SearchRequest
from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from services.partners.access.scim.errors import SearchTooWide
from services.partners.access.scim.filters import Condition, Source
from services.partners.access.scim.schemas import Group, StaffUser
from services.partners.access.scim.tables import ScimGroupMemberRow, ScimGroupRow, ScimUserRow
from services.partners.directory.staff.tables import StaffRow
from shared.context.context import Context
from shared.errors import NotFound
from shared.texts.words import Words

META = """jsonb_build_object('resourceType', '{name}', 'created', r.created_at, 'lastModified', r.updated_at,
  'location', cast(:base as text) || '/{name}s/' || r.id, 'version', 'W/"' || r.version || '"')"""
USERS = Source(
    model=StaffUser,
    roots={
        "id": "to_jsonb(r.id::text)",
        "meta": META.format(name="User"),
        "groups": """(select jsonb_agg(jsonb_build_object('value', g.id::text, 'display', g.display_name,
            '$ref', cast(:base as text) || '/Groups/' || g.id)) from scim_group_members m
            join scim_groups g on g.district_id = m.district_id and g.id = m.group_id
            where m.district_id = r.district_id and m.staff_id = r.id)""",
    },
    indexed={"id": "r.id", "userName": "r.user_name_key", "externalId": "r.external_id"},
    document="r.document",
)
GROUPS = Source(
    model=Group,
    roots={
        "id": "to_jsonb(r.id::text)",
        "meta": META.format(name="Group"),
        "schemas": "jsonb_build_array({})".format(f"'{Group.__schema__}'".replace(":", r"\:")),
        "displayName": "to_jsonb(r.display_name)",
        "externalId": "to_jsonb(r.external_id)",
        "members": """(select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('value', m.staff_id::text, 'type', 'User',
            '$ref', cast(:base as text) || '/Users/' || m.staff_id, 'display', m.display))) from scim_group_members m
            where m.district_id = r.district_id and m.group_id = r.id)""",
    },
    indexed={"id": "r.id", "displayName": "r.display_name_key", "externalId": "r.external_id"},
)
SEARCH_SECONDS = 5
CANCELLED = "57014"
UNLIMITED = text("select set_config('statement_timeout', :usual, true)")
FOUND = {USERS.model: (USERS, "scim_users"), GROUPS.model: (GROUPS, "scim_groups")}

SYNC_MEMBERS = text("""
with wanted as (
  select staff_id, display from unnest(cast(:ids as uuid[]), cast(:displays as text[])) as w(staff_id, display)),
gone as (
  delete from scim_group_members m where m.district_id = :district_id and m.group_id = :group_id
    and m.staff_id <> all (cast(:ids as uuid[])) returning m.staff_id),
kept as (
  insert into scim_group_members (district_id, id, group_id, staff_id, display)
  select :district_id, uuidv7(), :group_id, staff_id, display from wanted
  on conflict (district_id, group_id, staff_id) do update set display = excluded.display
    where scim_group_members.display is distinct from excluded.display
  returning staff_id, old.staff_id is null as is_new)
select staff_id, true as moved from gone union all select staff_id, is_new from kept""")


def base_of(ctx: Context) -> str:
    """Where SCIM is served: partners' address is the issuer."""
    return f"{ctx.settings.issuer}/scim/v2"


async def find(
    ctx: Context, kind: type[Any], request: SearchRequest[Any], start: int, most: int
) -> tuple[int, list[UUID]]:
    """(how many there are, the ids of `most` of them from the `start`th, which is 0 for the first)."""
    source, table = FOUND[kind]
    writer = Condition(source)
    where = writer.visit(request.filter.ast) if request.filter else "true"
    bound = request.sort_binding(kind)
    falling = request.sort_order == SearchRequest.SortOrder.descending
    first = f"{writer.order_of(bound)} {'desc nulls first' if falling else 'asc nulls last'}, " if bound else ""
    # The ids of a district's rows; what the filter names are arguments, and no text of the caller's is in here.
    rows = f"from {table} r where r.district_id = :district_id and {where}"
    values = {**writer.arguments, "district_id": ctx.district_id, "base": base_of(ctx)}
    page = f"select r.id {rows} order by {first}r.id limit :most offset :start"
    await ctx.session.execute(text(f"set local statement_timeout = '{SEARCH_SECONDS}s'"))
    try:
        total = await ctx.session.scalar(text(f"select count(*) {rows}"), values)
        found = await ctx.session.scalars(text(page), {**values, "most": most, "start": start})
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == CANCELLED:
            raise SearchTooWide(
                Words(
                    "Look for id, userName, displayName or externalId with eq, or for less.",
                    es="Busque por id, userName, displayName o externalId con eq, o pida menos.",
                )
            ) from None
        raise
    await ctx.session.execute(UNLIMITED, {"usual": f"{int(ctx.settings.statement_seconds * 1000)}"})
    return int(total or 0), list(found)


async def get_user(ctx: Context, staff_id: UUID, *, lock: bool = False) -> tuple[ScimUserRow, StaffRow]:
    """One User with their staff member. Raises `NotFound`."""
    query = select(ScimUserRow).where(ScimUserRow.id == staff_id)
    row = await ctx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(Words("No such User.", es="No existe ese User."))
    person = select(StaffRow).where(StaffRow.id == staff_id)
    staff = await ctx.session.scalar(person.with_for_update() if lock else person)
    assert staff is not None
    return row, staff


async def users(ctx: Context, ids: Sequence[UUID]) -> dict[UUID, ScimUserRow]:
    """Users by their ids."""
    found = await ctx.session.scalars(select(ScimUserRow).where(ScimUserRow.id.in_(ids)))
    return {row.id: row for row in found}


async def get_group(ctx: Context, group_id: UUID, *, lock: bool = False) -> ScimGroupRow:
    """One Group. Raises `NotFound`."""
    query = select(ScimGroupRow).where(ScimGroupRow.id == group_id)
    row = await ctx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(Words("No such Group.", es="No existe ese Group."))
    return row


async def groups(ctx: Context, ids: Sequence[UUID]) -> dict[UUID, ScimGroupRow]:
    """Groups by their ids."""
    found = await ctx.session.scalars(select(ScimGroupRow).where(ScimGroupRow.id.in_(ids)))
    return {row.id: row for row in found}


async def staff_listed_as(ctx: Context, source_ids: Sequence[str]) -> list[StaffRow]:
    """The staff members a roster (or a hand) knows by any of these ids, locked."""
    query = select(StaffRow).where(StaffRow.source_id.in_(source_ids)).order_by(StaffRow.id).limit(2)
    return list(await ctx.session.scalars(query.with_for_update()))


async def groups_of(ctx: Context, staff_ids: Sequence[UUID]) -> Sequence[Row[UUID, UUID, str]]:
    """(staff_id, group id, its name) of every group these Users are in."""
    query = (
        select(ScimGroupMemberRow.staff_id, ScimGroupRow.id, ScimGroupRow.display_name)
        .join(ScimGroupRow, ScimGroupRow.id == ScimGroupMemberRow.group_id)
        .where(ScimGroupMemberRow.staff_id.in_(staff_ids))
        .order_by(ScimGroupRow.display_name_key)
    )
    return (await ctx.session.execute(query)).all()


async def members_of(ctx: Context, group_ids: Sequence[UUID]) -> Sequence[Row[UUID, UUID, str | None]]:
    """(group_id, staff_id, display) of every member of these groups."""
    query = (
        select(ScimGroupMemberRow.group_id, ScimGroupMemberRow.staff_id, ScimGroupMemberRow.display)
        .where(ScimGroupMemberRow.group_id.in_(group_ids))
        .order_by(ScimGroupMemberRow.id)
    )
    return (await ctx.session.execute(query)).all()


async def are_users(ctx: Context, ids: Sequence[str]) -> bool:
    """Is each of these a User of the district?"""
    count = await ctx.session.scalar(select(func.count(ScimUserRow.id)).where(ScimUserRow.id.in_(map(UUID, ids))))
    return count == len(ids)


async def sync_members(ctx: Context, group_id: UUID, members: dict[str, str | None]) -> Sequence[Any]:
    """Make these the group's members; returns (staff_id, moved) of all whose membership changed; `moved` came or left."""
    values = {"group_id": group_id, "ids": [UUID(id_) for id_ in members], "displays": list(members.values())}
    return (await ctx.session.execute(SYNC_MEMBERS, {**values, "district_id": ctx.district_id})).all()


async def leave_groups(ctx: Context, staff_id: UUID) -> None:
    """Take a User out of every group; the groups have changed by it."""
    mine = select(ScimGroupMemberRow.group_id).where(ScimGroupMemberRow.staff_id == staff_id)
    await _touch(ctx, ScimGroupRow, ScimGroupRow.id.in_(mine))
    await ctx.session.execute(delete(ScimGroupMemberRow).where(ScimGroupMemberRow.staff_id == staff_id))


async def touch_users(ctx: Context, staff_ids: Sequence[UUID]) -> None:
    """A User shows their groups, so a change of these is a change of the User."""
    await _touch(ctx, ScimUserRow, ScimUserRow.id.in_(staff_ids))


async def touch_members(ctx: Context, group_id: UUID) -> list[UUID]:
    """As `touch_users`, for everybody in the group; returns who that is."""
    found = await ctx.session.scalars(
        select(ScimGroupMemberRow.staff_id).where(ScimGroupMemberRow.group_id == group_id)
    )
    ids = list(found)
    await touch_users(ctx, ids)
    return ids


async def delete_group(ctx: Context, row: ScimGroupRow) -> None:
    """The group and its memberships."""
    await ctx.session.execute(delete(ScimGroupMemberRow).where(ScimGroupMemberRow.group_id == row.id))
    await ctx.session.delete(row)


async def _touch(ctx: Context, table: type[Any], which: Any) -> None:
    changed = {"version": table.version + 1, "updated_at": ctx.now, "updated_by": ctx.actor}
    statement = update(table).where(which, table.district_id == ctx.district_id).values(changed)
    await ctx.session.execute(statement, execution_options={"synchronize_session": False})
