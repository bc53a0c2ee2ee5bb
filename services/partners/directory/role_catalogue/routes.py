"""HTTP of the district's catalogue of roles."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.directory.role_catalogue import service
from services.partners.directory.role_catalogue.errors import (
    GivenTooFar,
    RoleCodeTaken,
    RoleIsBrought,
    RoleIsHeld,
    TooManyRoles,
)
from services.partners.directory.role_catalogue.may import MAY
from services.partners.directory.role_catalogue.schemas import (
    ProfilePreview,
    ProfileWish,
    Role,
    RoleCreate,
    RoleList,
    RoleUpdate,
)
from services.partners.directory.role_catalogue.transitions import CHANGE, PREVIEW
from services.partners.directory.roles.errors import LinkNotConfirmed, RoleHeldElsewhere
from services.partners.directory.roles.proposing import PROPOSED, done_or_proposed
from shared.context.context import Context
from shared.errors import NotPermitted, NotToYourself, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["role catalogue"])


@router.get("/v1/roles", response_model=Page[Role], responses=refusals(NotPermitted))
async def list_roles(
    ctx: Annotated[Context, requires("directory:read")], filters: Annotated[RoleList, Query()]
) -> Response:
    """List the district's roles by code."""
    return await service.listed(ctx, filters)


@router.post(
    "/v1/roles",
    status_code=201,
    response_model=Role,
    responses=refusals(NotPermitted, RoleCodeTaken, TooManyRoles, GivenTooFar, RoleHeldElsewhere),
)
async def add_role(body: RoleCreate, ctx: Annotated[Context, requires("directory:write")]) -> Response:
    """Add a role of the district's own, on one of the permission profiles there are."""
    return ctx.reply(await MAY.reply(ctx, Role, await service.create(ctx, body)), 201)


@router.get("/v1/roles/{role_id}", response_model=Role, responses=refusals(NotPermitted))
async def read_role(role_id: UUID, ctx: Annotated[Context, requires("directory:read")]) -> Response:
    """Read one role."""
    return await service.read(ctx, role_id)


@router.patch(
    "/v1/roles/{role_id}",
    response_model=Role,
    responses=refusals(
        NotPermitted, NotToYourself, LinkNotConfirmed, RoleIsHeld, RoleIsBrought, GivenTooFar, RoleHeldElsewhere
    )
    | PROPOSED,
)
async def change_role(role_id: UUID, body: RoleUpdate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Change a role's names, place, givers or profile, or retire it. Preview another profile first.

    On another profile the tokens of all its holders end. One that comes to reach far waits for a second person (202), and
    takes that neither a claim rule nor the roster brings it.
    """
    work = partial(service.change, ctx, role_id, body)
    return await done_or_proposed(ctx, "change_role", body, work, partial(MAY.reply, ctx, Role), about=role_id)


@router.post("/v1/roles/{role_id}/preview", response_model=ProfilePreview, responses=refusals(NotPermitted))
async def preview_role_profile(
    role_id: UUID, body: ProfileWish, ctx: Annotated[Context, requires(PREVIEW.door)]
) -> Response:
    """Preview what a role on another profile would open and close to whoever holds it. Changes nothing."""
    return ctx.reply(await service.preview(ctx, role_id, body))
