"""HTTP of staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.directory.staff import service
from services.partners.directory.staff.errors import NoSuchParty
from services.partners.directory.staff.may import MAY
from services.partners.directory.staff.schemas import Staff, StaffCreate, StaffCreates, StaffList, StaffUpdate
from services.partners.directory.staff.transitions import CHANGE
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.errors import NotPermitted, NotToYourself, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["staff"])


@router.get("/v1/staff", response_model=Page[Staff], responses=refusals(NotPermitted))
async def list_staff(
    ctx: Annotated[Context, requires("directory:read")], filters: Annotated[StaffList, Query()]
) -> Response:
    """List staff by name, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post("/v1/staff", status_code=201, response_model=Staff, responses=refusals(NotPermitted, NoSuchParty))
async def add_staff(body: StaffCreate, ctx: Annotated[Context, requires("directory:write")]) -> Response:
    """Add a staff member who is in no roster."""
    return ctx.reply(await MAY.reply(ctx, Staff, await service.add(ctx, body)), 201)


@router.post("/v1/bulk/staff", response_model=BulkReply, responses=refusals(NotPermitted))
async def add_many_staff(
    body: StaffCreates, ctx: Annotated[Context, requires("directory:write")], validate_only: ValidateOnly = False
) -> Response:
    """Add many staff members; each row gets its result."""
    return ctx.reply(await service.add_many(ctx, body.items, validate_only))


@router.get("/v1/staff/{staff_id}", response_model=Staff, responses=refusals(NotPermitted))
async def read_staff(staff_id: UUID, ctx: Annotated[Context, requires("directory:read")]) -> Response:
    """Read one staff member."""
    return await service.read(ctx, staff_id)


@router.patch(
    "/v1/staff/{staff_id}", response_model=Staff, responses=refusals(NotPermitted, NotToYourself, NoSuchParty)
)
async def change_staff(staff_id: UUID, body: StaffUpdate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Change a staff member; `active: false` for somebody who left."""
    return ctx.reply(await MAY.reply(ctx, Staff, await service.change(ctx, staff_id, body)))
