"""HTTP of the district."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.partners.directory.districts import service
from services.partners.directory.districts.schemas import District, DistrictUpdate
from shared.context.context import Context
from shared.errors import NotFound, NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/district", tags=["district"])


@router.get("", response_model=District, responses=refusals(NotPermitted, NotFound))
async def read_district(ctx: Annotated[Context, requires("directory:read")]) -> Response:
    """Read the district the token speaks for."""
    return ctx.reply(District.model_validate(await service.read(ctx)))


@router.patch("", response_model=District, responses=refusals(NotPermitted, NotFound))
async def change_district(body: DistrictUpdate, ctx: Annotated[Context, requires("directory:write")]) -> Response:
    """Change the district's name, time zone or language."""
    return ctx.reply(District.model_validate(await service.change(ctx, body)))
