"""A task as callers get it: with its activity's words and what the school added."""

from collections.abc import Mapping

from fastapi import Response

from services.scheduling.work.tasks import repository
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context


async def reply(ctx: Context, row: TaskRow, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The whole task, as it reads after a change; of its notes those the caller may read."""
    return await ctx.reply_item(repository.WHOLE, row.id, repository.reader(ctx), status=status, headers=headers)
