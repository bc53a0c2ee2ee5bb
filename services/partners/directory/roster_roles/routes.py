"""HTTP of what a roster may bring."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.partners.directory.roles.errors import RoleRetired
from services.partners.directory.roles.proposing import PROPOSED, done_or_proposed
from services.partners.directory.roster_roles import service
from services.partners.directory.roster_roles.schemas import RoleLeftOut, RoleLeftOutList, RosterRoles, RosterRolesBody
from shared.context.context import Context
from shared.context.replies import reply_of
from shared.errors import NoSuchRole, NotPermitted, Stale, VersionMissing, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["roster roles"])


@router.get("/v1/roster-roles", response_model=RosterRoles, responses=refusals(NotPermitted))
async def read_roster_roles(ctx: Annotated[Context, requires("directory:read")]) -> Response:
    """Read which roles a roster may bring. Version 0: nobody has said, and they are those of a school."""
    return ctx.reply(await service.read(ctx))


@router.put(
    "/v1/roster-roles",
    response_model=RosterRoles,
    responses=refusals(NotPermitted, VersionMissing, Stale, NoSuchRole, RoleRetired) | PROPOSED,
)
async def set_roster_roles(body: RosterRolesBody, ctx: Annotated[Context, requires("directory:write")]) -> Response:
    """Say which roles a roster may bring; needs If-Match (`"0"` for the first).

    What it listed of them before is brought now, what it may bring no more ends. To let it bring a role that reaches far waits
    for a second person (202).
    """
    work, said = partial(service.let, ctx, body), partial(reply_of, ctx, RosterRoles)
    return await done_or_proposed(ctx, "set_roster_roles", body, work, said)


@router.get("/v1/roster-roles/left-out", response_model=Page[RoleLeftOut], responses=refusals(NotPermitted))
async def list_roster_roles_left_out(
    ctx: Annotated[Context, requires("directory:write")], filters: Annotated[RoleLeftOutList, Query()]
) -> Response:
    """List roles the roster lists and did not bring, each with its reason."""
    return await service.left_out(ctx, filters)
