"""Use cases of evidence files: hand in, download, take away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.work.evidence_files import repository
from services.scheduling.work.evidence_files.errors import FileRepeated, TooManyFiles
from services.scheduling.work.tasks import service as tasks
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.tables import EvidenceKind, EvidenceRow, TaskRow
from services.scheduling.work.tasks.transitions import FILES, REMOVE_FILE
from shared.context.context import Context
from shared.files.kinds import recognise
from shared.files.names import checked_name
from shared.files.scanning import scan
from shared.files.store import Store, Taken
from shared.ids import new_id
from shared.texts.words import Words

MOST_FILES = 50


async def add(
    ctx: Context, task_id: UUID, name: str, body: AsyncIterator[bytes], claim: Callable[[str], Awaitable[None]]
) -> tuple[TaskRow, EvidenceRow]:
    """Take a file in as evidence; a done task still takes one. `claim` takes the Idempotency-Key for the body's SHA-256.

    Nothing is locked and no connection held while the body comes in and is looked at; what the caller may do is asked again
    afterwards. If the commit fails the bytes are left behind without a row, and the sweep takes them.
    """
    name = checked_name(name)
    await tasks.take(ctx, task_id, FILES, lock=False)
    store = Store(ctx.settings)
    await ctx.let_go()
    async with store.take_in(body) as taken:
        kind = await asyncio.to_thread(recognise, taken.path, name)
        is_scanned = await scan(ctx.settings, taken.path)
        await claim(taken.sha256)
        task = await tasks.take(ctx, task_id, FILES)
        await _refuse_surplus(ctx, task_id, taken)
        await repository.lock_bytes(ctx, taken.sha256)
        await store.keep(ctx.district_id, taken)
        row = EvidenceRow(
            id=new_id(),
            task_id=task_id,
            kind=EvidenceKind.FILE,
            title=name,
            sha256=taken.sha256,
            size=taken.size,
            media_type=kind.media_type,
            scanned_at=ctx.now if is_scanned else None,
        )
        ctx.add(row)
        record(ctx, task_id, "file", None, name)
        await ctx.session.flush()
    return task, row


async def read(ctx: Context, task_id: UUID, file_id: UUID) -> tuple[EvidenceRow, AsyncIterator[bytes]]:
    """A file and its bytes, for whoever may see the task."""
    await tasks.read(ctx, task_id)
    row = await repository.get_file(ctx, task_id, file_id)
    assert row.sha256 is not None, "a file without bytes"
    return row, await Store(ctx.settings).stream(ctx.district_id, row.sha256)


async def remove(ctx: Context, task_id: UUID, file_id: UUID) -> TaskRow:
    """Take a file away: whoever handed it in or the district's coordinator, while the task is live."""
    task = await tasks.take(ctx, task_id, REMOVE_FILE)
    row = await repository.get_file(ctx, task_id, file_id)
    if row.created_by != ctx.actor:
        POLICY.require(ctx, "additions:remove", school_id=task.school_id)
    record(ctx, task_id, "file", row.title, None)
    await ctx.session.delete(row)
    await ctx.session.flush()
    return task


async def _refuse_surplus(ctx: Context, task_id: UUID, taken: Taken) -> None:
    files, same = await repository.count_files(ctx, task_id, taken.sha256)
    if same:
        raise FileRepeated(Words("Nothing was changed.", es="No se modificó nada."))
    if files >= MOST_FILES:
        raise TooManyFiles(
            Words(
                f"A task takes {MOST_FILES} files; take one away or send a link.",
                es=f"Una tarea admite {MOST_FILES} archivos; quite uno o envíe un enlace.",
            )
        )
