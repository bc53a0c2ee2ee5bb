"""Closing the tasks an event proves."""

from typing import Any
from uuid import UUID

from services.scheduling.evidence import repository, rules
from services.scheduling.tasks import service as tasks
from services.scheduling.tasks.history import record
from services.scheduling.tasks.tables import EvidenceKind, EvidenceRow
from shared.events.event import Envelope
from shared.web.context import Context


async def prove(ctx: Context, envelope: Envelope, school_id: UUID, data: dict[str, Any]) -> int:
    """Close the school's live tasks whose conditions the event meets; returns how many.

    Only tasks that were there when the event happened: what was done before a plan was published proves nothing of it.
    """
    await repository.wait_for_publishing(ctx)
    closed = 0
    for task, done_when in await repository.lock_provable(ctx, school_id, envelope.type, envelope.time):
        if not rules.holds(done_when["conditions"], data):
            continue
        ctx.add(
            EvidenceRow(
                task_id=task.id,
                kind=EvidenceKind.EVENT,
                title=envelope.type,
                event_id=envelope.id,
                event_type=envelope.type,
            )
        )
        record(ctx, task.id, "evidence", None, envelope.type)
        await tasks.finish(ctx, task, proved_by=envelope.id)
        closed += 1
    return closed
