"""HTTP of a person's day: their tasks across plans, each with its reasons."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.scheduling.views.my_day import service
from services.scheduling.views.my_day.schemas import MyDay
from shared.context.context import Context
from shared.errors import PeopleOnly, refusals
from shared.web.requires import requires

router = APIRouter(tags=["my day"])


@router.get("/v1/my-day", response_model=MyDay, responses=refusals(PeopleOnly))
async def read_my_day(ctx: Annotated[Context, requires("tasks:read")]) -> Response:
    """Read the caller's day: tasks to do, mentions, and changes to watched tasks, each with its reasons."""
    return ctx.document(await service.read(ctx))
