"""Ending background work: a cancellation somebody swallowed must not be forgotten."""

import asyncio


def stop_if_cancelled() -> None:
    """Raise CancelledError when this task was told to end, even if a library turned the first word of it into another error.

    nats-py does so while it waits to publish, and so does `asyncio.wait_for` at times on Python 3.11.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
