"""SQL of evidence files."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from services.scheduling.work.tasks.tables import EvidenceKind, EvidenceRow
from shared.context.context import Context
from shared.db.locks import one_at_a_time
from shared.errors import NotFound
from shared.texts.words import Words


async def get_file(ctx: Context, task_id: UUID, file_id: UUID) -> EvidenceRow:
    """One file of a task. Raises `NotFound`."""
    row = await ctx.session.scalar(
        select(EvidenceRow).where(
            EvidenceRow.task_id == task_id, EvidenceRow.id == file_id, EvidenceRow.kind == EvidenceKind.FILE
        )
    )
    if row is None:
        raise NotFound(Words("No such file.", es="No existe ese archivo."))
    return row


async def count_files(ctx: Context, task_id: UUID, sha256: str) -> tuple[int, int]:
    """How many files a task has, and how many of them are these very bytes."""
    same = func.count().filter(EvidenceRow.sha256 == sha256)
    row = (
        await ctx.session.execute(
            select(func.count(EvidenceRow.id), same).where(
                EvidenceRow.task_id == task_id, EvidenceRow.kind == EvidenceKind.FILE
            )
        )
    ).one()
    return row[0], row[1]


async def lock_bytes(ctx: Context, sha256: str) -> None:
    """Until the transaction ends nobody else puts these bytes in place or takes them away."""
    await one_at_a_time(ctx, "files", sha256)


async def needed(ctx: Context, hashes: Iterable[str]) -> set[str]:
    """Those of these bytes that a row refers to."""
    found = await ctx.session.scalars(select(EvidenceRow.sha256).where(EvidenceRow.sha256.in_(list(hashes))))
    return {sha256 for sha256 in found if sha256 is not None}
