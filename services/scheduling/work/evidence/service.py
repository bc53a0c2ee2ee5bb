"""Closing the tasks an event proves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from services.scheduling.planning.evidence_types import rules
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.work.evidence import repository
from services.scheduling.work.tasks import service as tasks
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.tables import EvidenceKind, EvidenceRow
from shared.context.context import Context

ROLE_ASSIGNED = "partners.role.assigned.v1"


class Proof(Protocol):
    """What an event says of itself; a role that begins stands for the event that once told of it."""

    id: UUID
    type: str
    time: datetime


@dataclass
class Beginning:
    """A role's first day as a proof, under the assignment's id."""

    id: UUID
    type: str
    time: datetime


async def prove_begun_roles(ctx: Context, last: date, today: date) -> None:
    """Close the tasks proved by roles that were told of earlier and began after `last`."""
    for row in await repository.begun_roles(ctx, ROLE_ASSIGNED, last, today):
        await prove(ctx, Beginning(row.id, ROLE_ASSIGNED, ctx.now), row.school_id, {"role": row.role})


async def prove(ctx: Context, envelope: Proof, school_id: UUID, data: dict[str, Any]) -> int:
    """Close the school's live tasks whose conditions the event meets; returns how many.

    Only tasks that were there when the event happened: what was done before a plan was published proves nothing of it.
    """
    await wait_for_publishing(ctx)
    closed = 0
    for task, done_when in await repository.lock_provable(ctx, school_id, envelope.type, envelope.time):
        if not rules.meets(done_when["conditions"], data):
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
