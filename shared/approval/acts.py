"""What becomes of a row as it is written, submitted, returned and approved. The caller has checked that it may."""

from typing import Any

from shared.approval.errors import HashDiffers
from shared.context.context import Context
from shared.texts.words import Words


def written(ctx: Context, row: Any, content_hash: str) -> None:
    """It has this content now; who wrote it is one of its authors."""
    row.content_hash = content_hash
    row.authors = sorted({*(row.authors or []), ctx.actor})


def submitted(ctx: Context, row: Any, state: Any) -> None:
    """It waits for approval; who submits it is one of its authors, and an earlier return is answered."""
    row.state, row.submitted_by, row.submitted_at = state, ctx.actor, ctx.now
    row.returned_reason = None
    row.authors = sorted({*row.authors, ctx.actor})


def returned(row: Any, state: Any, reason: str) -> None:
    """It is its authors' again, with the reason; what was approved is so no more."""
    row.state, row.returned_reason = state, reason
    row.approved_by = row.approved_at = row.approved_hash = None


def check_read(row: Any, content_hash: str, words: Words) -> None:
    """Is what somebody read what is there? Raises `HashDiffers`, which tells them in these words what to do."""
    if content_hash != row.content_hash:
        raise HashDiffers(words)


def approved(ctx: Context, row: Any, state: Any) -> None:
    """Exactly the content it has now is approved, by whoever calls."""
    row.state, row.approved_by, row.approved_at = state, ctx.actor, ctx.now
    row.approved_hash = row.content_hash


def check_approved(row: Any, content_hash: str) -> None:
    """Is what is about to go further what was approved? Raises `HashDiffers`."""
    if row.approved_hash != content_hash:
        raise HashDiffers(Words("The content is not what was approved.", es="El contenido no es el que se aprobó."))
