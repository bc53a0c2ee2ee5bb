"""Ending access before its tokens expire, in all services."""

from uuid import UUID

from services.partners.events import AccessEnded
from shared import clock
from shared.auth import ended
from shared.web.context import Context


async def end_access(ctx: Context, holder: ended.Holder, holder_id: UUID | str, reason: str) -> None:
    """Have tokens issued to the holder so far refused everywhere; `reason` is a code.

    Call it when the row that gave the access is written: whoever issues a token locks that row, so what was issued
    before lies before the moment taken here, which is therefore the clock's and not the beginning of this work.
    """
    await ctx.session.flush()
    ended_at = clock.now()
    await ended.record(ctx, holder, str(holder_id), ended_at)
    ctx.audit("access_ended", rows={f"{holder}_id": holder_id}, reason=[reason])
    ctx.emit(AccessEnded(holder=holder, holder_id=str(holder_id), ended_at=ended_at, reason=reason))
