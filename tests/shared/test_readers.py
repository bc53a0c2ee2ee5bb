"""The stack of connections that are read on: no more than so many, the last one first, none for ever."""

import asyncio

import pytest

from shared.db import readers
from shared.db.readers import Readers


class Connection:
    """A connection that is none."""

    def __init__(self) -> None:
        self.ended = False

    def is_closed(self) -> bool:
        return self.ended

    def terminate(self) -> None:
        self.ended = True


def stack_of(most: int) -> tuple[Readers[Connection], list[Connection]]:
    """A stack and what it opened."""
    opened: list[Connection] = []

    async def connect() -> Connection:
        opened.append(Connection())
        return opened[-1]

    return Readers(connect, most), opened


async def test_one_caller_at_a_time_uses_one_connection() -> None:
    stack, opened = stack_of(3)
    for _ in range(5):
        async with stack.one():
            assert stack.held == 1
    assert (len(opened), stack.held) == (1, 0)


async def test_who_comes_when_all_are_in_use_waits_for_one() -> None:
    stack, opened = stack_of(2)
    most = 0

    async def use() -> None:
        nonlocal most
        async with stack.one():
            most = max(most, stack.held)
            await asyncio.sleep(0)

    await asyncio.gather(*(use() for _ in range(20)))
    assert (most, len(opened), stack.held) == (2, 2, 0)


async def test_work_that_was_cancelled_ends_its_connection() -> None:
    stack, opened = stack_of(1)
    begun = asyncio.Event()

    async def use() -> None:
        async with stack.one():
            begun.set()
            await asyncio.Event().wait()

    work = asyncio.create_task(use())
    await begun.wait()
    work.cancel()
    await asyncio.wait([work])
    async with stack.one() as next_one:
        assert next_one is not opened[0]
    assert opened[0].ended


async def test_a_connection_that_could_not_be_opened_takes_no_place() -> None:
    async def connect() -> Connection:
        raise ConnectionRefusedError

    stack: Readers[Connection] = Readers(connect, 1)
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            async with stack.one():
                pass
    assert stack.held == 0


async def test_what_nobody_uses_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "IDLE_SECONDS", 0.0)
    stack, opened = stack_of(1)
    async with stack.one():
        pass
    while not opened[0].ended:
        await asyncio.sleep(0)
    async with stack.one() as other:
        assert other is not opened[0]


async def test_when_it_is_closed_nothing_stays_open() -> None:
    stack, opened = stack_of(2)
    async with stack.one(), stack.one():
        pass
    stack.close()
    assert [one.ended for one in opened] == [True, True]


async def test_a_connection_that_ended_while_it_lay_unused_is_given_to_nobody() -> None:
    stack, opened = stack_of(2)
    async with stack.one():
        pass
    opened[0].ended = True
    async with stack.one() as reader:
        assert reader is opened[1]
