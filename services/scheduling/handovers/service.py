"""Use cases of handovers."""

from datetime import date
from uuid import UUID

from services.scheduling.events import HandoverMade
from services.scheduling.handovers import repository
from shared.web.context import Context


async def record(ctx: Context, change_id: UUID, today: date) -> None:
    """Keep and tell the handovers a change brought about."""
    for row in await repository.record(ctx, change_id, today):
        facts = row._asdict()
        ctx.emit(HandoverMade(handover_id=facts.pop("id"), **facts))
