"""HTTP of definitions of absence."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.definitions import service
from services.assessment.attendance.definitions.errors import (
    AnotherAdopted,
    AttendanceDefinitionFixed,
    BandsContradictory,
)
from services.assessment.attendance.definitions.may import LISTING
from services.assessment.attendance.definitions.schemas import (
    AttendanceDefinition,
    AttendanceDefinitionCreate,
    AttendanceDefinitionList,
    AttendanceDefinitionPresets,
    AttendanceDefinitionUpdate,
)
from services.assessment.attendance.definitions.transitions import ADOPT, CHANGE
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["attendance"])


@router.get(
    "/attendance-definition-presets", response_model=AttendanceDefinitionPresets, responses=refusals(NotPermitted)
)
async def list_attendance_definition_presets(
    ctx: Annotated[Context, requires("attendance-rules:read")],
) -> Response:
    """List definitions as governments publish them, with their sources; post one to begin with it."""
    return ctx.reply(service.presets(ctx))


@router.get("/attendance-definitions", response_model=Page[AttendanceDefinition], responses=refusals(NotPermitted))
async def list_attendance_definitions(
    ctx: Annotated[Context, requires("attendance-rules:read")], filters: Annotated[AttendanceDefinitionList, Query()]
) -> Response:
    """List the district's definitions of absence. With none in force figures are made by the federal one."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.post(
    "/attendance-definitions",
    status_code=201,
    response_model=AttendanceDefinition,
    responses=refusals(NotPermitted, BandsContradictory),
)
async def draft_attendance_definition(
    body: AttendanceDefinitionCreate, ctx: Annotated[Context, requires("attendance-rules:write")]
) -> Response:
    """Create a draft of a definition."""
    return ctx.reply(await service.shown(ctx, await service.draft(ctx, body)), 201)


@router.get(
    "/attendance-definitions/{attendance_definition_id}",
    response_model=AttendanceDefinition,
    responses=refusals(NotPermitted),
)
async def read_attendance_definition(
    attendance_definition_id: UUID, ctx: Annotated[Context, requires("attendance-rules:read")]
) -> Response:
    """Read one definition."""
    return await ctx.item(LISTING, attendance_definition_id, "definition", service.visible(ctx))


@router.patch(
    "/attendance-definitions/{attendance_definition_id}",
    response_model=AttendanceDefinition,
    responses=refusals(NotPermitted, AttendanceDefinitionFixed, BandsContradictory),
)
async def change_attendance_definition(
    attendance_definition_id: UUID,
    body: AttendanceDefinitionUpdate,
    ctx: Annotated[Context, requires(CHANGE.door)],
) -> Response:
    """Change a draft; what was adopted never changes."""
    return ctx.reply(await service.shown(ctx, await service.change(ctx, attendance_definition_id, body)))


@router.post(
    "/attendance-definitions/{attendance_definition_id}/adopt",
    response_model=AttendanceDefinition,
    responses=refusals(NotPermitted, AttendanceDefinitionFixed, AnotherAdopted),
)
async def adopt_attendance_definition(
    attendance_definition_id: UUID, ctx: Annotated[Context, requires(ADOPT.door)]
) -> Response:
    """Make figures by this definition from now on, in the place of the one before; they follow within seconds."""
    return ctx.reply(await service.shown(ctx, await service.adopt(ctx, attendance_definition_id)))
