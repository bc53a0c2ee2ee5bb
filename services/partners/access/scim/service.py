"""Use cases of Users: a User is a staff member, found in the roster or added."""

from asyncio import to_thread
from typing import Any
from uuid import UUID

from scim2_models import Context as Stage
from scim2_models import PatchOp, ResponseParameters

from services.partners.access.scim import facts, patching, repository, rules
from services.partners.access.scim.errors import InvalidValue, StaffNotClear, TooMuchAtOnce, UserExists
from services.partners.access.scim.replies import reading
from services.partners.access.scim.representing import users_of
from services.partners.access.scim.schemas import POLICY as DIALECT
from services.partners.access.scim.schemas import StaffUser, User
from services.partners.access.scim.tables import ScimUserRow
from services.partners.directory.districts.repository import get_district
from services.partners.directory.staff import service as staff_service
from services.partners.directory.staff.tables import StaffRow
from services.partners.permissions import POLICY
from shared.context.context import Context
from shared.errors import Stale
from shared.names import is_line
from shared.texts.words import Words


async def read(ctx: Context, staff_id: UUID) -> Any:
    """One User."""
    POLICY.require(ctx, "scim:write")
    row, _ = await repository.get_user(ctx, staff_id)
    return (await users_of(ctx, [row]))[0]


async def create(ctx: Context, sent: dict[str, Any]) -> Any:
    """Make a User of the staff member the roster knows by the User's ids, or of a new one."""
    POLICY.require(ctx, "scim:write")
    with reading():
        user = StaffUser.model_validate(sent, scim_ctx=Stage.RESOURCE_CREATION_REQUEST, scim_policy=DIALECT)
    if user.active is None:
        user.active = True
    staff = await _adopted(ctx, user)
    if staff is None:
        given, family = rules.names_of(user)
        language = (await get_district(ctx)).language
        ids = rules.roster_ids(user)
        staff = StaffRow(
            given_name=given, family_name=family, language=language, active=True, source_id=ids[0] if ids else None
        )
        ctx.add(staff)
        await ctx.session.flush()
    row = ScimUserRow(id=staff.id)
    await _write(ctx, row, staff, user)
    return (await users_of(ctx, [row]))[0]


async def replace(ctx: Context, staff_id: UUID, sent: dict[str, Any]) -> Any:
    """Put another representation in the User's place. Left out, `active` stays as it is: absence opens and closes nothing."""
    POLICY.require(ctx, "scim:write")
    row, staff = await repository.get_user(ctx, staff_id, lock=True)
    check_match(ctx, row.version)
    before = (await users_of(ctx, [row]))[0]
    with reading():
        user = StaffUser.model_validate(sent, scim_ctx=Stage.RESOURCE_REPLACEMENT_REQUEST, scim_policy=DIALECT)
        if user.active is None:
            user.active = before.active
        user.replace(before)
    await _write(ctx, row, staff, user)
    return (await users_of(ctx, [row]))[0]


async def change(ctx: Context, staff_id: UUID, sent: dict[str, Any]) -> Any:
    """Apply the operations, all or none."""
    POLICY.require(ctx, "scim:write")
    row, staff = await repository.get_user(ctx, staff_id, lock=True)
    check_match(ctx, row.version)
    user = (await users_of(ctx, [row]))[0]
    await patch(StaffUser, user, sent)
    await _write(ctx, row, staff, user)
    return (await users_of(ctx, [row]))[0]


async def remove(ctx: Context, staff_id: UUID) -> None:
    """The User is gone and the account closed; the staff member stays, since plans refer to them."""
    POLICY.require(ctx, "scim:write")
    row, staff = await repository.get_user(ctx, staff_id, lock=True)
    check_match(ctx, row.version)
    ids = rules.roster_ids(StaffUser.model_validate(row.document))
    if staff.listed_at is None and ids and staff.created_at == row.created_at:
        # SCIM made them and no roster says who they are: a User that comes back is found by what the provider last said.
        staff.source_id = ids[0]
    await repository.leave_groups(ctx, row.id)
    await ctx.session.delete(row)
    await _record(ctx, staff, account_active=False)
    await facts.follow(ctx, [staff_id])


def check_match(ctx: Context, version: int) -> None:
    """Hold `If-Match`, if there is one, against the version. Raises `Stale` (412)."""
    wanted = rules.versions_of(ctx.if_match) if ctx.if_match is not None else None
    ctx.precondition.leave_to_work()
    if wanted is not None and str(version) not in wanted:
        raise Stale(
            Words(
                "Read it again and repeat the change on what you find.",
                es="Léalo de nuevo y repita el cambio sobre lo que encuentre.",
            ),
            headers={"ETag": rules.tag_of(version)},
        )


async def patch(kind: type[Any], resource: Any, sent: dict[str, Any]) -> None:
    """Change a resource by a PatchOp of RFC 7644 §3.5.2. Raises refusals of ours; the resource is then to be thrown away."""
    name = {name.lower(): name for name in sent}.get("operations")
    operations = sent[name] if name and isinstance(sent[name], list) else []
    if name and operations:
        try:
            operations = rules.plain(operations)
        except ValueError:
            raise InvalidValue(Words("active is true or false.", es="active es true o false.")) from None
        sent = {**sent, name: operations}
    if found := patching.surfeit(operations, resource):
        raise TooMuchAtOnce(found)
    # Filters in paths are slow over many members, and others must be answered meanwhile.
    await to_thread(_patched, kind, resource, sent, operations)


def _patched(kind: type[Any], resource: Any, sent: dict[str, Any], operations: list[Any]) -> None:
    with reading():
        wanted = PatchOp[kind].model_validate(  # type: ignore[valid-type]
            sent, scim_ctx=Stage.RESOURCE_PATCH_REQUEST, scim_policy=DIALECT
        )
        patching.apply(wanted, operations, resource)


def response_parameters(kind: Any, query: dict[str, Any]) -> ResponseParameters[Any] | None:
    """`attributes` and `excludedAttributes` of a call that answers with one resource."""
    if not query:
        return None
    with reading():
        return ResponseParameters[kind].model_validate(query)


def stored(resource: Any) -> dict[str, Any]:
    """A resource as it is kept: without what we say ourselves. Raises `InvalidValue` when it is too much."""
    name = resource.user_name if isinstance(resource, User) else resource.display_name
    if not name or not name.strip() or not is_line(name):
        raise InvalidValue(
            Words(
                "A User needs a userName, a Group a displayName, of one line.",
                es="Un User necesita un userName y un Group un displayName, de una sola línea.",
            )
        )
    document = dict(resource.model_dump(scim_ctx=Stage.RESOURCE_REPLACEMENT_REQUEST))
    if found := next(rules.excess(document), None):
        raise InvalidValue(found)
    return document


async def _adopted(ctx: Context, user: Any) -> StaffRow | None:
    """The staff member that employeeNumber or externalId name in the roster. Two of them are a refusal, not a guess."""
    ids = rules.roster_ids(user)
    found = await repository.staff_listed_as(ctx, ids) if ids else []
    if len(found) > 1:
        raise StaffNotClear(
            Words(
                "employeeNumber and externalId lead to different people; correct one of them.",
                es="employeeNumber y externalId llevan a personas distintas; corrija uno de los dos.",
            )
        )
    if found and await repository.users(ctx, [found[0].id]):
        raise UserExists(
            Words(
                "Find it by its externalId or employeeNumber, and change it.",
                es="Búsquelo por su externalId o employeeNumber y modifíquelo.",
            )
        )
    return found[0] if found else None


async def _write(ctx: Context, row: ScimUserRow, staff: StaffRow, user: Any) -> None:
    said_before = rules.email_of(StaffUser.model_validate(row.document)) if row.document else None
    row.document = stored(user)
    row.user_name, row.user_name_key = user.user_name, rules.key_of(user.user_name)
    row.external_id = user.external_id
    said: dict[str, Any] = {"account_active": bool(user.active)}
    if language := rules.language_of(user):
        said["language"] = language
    if staff.listed_at is None:
        # Whom a roster lists is called and written to as the roster says.
        if unfit := rules.unfit(user):
            raise InvalidValue(unfit)
        said["given_name"], said["family_name"] = rules.names_of(user)
        # SCIM moves the address it brought, and none that somebody else gave: an id that matches is no proof that the person's
        # mail is to go elsewhere from now on.
        if staff.email == said_before:
            said["email"] = rules.email_of(user)
    ctx.add(row)
    await _record(ctx, staff, **said)


async def _record(ctx: Context, staff: StaffRow, **said: Any) -> None:
    """Write the staff member's facts; if they changed, emit them, and end the access of who may not get in any more."""
    had_access, is_new = staff.has_access, staff.created_at == ctx.now and staff.version == 1
    for name, value in said.items():
        setattr(staff, name, value)
    changed = is_new or ctx.session.is_modified(staff)
    await ctx.session.flush()
    if changed:
        staff_service.emit_recorded(ctx, staff)
    if had_access and not staff.has_access:
        await staff_service.end_access_of(ctx, [staff.id], "account_closed")
