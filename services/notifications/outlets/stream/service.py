"""Opening a stream: from now on, or from where the last one broke off."""

from functools import partial

from services.notifications.outlets.stream import repository
from services.notifications.outlets.stream.errors import LastEventIdInvalid
from services.notifications.outlets.stream.hub import Hub, Listener, frame_of
from services.notifications.outlets.stream.rules import MOST_MISSED, NotAPosition, Position
from services.notifications.outlets.stream.schemas import EndedData, ReadyData
from shared.context.context import Context
from shared.texts.words import Words
from shared.web.streaming import EventStream, frame

#: What a browser waits before it opens the stream again, in milliseconds.
RETRY = b"retry: 2000\n\n"
LONGEST_SECONDS = 24 * 3600.0


async def open_stream(ctx: Context, hub: Hub, last_event_id: str | None) -> EventStream:
    """The caller's stream. Raises `LastEventIdInvalid` (400) and `TooManyStreams` (503)."""
    after = _position(ctx, last_event_id)
    listener = hub.admit(ctx.principal)
    try:
        await hub.join(ctx, listener)
        head = RETRY + await _head(ctx, listener, after)
    except BaseException:
        hub.leave(listener)
        raise
    expires_at = ctx.principal.expires_at
    seconds = (expires_at - ctx.now).total_seconds() if expires_at else LONGEST_SECONDS
    expired = frame("expired", EndedData(reason="token").model_dump_json().encode())
    return EventStream(
        listener.feed, head=head, expired=expired, seconds=max(seconds, 0), on_end=partial(hub.leave, listener)
    )


def _position(ctx: Context, last_event_id: str | None) -> Position | None:
    if not last_event_id:
        return None
    try:
        return Position.of(last_event_id, ctx.district_id)
    except NotAPosition:
        raise LastEventIdInvalid(
            Words("Open it without one, and read your lists.", es="Ábralo sin él y lea sus listas.")
        ) from None


async def _head(ctx: Context, listener: Listener, after: Position | None) -> bytes:
    """What is sent before anything live: what was missed, or that it cannot be told."""
    missed: list[bytes] = []
    lost = ""
    if after is not None:
        missed, lost = await _missed(ctx, listener, after)
    here = str(Position(ctx.district_id, listener.after, ctx.now))
    resumed = after is not None and not lost
    parts = [frame("reset", EndedData(reason=lost).model_dump_json().encode(), here)] if lost else missed
    ready = ReadyData(resumed=resumed, expires_at=ctx.principal.expires_at).model_dump_json().encode()
    return b"".join([*parts, frame("ready", ready, here)])


async def _missed(ctx: Context, listener: Listener, after: Position) -> tuple[list[bytes], str]:
    """(frames of what was missed, why they cannot be had)."""
    if after.is_too_old(ctx.now):
        return [], "too_old"
    if after.seq > listener.after:
        # Another process was ahead of this one; or this database is older than the one that gave the id.
        if after.seq > await repository.newest(ctx):
            return [], "too_old"
        listener.after = after.seq
        return [], ""
    found = await repository.list_missed(ctx, after.seq, listener.after)
    if len(found) > MOST_MISSED:
        return [], "too_many"
    return [frame_of(kept, listener) for kept in found if listener.sight.sees(kept.entry)], ""
