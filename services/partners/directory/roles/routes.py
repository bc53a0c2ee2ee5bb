"""HTTP of roles."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.directory.roles import service
from services.partners.directory.roles.errors import RosterOwned, SignOnOwned
from services.partners.directory.roles.schemas import RoleAssign, RoleAssignment, RoleAssigns, RoleEnd, RoleList
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.context.replies import reply_of
from shared.errors import DaysOutOfOrder, NoSuchSchool, NoSuchStaff, NotPermitted, NotToYourself, refusals
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
    responses=refusals(NotPermitted, NotToYourself, NoSuchStaff, NoSuchSchool, DaysOutOfOrder),
)
async def assign_role(body: RoleAssign, ctx: Annotated[Context, requires("directory:write")]) -> Response:
    """Assign somebody a role at a school or for the district."""
    return ctx.reply(await reply_of(ctx, RoleAssignment, await service.assign(ctx, body)), 201)


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
    responses=refusals(NotPermitted, NotToYourself, RosterOwned, SignOnOwned, DaysOutOfOrder),
)
async def end_role(
    assignment_id: UUID, body: RoleEnd, ctx: Annotated[Context, requires("directory:write")]
) -> Response:
    """Set, move or clear the last day of a role."""
    return ctx.reply(await reply_of(ctx, RoleAssignment, await service.end(ctx, assignment_id, body)))
