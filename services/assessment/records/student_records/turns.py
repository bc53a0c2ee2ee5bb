"""Whoever writes a district's roster does it alone: an import, or a call that changes students."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.assessment.records.student_records.errors import RosterBusy
from shared.context.context import Context
from shared.db.locks import one_at_a_time
from shared.error_mapping import refusal_of
from shared.errors import Conflict

TURN = "roster imports"
#: How long a call waits for others; an import takes minutes.
PATIENCE = "3s"


async def wait_for_roster(ctx: Context) -> None:
    """Hold the district's roster to the end of this work. Raises `RosterBusy` while an import does."""
    try:
        async with ctx.session.begin_nested():
            await ctx.session.execute(text(f"set local lock_timeout = '{PATIENCE}'"))
            await one_at_a_time(ctx, TURN)
            await ctx.session.execute(text("set local lock_timeout to default"))
    except DBAPIError as error:
        if isinstance(refusal_of(error), Conflict):
            raise RosterBusy(headers={"Retry-After": "60"}) from None
        raise
