"""What may be done to a comment. The right to delete is for others than its author, who always may."""

from datetime import timedelta
from enum import StrEnum

from services.scheduling.work.task_comments.errors import EditTooLate
from services.scheduling.work.task_comments.tables import CommentRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who
from shared.texts.words import Words

EDITABLE = timedelta(minutes=15)


class CommentState(StrEnum):
    """Whether its words are there."""

    SAID = "said"
    DELETED = "deleted"


def state_of(row: CommentRow, _: Context) -> CommentState:
    """How a comment stands."""
    return CommentState.SAID if row.deleted_at is None else CommentState.DELETED


async def is_fresh(ctx: Context, row: CommentRow) -> None:
    """After a quarter of an hour others have read it."""
    if ctx.now > row.created_at + EDITABLE:
        raise EditTooLate(
            Words(
                "After 15 minutes others have read it: add another.",
                es="Pasados 15 minutos otras personas ya lo leyeron: añada otro.",
            )
        )


CHANGE = Transition(
    "change",
    "tasks:read",
    (CommentState.SAID,),
    scope="tasks:write",
    conditions=(is_fresh,),
    state_of=state_of,
    next_to_act=Who.MENTIONED,
)
DELETE = Transition(
    "delete",
    "additions:remove",
    (CommentState.SAID,),
    CommentState.DELETED,
    scope="tasks:write",
    state_of=state_of,
    next_to_act=Nobody("Its words are gone."),
)

TRANSITIONS = (CHANGE, DELETE)
