"""HTTP of unowned tasks."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.scheduling.work.unowned_tasks import service
from services.scheduling.work.unowned_tasks.schemas import UnownedFilter, UnownedTasks
from shared.context.context import Context
from shared.errors import PeopleOnly, refusals
from shared.web.requires import requires

router = APIRouter(tags=["unowned tasks"])


@router.get("/v1/unowned-tasks", response_model=UnownedTasks, responses=refusals(PeopleOnly))
async def list_unowned_tasks(
    ctx: Annotated[Context, requires("tasks:read")], filters: Annotated[UnownedFilter, Query()]
) -> Response:
    """List tasks without an owner by school and role: how many, how late, why, and who should find an owner."""
    return ctx.reply(await service.read(ctx, filters))
