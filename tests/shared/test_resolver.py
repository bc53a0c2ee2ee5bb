"""A name server that does not answer holds up its own names alone."""

import asyncio
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from threading import Event
from typing import Any

import pytest

from shared.errors import OutsideTooSlow
from shared.testing.databases import eventually
from shared.web import egress
from shared.web.resolver import MOST, MOST_OF_ONE, Names


class SlowServers:
    """Name servers: those of names under `.example` answer when they are told to."""

    def __init__(self) -> None:
        self.may_answer, self.asked = Event(), list[str]()

    def getaddrinfo(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        self.asked.append(host)
        if host.endswith(".example"):
            self.may_answer.wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", port))]


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowServers]:
    found = SlowServers()
    monkeypatch.setattr(socket, "getaddrinfo", found.getaddrinfo)
    yield found
    found.may_answer.set()


async def given_up(names: Names, *hosts: str) -> None:
    """Ask for names, and do not wait for the answer."""
    for host in hosts:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(names.addresses(host, 443), 0.001)


async def test_names_whose_server_does_not_answer_do_not_keep_others_from_being_found(servers: SlowServers) -> None:
    async def slow(host: str) -> Any:
        return await egress.resolve(host, 443)

    waiting = [asyncio.ensure_future(slow(f"n{number}.slow.example")) for number in range(50)]
    assert await egress.resolve("login.oak.org", 443) == [ip_address("192.0.2.7")]
    servers.may_answer.set()
    refused = [found for found in await asyncio.gather(*waiting, return_exceptions=True) if not isinstance(found, list)]
    assert [type(found) for found in refused] == [OutsideTooSlow] * (50 - MOST_OF_ONE)


async def test_a_look_up_nobody_waits_for_any_more_still_counts_until_it_ends(servers: SlowServers) -> None:
    names = Names()
    await given_up(names, *(f"n{number}.slow.example" for number in range(MOST_OF_ONE)))
    with pytest.raises(OutsideTooSlow):
        await names.addresses("one.more.slow.example", 443)
    servers.may_answer.set()
    while names._under_way:
        await asyncio.sleep(0)
    assert await names.addresses("one.more.slow.example", 443) == [ip_address("192.0.2.7")]


async def test_there_are_never_more_look_ups_than_threads(servers: SlowServers) -> None:
    names = Names()
    await given_up(names, *(f"n.slow{number}.example" for number in range(MOST)))
    with pytest.raises(OutsideTooSlow):
        await names.addresses("login.oak.org", 443)

    async def all_asked() -> bool:
        return len(servers.asked) >= MOST

    await eventually(all_asked, "the threads' beginning")
    assert len(servers.asked) == MOST


async def test_calls_that_ask_for_the_same_name_wait_for_one_look_up(servers: SlowServers) -> None:
    names = Names()
    waiting = [asyncio.ensure_future(names.addresses("Login.oak.example", 443)) for _ in range(2 * MOST)]
    await given_up(names, "login.oak.example")
    servers.may_answer.set()
    assert set(map(tuple, await asyncio.gather(*waiting))) == {(ip_address("192.0.2.7"),)}
    assert servers.asked == ["login.oak.example"]
