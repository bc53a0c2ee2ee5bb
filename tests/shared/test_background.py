"""Background work goes on whatever it meets, and ends when it is told to."""

import asyncio
from typing import Any

import asyncpg
import pytest

from shared import background
from shared.background import keep_going

IN_THE_WAY = [
    asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    RuntimeError("the handler is closed"),
    AttributeError("'NoneType' object has no attribute 'send'"),
    ExceptionGroup("several", [OSError(), ValueError()]),
    asyncio.CancelledError(),
]


@pytest.mark.parametrize("error", IN_THE_WAY, ids=lambda error: type(error).__name__)
async def test_whatever_is_raised_the_work_is_done_again(error: BaseException) -> None:
    rounds = 0
    done = asyncio.Event()

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise error
        done.set()

    going = asyncio.create_task(keep_going(work, 0, "interrupted"))
    await asyncio.wait([going, asyncio.create_task(done.wait())], return_when=asyncio.FIRST_COMPLETED)
    assert done.is_set()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going


async def test_work_that_swallows_the_word_to_end_ends_all_the_same() -> None:
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise OSError from None

    going = asyncio.create_task(keep_going(work, 3600, "interrupted"))
    await begun.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going


async def test_what_it_met_is_said_by_class_and_place_and_never_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    class Log:
        @staticmethod
        def warning(event: str, **fields: Any) -> None:
            said.put_nowait({"event": event, **fields})

    async def work() -> None:
        raise asyncpg.InternalClientError("Ada Lovelace")

    monkeypatch.setattr(background, "log", Log)
    going = asyncio.create_task(keep_going(work, 3600, "timer_failed", handler="e-mail"))
    line = await said.get()
    going.cancel()
    assert (line["event"], line["handler"], line["error_class"]) == ("timer_failed", "e-mail", "InternalClientError")
    assert "test_background.py" in line["where"]
    assert "Ada" not in str(line)
