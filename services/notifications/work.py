"""A piece of work nobody's token asked for: one delivery's outcome, one click on an unsubscribe link."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from shared import clock
from shared.auth.principal import Principal
from shared.db.engine import Database
from shared.ids import new_id
from shared.settings import Settings
from shared.web.context import Context


@asynccontextmanager
async def work_for(
    db: Database, settings: Settings, district_id: UUID, correlation_id: str | None = None
) -> AsyncIterator[Context]:
    """This service's own context in one district; commits at the end, or leaves nothing behind."""
    principal = Principal.of_service(settings.service, district_id)
    ctx = Context(db, settings, principal, now=clock.now(), correlation_id=correlation_id or str(new_id()))
    try:
        yield ctx
        await ctx.finish()
    finally:
        await ctx.close()
