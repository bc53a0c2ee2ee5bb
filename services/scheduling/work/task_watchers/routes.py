"""HTTP of watchers: people notified of tasks that are not theirs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.work.task_watchers import repository, service
from services.scheduling.work.task_watchers.errors import TooManyWatchers
from services.scheduling.work.task_watchers.schemas import Watcher
from services.scheduling.work.tasks import service as tasks
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import PeopleOnly, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/tasks/{task_id}", tags=["watchers"])

Reader = Annotated[Context, requires("tasks:read")]


@router.get("/watchers", response_model=Page[Watcher], responses=refusals())
async def list_watchers(task_id: UUID, ctx: Reader, paging: PagingQuery) -> Response:
    """List who watches the task, longest first."""
    await tasks.read(ctx, task_id)
    return await ctx.page(repository.LISTING, paging, {"task_id": task_id})


@router.put("/watch", status_code=204, responses=refusals(PeopleOnly, TooManyWatchers))
async def watch_task(task_id: UUID, ctx: Reader) -> Response:
    """Watch a task: its events name you, and your day shows its changes. Doing it again changes nothing."""
    await service.watch(ctx, task_id)
    return ctx.nothing()


@router.delete("/watch", status_code=204, responses=refusals(PeopleOnly))
async def unwatch_task(task_id: UUID, ctx: Reader) -> Response:
    """Stop watching a task."""
    await service.leave(ctx, task_id)
    return ctx.nothing()
