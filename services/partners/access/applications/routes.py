"""HTTP of registered front ends."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.access.applications import service
from services.partners.access.applications.errors import ClientTaken, DefaultTaken, NoSuchClient, NoSuchScope
from services.partners.access.applications.may import MAY
from services.partners.access.applications.schemas import (
    Application,
    ApplicationCreate,
    ApplicationList,
    ApplicationUpdate,
)
from services.partners.access.applications.transitions import CHANGE, DELETE
from services.partners.directory.roles.errors import BeyondYourRoles
from shared.context.context import Context
from shared.errors import NotPermitted, Stale, VersionMissing, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/applications", tags=["applications"])


@router.get("", response_model=Page[Application], responses=refusals(NotPermitted))
async def list_applications(
    ctx: Annotated[Context, requires("access:read")], filters: Annotated[ApplicationList, Query()]
) -> Response:
    """List the front ends people sign in to."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=Application,
    responses=refusals(NotPermitted, BeyondYourRoles, NoSuchClient, NoSuchScope, ClientTaken, DefaultTaken),
)
async def register_application(body: ApplicationCreate, ctx: Annotated[Context, requires("access:write")]) -> Response:
    """Register a front end: its redirect URIs, origins and session lengths."""
    return ctx.reply(await MAY.reply(ctx, Application, await service.register(ctx, body)), 201)


@router.get("/{application_id}", response_model=Application, responses=refusals(NotPermitted))
async def read_application(application_id: UUID, ctx: Annotated[Context, requires("access:read")]) -> Response:
    """Read one front end."""
    return await service.read(ctx, application_id)


@router.patch(
    "/{application_id}",
    response_model=Application,
    responses=refusals(NotPermitted, BeyondYourRoles, NoSuchScope, DefaultTaken),
)
async def change_application(
    application_id: UUID, body: ApplicationUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a front end."""
    return ctx.reply(await MAY.reply(ctx, Application, await service.change(ctx, application_id, body)))


@router.delete("/{application_id}", status_code=204, responses=refusals(NotPermitted, Stale, VersionMissing))
async def remove_application(application_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Remove a front end; everybody signed in to it is signed out."""
    await service.remove(ctx, application_id)
    return ctx.nothing()
