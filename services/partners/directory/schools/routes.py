"""HTTP of schools."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.directory.schools import service
from services.partners.directory.schools.errors import LocalCodeTaken
from services.partners.directory.schools.may import MAY
from services.partners.directory.schools.schemas import School, SchoolChanges, SchoolCreate, SchoolList, SchoolUpdate
from services.partners.directory.schools.transitions import CHANGE
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["schools"])


@router.get("/v1/schools", response_model=Page[School], responses=refusals(NotPermitted))
async def list_schools(
    ctx: Annotated[Context, requires("directory:read")], filters: Annotated[SchoolList, Query()]
) -> Response:
    """List schools by local code, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post(
    "/v1/schools",
    status_code=201,
    response_model=School,
    responses=refusals(NotPermitted, LocalCodeTaken, DaysOutOfOrder),
)
async def add_school(body: SchoolCreate, ctx: Annotated[Context, requires("directory:write")]) -> Response:
    """Add a school that is in no roster."""
    return ctx.reply(await MAY.reply(ctx, School, await service.add(ctx, body)), 201)


@router.post("/v1/bulk/schools", response_model=BulkReply, responses=refusals(NotPermitted))
async def change_schools(
    body: SchoolChanges, ctx: Annotated[Context, requires("directory:write")], validate_only: ValidateOnly = False
) -> Response:
    """Change many schools by local code, for instance tags and cohorts; each row gets its result."""
    return ctx.reply(await service.change_many(ctx, body.items, validate_only))


@router.get("/v1/schools/{school_id}", response_model=School, responses=refusals(NotPermitted))
async def read_school(school_id: UUID, ctx: Annotated[Context, requires("directory:read")]) -> Response:
    """Read one school."""
    return await service.read(ctx, school_id)


@router.patch(
    "/v1/schools/{school_id}", response_model=School, responses=refusals(NotPermitted, LocalCodeTaken, DaysOutOfOrder)
)
async def change_school(
    school_id: UUID, body: SchoolUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a school, for instance its tags or its cohort."""
    return ctx.reply(await MAY.reply(ctx, School, await service.change(ctx, school_id, body)))
