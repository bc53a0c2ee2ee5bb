"""Many tasks in one call: each row is done or refused on its own, by the rights the caller has to that task."""

import re
from typing import Any
from uuid import UUID

from services.scheduling.work.tasks import service
from services.scheduling.work.tasks.errors import RowRepeated
from services.scheduling.work.tasks.schemas import RowComplete, RowReassign, TaskRowBody
from services.scheduling.work.tasks.telling import Former, tell
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.errors import fault
from shared.texts.words import Words

FORM_OF_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


async def complete_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Say of many tasks that they are done."""

    async def work(ctx: Context, row: RowComplete) -> UUID:
        return (await service.complete(ctx, row.task_id, row)).id

    return await _each(ctx, RowComplete, items, work, validate_only)


async def reassign_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Give many tasks to somebody else at their schools, without asking for versions: the last word counts."""

    former: dict[UUID, Former] = {}

    async def work(ctx: Context, row: RowReassign) -> UUID:
        former.update(await service.reassign(ctx, row.task_id, row.owner_id))
        return row.task_id

    reply = await _each(ctx, RowReassign, items, work, validate_only)
    done = {row.id for row in reply.rows if row.id is not None and not validate_only}
    await tell(ctx, {id_: how for id_, how in former.items() if id_ in done})
    return reply


async def _each(ctx: Context, kind: Any, items: list[Any], work: Any, validate_only: bool) -> BulkReply:
    seen: set[UUID] = set()

    async def once(ctx: Context, row: TaskRowBody) -> UUID:
        if row.task_id in seen:
            raise RowRepeated(
                Words("Name it once.", es="Nómbrela una sola vez."),
                errors=[fault("/task_id", Words("named before in this call", es="ya se nombró en esta llamada"))],
            )
        seen.add(row.task_id)
        done: UUID = await work(ctx, row)
        return done

    # In one order whatever order they were sent in, so that two calls with the same tasks cannot block each other.
    named = [item.get("task_id") for item in items if isinstance(item, dict)]
    ids = {UUID(id_) for id_ in named if isinstance(id_, str) and FORM_OF_ID.fullmatch(id_)}
    await service.seen(ctx, ids, lock=True)
    return await each(ctx, kind, items, once, validate_only=validate_only)
