"""SQL of comments and mentions."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, select, update

from services.scheduling.work.task_comments.schemas import Comment
from services.scheduling.work.task_comments.tables import CommentRow, MentionRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.errors import NotFound
from shared.texts.words import Words

LISTING = listing(CommentRow, Comment, Paging, filters={"task_id": "s.task_id = {}::uuid"})


async def get_comment(ctx: Context, task_id: UUID, comment_id: UUID) -> CommentRow:
    """One comment of a task, locked. Raises `NotFound`."""
    row = await ctx.session.scalar(
        select(CommentRow).where(CommentRow.task_id == task_id, CommentRow.id == comment_id).with_for_update()
    )
    if row is None:
        raise NotFound(Words("No such comment.", es="No existe ese comentario."))
    return row


async def count(ctx: Context, task_id: UUID) -> int:
    """How many comments a task has, tombstones included."""
    return int(await ctx.session.scalar(select(func.count(CommentRow.id)).where(CommentRow.task_id == task_id)) or 0)


def mention(ctx: Context, comment: CommentRow, staff_ids: Collection[UUID]) -> None:
    """Have a comment wait on these people's days."""
    for staff_id in staff_ids:
        ctx.add(
            MentionRow(
                comment_id=comment.id,
                task_id=comment.task_id,
                staff_id=staff_id,
                mentioned_at=ctx.now,
                answered_at=None,
            )
        )


async def unmention(ctx: Context, comment: CommentRow, staff_ids: Collection[UUID]) -> None:
    """Take it off their days."""
    mine = (MentionRow.comment_id == comment.id, MentionRow.staff_id.in_(list(staff_ids)))
    await ctx.session.execute(delete(MentionRow).where(*mine))


async def answer(ctx: Context, task_id: UUID, staff_id: UUID) -> None:
    """Whatever named this person on the task has been read."""
    waiting = (MentionRow.task_id == task_id, MentionRow.staff_id == staff_id, MentionRow.answered_at.is_(None))
    await ctx.session.execute(update(MentionRow).where(*waiting).values(answered_at=ctx.now))
