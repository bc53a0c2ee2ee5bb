"""A piece of work that no request asked for: an event's handling, one mail's outcome, a command line's wish."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from shared import clock
from shared.context.context import Context
from shared.db.engine import Database
from shared.ids import new_id
from shared.principal import Principal
from shared.settings import Settings


@asynccontextmanager
async def work_for(
    db: Database,
    settings: Settings,
    district_id: UUID,
    *,
    correlation_id: str | None = None,
    causation_id: UUID | None = None,
    by: Principal | None = None,
) -> AsyncIterator[Context]:
    """The service's own context in one district, or that of whom it acts for; commits at the end, or leaves nothing behind."""
    ctx = Context(
        db,
        settings,
        by or Principal.of_service(settings.service, district_id),
        now=clock.now(),
        correlation_id=correlation_id or str(new_id()),
        causation_id=causation_id,
    )
    try:
        yield ctx
        await ctx.finish()
    finally:
        await ctx.close()
