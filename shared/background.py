"""Background work that goes on until it is told to end, and then ends.

A cancellation somebody swallowed must not be forgotten: nats-py turns it into another error while it waits to publish, and so
does `asyncio.wait_for` at times on Python 3.11.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from shared.logging import log, where


def is_ending() -> bool:
    """Was this task told to end?"""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def stop_if_cancelled() -> None:
    """Raise CancelledError when this task was told to end."""
    if is_ending():
        raise asyncio.CancelledError


async def keep_going(work: Callable[[], Awaitable[None]], seconds: float, said: str, **facts: Any) -> None:
    """Do `work` again and again, `seconds` between, until told to end.

    Whatever it raises is said, by class and place, and tried again. There is no list of classes: drivers and clients raise more
    than they name. A cancelled wait of theirs looks like our own end, and is none unless this task was told to end.
    """
    while True:
        stop_if_cancelled()
        try:
            await work()
        except (Exception, asyncio.CancelledError) as error:
            stop_if_cancelled()
            log.warning(said, error_class=type(error).__name__, where=where(error), **facts)
        await asyncio.sleep(seconds)
