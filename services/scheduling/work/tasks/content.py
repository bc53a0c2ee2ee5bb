"""A task as callers get it: with its activity's words and what the school added."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import Response

from services.scheduling.work.tasks import may, repository, service
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context


async def reply(ctx: Context, row: TaskRow, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The whole task, as it reads after a change; of its notes those the caller may read."""
    return await ctx.reply_item(may.WHOLE, row.id, repository.reader(ctx), status=status, headers=headers)


async def show(ctx: Context, task_id: UUID) -> Response:
    """One task with what the school added, if the list shows it to the caller; of its notes those they may read."""
    return await ctx.item(may.WHOLE, task_id, "task", {**service.visible(ctx), **repository.reader(ctx)})
