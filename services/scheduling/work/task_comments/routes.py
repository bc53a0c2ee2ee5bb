"""HTTP of comments on tasks, and whom they mention."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.work.task_comments import service
from services.scheduling.work.task_comments.errors import CannotSeeTask, EditTooLate, TooManyComments
from services.scheduling.work.task_comments.may import LISTING, MAY
from services.scheduling.work.task_comments.schemas import Comment, CommentCreate, CommentUpdate
from services.scheduling.work.task_comments.transitions import CHANGE, DELETE
from services.scheduling.work.tasks import service as tasks
from services.scheduling.work.tasks.transitions import COMMENTS, MENTIONS_READ
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NotPermitted, PeopleOnly, WrongState, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/tasks/{task_id}", tags=["comments"])

Reader = Annotated[Context, requires("tasks:read")]


@router.get("/comments", response_model=Page[Comment], responses=refusals())
async def list_comments(task_id: UUID, ctx: Reader, paging: PagingQuery) -> Response:
    """List the task's comments, oldest first; deleted comments as tombstones."""
    await tasks.read(ctx, task_id)
    return await ctx.page(LISTING, paging, {"task_id": task_id})


@router.post(
    "/comments", status_code=201, response_model=Comment, responses=refusals(PeopleOnly, CannotSeeTask, TooManyComments)
)
async def add_comment(task_id: UUID, body: CommentCreate, ctx: Annotated[Context, requires(COMMENTS.door)]) -> Response:
    """Comment on a task; whoever is mentioned is notified, and finds it in their day."""
    return ctx.reply(await MAY.reply(ctx, Comment, await service.add(ctx, task_id, body)), 201)


@router.post("/mentions/read", status_code=204, responses=refusals(PeopleOnly))
async def mark_mentions_read(task_id: UUID, ctx: Annotated[Context, requires(MENTIONS_READ.door)]) -> Response:
    """Mark mentions of you on this task as read: they leave your day."""
    await service.have_read(ctx, task_id)
    return ctx.nothing()


@router.patch(
    "/comments/{comment_id}",
    response_model=Comment,
    responses=refusals(NotPermitted, PeopleOnly, CannotSeeTask, EditTooLate, WrongState),
)
async def change_comment(
    task_id: UUID, comment_id: UUID, body: CommentUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Edit a comment: its author, within 15 minutes."""
    return ctx.reply(await MAY.reply(ctx, Comment, await service.change(ctx, task_id, comment_id, body)))


@router.delete("/comments/{comment_id}", response_model=Comment, responses=refusals(NotPermitted, WrongState))
async def remove_comment(task_id: UUID, comment_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Delete a comment: its author, or the district's coordinator. A tombstone stays."""
    return ctx.reply(await MAY.reply(ctx, Comment, await service.remove(ctx, task_id, comment_id)))
