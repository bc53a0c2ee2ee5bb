"""Ending background work: a cancellation somebody swallowed must not be forgotten.

nats-py turns it into another error while it waits to publish, and so does `asyncio.wait_for` at times on Python 3.11.
"""

import asyncio


def is_ending() -> bool:
    """Was this task told to end?"""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def stop_if_cancelled() -> None:
    """Raise CancelledError when this task was told to end."""
    if is_ending():
        raise asyncio.CancelledError
