"""Use cases of comments. Whoever may see a task may comment on it; people only.

A mention waits on the day of whom it names until they comment on the task themselves or say that they have read its
comments; or until it is gone, with its comment or by an edit.
"""

from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.work.task_comments import repository
from services.scheduling.work.task_comments.errors import CannotSeeTask, TooManyComments
from services.scheduling.work.task_comments.events import PeopleMentioned, PeopleUnmentioned
from services.scheduling.work.task_comments.schemas import CommentCreate, CommentUpdate
from services.scheduling.work.task_comments.tables import CommentRow
from services.scheduling.work.task_comments.transitions import CHANGE, DELETE
from services.scheduling.work.tasks import service as tasks
from services.scheduling.work.tasks.people import who_sees
from services.scheduling.work.tasks.tables import TaskRow
from services.scheduling.work.tasks.touching import touch
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, fault
from shared.ids import new_id
from shared.texts.words import Words

MOST_COMMENTS = 1_000


async def add(ctx: Context, task_id: UUID, wish: CommentCreate) -> CommentRow:
    """Say something. Raises `CannotSeeTask` when somebody is named who may not see the task."""
    task = await tasks.read(ctx, task_id)
    me = _me(ctx)
    if await repository.count(ctx, task_id) >= MOST_COMMENTS:
        raise TooManyComments(Words(f"A task takes {MOST_COMMENTS}.", es=f"Una tarea admite {MOST_COMMENTS}."))
    row = CommentRow(
        id=new_id(), task_id=task_id, author_id=me, body=wish.body, mentioned_ids=[], edited_at=None, deleted_at=None
    )
    ctx.add(row)
    await ctx.session.flush()
    await _name(ctx, task, row, wish.mentioned_ids)
    await repository.answer(ctx, task_id, me)
    touch(ctx, [task_id], "comment")
    await ctx.session.flush()
    return row


async def change(ctx: Context, task_id: UUID, comment_id: UUID, patch: CommentUpdate) -> CommentRow:
    """Say it better, within 15 minutes; who is newly named is told."""
    task = await tasks.read(ctx, task_id)
    row = await repository.get_comment(ctx, task_id, comment_id)
    if row.author_id != _me(ctx):
        raise NotPermitted(
            Words("Only its author changes a comment.", es="Solo quien lo escribió modifica un comentario.")
        )
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    changes = patch.changes()
    row.body, row.edited_at = changes.get("body", row.body), ctx.now
    if "mentioned_ids" in changes:
        await _name(ctx, task, row, patch.mentioned_ids)
    touch(ctx, [task_id], "comment")
    await ctx.session.flush()
    return row


async def remove(ctx: Context, task_id: UUID, comment_id: UUID) -> CommentRow:
    """Take the words back: the author, or the district's coordinator. The tombstone stays."""
    task = await tasks.read(ctx, task_id)
    row = await repository.get_comment(ctx, task_id, comment_id)
    if row.author_id != ctx.principal.staff_id:
        POLICY.require(ctx, DELETE.right, school_id=task.school_id)
    await DELETE.check(ctx, row)
    await _unname(ctx, task, row, set(row.mentioned_ids))
    row.body, row.mentioned_ids, row.deleted_at = "", [], ctx.now
    touch(ctx, [task_id], "comment")
    await ctx.session.flush()
    return row


async def have_read(ctx: Context, task_id: UUID) -> None:
    """The caller has read the task's comments: mentions in them wait no longer."""
    await tasks.read(ctx, task_id)
    await repository.answer(ctx, task_id, _me(ctx))


async def _name(ctx: Context, task: TaskRow, row: CommentRow, staff_ids: list[UUID]) -> None:
    """Name exactly these people: those new to it are told, those left out are told no more. Nobody is told of themselves."""
    seeing = await who_sees(ctx, task, staff_ids)
    blind = [
        fault(f"/mentioned_ids/{place}", Words("may not see the task", es="no puede ver la tarea"))
        for place, id_ in enumerate(staff_ids)
        if id_ not in seeing
    ]
    if blind:
        raise CannotSeeTask(
            Words("Name people who hold a role that sees it.", es="Nombre a personas con un rol que la ve."),
            errors=blind,
        )
    named = list(dict.fromkeys(staff_ids))
    new = [id_ for id_ in named if id_ not in row.mentioned_ids and id_ != row.author_id]
    await _unname(ctx, task, row, set(row.mentioned_ids) - set(named))
    repository.mention(ctx, row, new)
    row.mentioned_ids = named
    if new:
        ctx.emit(PeopleMentioned.of(task, comment_id=row.id, mentioned_ids=new, by_id=row.author_id))


async def _unname(ctx: Context, task: TaskRow, row: CommentRow, staff_ids: set[UUID]) -> None:
    """Name these people no more: it is off their days, and what has not been mailed to them is not."""
    await repository.unmention(ctx, row, staff_ids)
    told = sorted(staff_ids - {row.author_id})
    if told:
        ctx.emit(PeopleUnmentioned.of(task, comment_id=row.id, unmentioned_ids=told))


def _me(ctx: Context) -> UUID:
    if ctx.principal.staff_id is None:
        raise PeopleOnly(Words("A machine client leaves a note.", es="Un cliente automático deja una nota."))
    return ctx.principal.staff_id
