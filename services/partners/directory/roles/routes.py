"""HTTP of roles."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.directory.roles import giving, service
from services.partners.directory.roles.errors import (
    LinkNotConfirmed,
    NotAtYourSchool,
    NotYoursToGive,
    RoleHeldAlready,
    RoleHeldElsewhere,
    RoleOver,
    RoleRetired,
    RosterOwned,
    SignOnOwned,
)
from services.partners.directory.roles.may import MAY
from services.partners.directory.roles.proposing import PROPOSED, done_or_proposed
from services.partners.directory.roles.schemas import (
    RoleAssign,
    RoleAssignment,
    RoleAssigns,
    RoleEnd,
    RoleGive,
    RoleList,
    RoleRevoke,
)
from services.partners.directory.roles.transitions import CHANGE, CHANGE_AT_SCHOOL, REVOKE, REVOKE_AT_SCHOOL
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchRole, NoSuchSchool, NoSuchStaff, NotPermitted, NotToYourself, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["roles"])


@router.get("/v1/role-assignments", response_model=Page[RoleAssignment], responses=refusals(NotPermitted))
async def list_role_assignments(
    ctx: Annotated[Context, requires("directory:read")], filters: Annotated[RoleList, Query()]
) -> Response:
    """List who holds which role where."""
    return await service.listed(ctx, filters)


@router.post(
    "/v1/role-assignments",
    status_code=201,
    response_model=RoleAssignment,
    responses=refusals(
        NotPermitted,
        NotToYourself,
        LinkNotConfirmed,
        NoSuchStaff,
        NoSuchSchool,
        NoSuchRole,
        RoleRetired,
        RoleHeldElsewhere,
        RoleHeldAlready,
        DaysOutOfOrder,
    )
    | PROPOSED,
)
async def assign_role(body: RoleAssign, ctx: Annotated[Context, requires("directory:write")]) -> Response:
    """Assign somebody a role at a school or for the district. One that reaches far waits for a second person (202)."""
    work, said = partial(service.assign, ctx, body), partial(MAY.reply, ctx, RoleAssignment)
    return await done_or_proposed(ctx, "assign_role", body, work, said, 201)


@router.post("/v1/bulk/role-assignments", response_model=BulkReply, responses=refusals(NotPermitted))
async def assign_roles(
    body: RoleAssigns, ctx: Annotated[Context, requires("directory:write")], validate_only: ValidateOnly = False
) -> Response:
    """Assign many roles; each row gets its result."""
    return ctx.reply(await service.assign_many(ctx, body.items, validate_only))


@router.get("/v1/role-assignments/{assignment_id}", response_model=RoleAssignment, responses=refusals(NotPermitted))
async def read_role_assignment(assignment_id: UUID, ctx: Annotated[Context, requires("directory:read")]) -> Response:
    """Read one role assignment."""
    return await service.read(ctx, assignment_id)


@router.patch(
    "/v1/role-assignments/{assignment_id}",
    response_model=RoleAssignment,
    responses=refusals(
        NotPermitted, NotToYourself, LinkNotConfirmed, RosterOwned, SignOnOwned, RoleHeldAlready, DaysOutOfOrder
    )
    | PROPOSED,
)
async def end_role(assignment_id: UUID, body: RoleEnd, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Set, move or clear the last day of a role. One that reaches far and is held for longer waits for a second (202)."""
    work = partial(service.end, ctx, assignment_id, body)
    return await done_or_proposed(
        ctx, "end_role", body, work, partial(MAY.reply, ctx, RoleAssignment), about=assignment_id
    )


@router.post(
    "/v1/role-assignments/{assignment_id}/revoke",
    response_model=RoleAssignment,
    responses=refusals(NotPermitted, NotToYourself, RosterOwned, SignOnOwned, RoleOver),
)
async def revoke_role(
    assignment_id: UUID, body: RoleRevoke, ctx: Annotated[Context, requires(REVOKE.door)]
) -> Response:
    """Take a role that was given by hand back at once, for one given by mistake: tokens end, and everybody is told."""
    return ctx.reply(await MAY.reply(ctx, RoleAssignment, await service.revoke(ctx, assignment_id, body)))


@router.post(
    "/v1/schools/{school_id}/role-assignments",
    status_code=201,
    response_model=RoleAssignment,
    responses=refusals(
        NotPermitted,
        NotToYourself,
        NotYoursToGive,
        NotAtYourSchool,
        NoSuchStaff,
        NoSuchSchool,
        NoSuchRole,
        RoleRetired,
        RoleHeldElsewhere,
        RoleHeldAlready,
        DaysOutOfOrder,
    ),
)
async def give_school_role(
    school_id: UUID, body: RoleGive, ctx: Annotated[Context, requires("roles:give")]
) -> Response:
    """Give somebody a role at a school, as the district lets the school's principal: none of their own, none that reaches far.

    A principal gives it to whoever holds a role at the school, and to newcomers, who hold none elsewhere.
    """
    return ctx.reply(await MAY.reply(ctx, RoleAssignment, await giving.give(ctx, school_id, body)), 201)


@router.patch(
    "/v1/schools/{school_id}/role-assignments/{school_assignment_id}",
    response_model=RoleAssignment,
    responses=refusals(
        NotPermitted,
        NotToYourself,
        NotYoursToGive,
        NotAtYourSchool,
        RosterOwned,
        SignOnOwned,
        RoleHeldAlready,
        DaysOutOfOrder,
    ),
)
async def end_school_role(
    school_id: UUID, school_assignment_id: UUID, body: RoleEnd, ctx: Annotated[Context, requires(CHANGE_AT_SCHOOL.door)]
) -> Response:
    """Set, move or clear the last day of a role at a school that was given by hand."""
    row = await giving.end(ctx, school_id, school_assignment_id, body)
    return ctx.reply(await MAY.reply(ctx, RoleAssignment, row))


@router.post(
    "/v1/schools/{school_id}/role-assignments/{school_assignment_id}/revoke",
    response_model=RoleAssignment,
    responses=refusals(NotPermitted, NotToYourself, NotYoursToGive, RosterOwned, SignOnOwned, RoleOver),
)
async def revoke_school_role(
    school_id: UUID,
    school_assignment_id: UUID,
    body: RoleRevoke,
    ctx: Annotated[Context, requires(REVOKE_AT_SCHOOL.door)],
) -> Response:
    """Take a role at a school that was given by hand back at once. Whoever may give it may."""
    row = await giving.revoke(ctx, school_id, school_assignment_id, body)
    return ctx.reply(await MAY.reply(ctx, RoleAssignment, row))
