"""Ending access before its tokens expire, in all services."""

from collections.abc import Collection
from uuid import UUID

from services.partners.revocation.ended_access.events import AccessEnded
from shared import clock
from shared.auth import ended
from shared.context.context import Context

#: Holders named in one entry of the audit.
MOST_IN_AN_ENTRY = 500


async def end_access(ctx: Context, holder: ended.Holder, holder_id: UUID | str, reason: str) -> None:
    """Have tokens issued to the holder so far refused everywhere; `reason` is a code.

    Call it when the row that gave the access is written: whoever issues a token locks that row, so what was issued
    before lies before the moment taken here, which is therefore the clock's and not the beginning of this work.
    """
    await end_access_of_all(ctx, holder, [holder_id], reason)


async def end_access_of_all(
    ctx: Context, holder: ended.Holder, holder_ids: Collection[UUID | str], reason: str
) -> None:
    """The same for many holders of a kind, in one statement."""
    await ctx.session.flush()
    ids, ended_at = sorted({str(holder_id) for holder_id in holder_ids}), clock.now()
    await ended.record(ctx, [(holder, holder_id, ended_at) for holder_id in ids])
    for start in range(0, len(ids), MOST_IN_AN_ENTRY):
        ctx.audit("access_ended", rows={f"{holder}_id": ids[start : start + MOST_IN_AN_ENTRY]}, reason=[reason])
    for holder_id in ids:
        ctx.emit(AccessEnded(holder=holder, holder_id=holder_id, ended_at=ended_at, reason=reason))
