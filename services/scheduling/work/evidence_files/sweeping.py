"""Putting by, and later deleting, bytes no row refers to any more: files taken away, uploads whose commit failed."""

import asyncio

from services.scheduling.work.evidence_files import repository
from shared import clock
from shared.context.work import work_for
from shared.db.engine import Database
from shared.files.store import Store
from shared.settings import Settings
from shared.worker import Timer

#: What lies aside this long belongs to a process that ended.
UNFINISHED_SECONDS = 86_400
#: So long bytes lie by before they are deleted: a worker on the wrong database is noticed sooner.
REMOVED_SECONDS = 30 * 86_400


async def sweep(db: Database, settings: Settings) -> None:
    """Look through all files once. Bytes and row are compared under the lock an upload takes, so none is lost between."""
    if not settings.files_dir:
        return
    store = Store(settings)
    now = clock.now().timestamp()
    await asyncio.to_thread(store.forget, now - UNFINISHED_SECONDS, now - REMOVED_SECONDS)
    for district_id, hashes in store.kept():
        async with work_for(db, settings, district_id) as ctx:
            unneeded = set(hashes) - await repository.needed(ctx, hashes)
        for sha256 in sorted(unneeded):
            async with work_for(db, settings, district_id) as ctx:
                await repository.lock_bytes(ctx, sha256)
                if not await repository.needed(ctx, [sha256]):
                    await asyncio.to_thread(store.remove, district_id, sha256)


TIMER = Timer("evidence-files", 3600, sweep)
