"""Looking names up: in threads of its own, since a name server takes as long as it likes and no look-up can be called off.

Whoever runs a slow name server shall fill only what is for its own names: the look-ups under way are counted by the last two
labels, and calls that ask the same wait for one look-up.
"""

import asyncio
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_address

from shared.errors import OutsideTooSlow
from shared.texts.words import Words

Address = IPv4Address | IPv6Address

#: Look-ups at a time, all in all and of names with the same last two labels.
MOST = 64
MOST_OF_ONE = 8


class Names:
    """The look-ups of a process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST, "names")
        self._under_way: dict[tuple[str, int], Future[list[Address]]] = {}

    async def addresses(self, host: str, port: int) -> list[Address]:
        """The addresses of a name, each once; none when there is no such name. Raises `OutsideTooSlow` when too many wait."""
        key = host.lower().rstrip("."), port
        found = self._under_way.get(key) or self._begun(key)
        # Who stops waiting does not take the look-up from the others.
        return await asyncio.shield(asyncio.wrap_future(found))

    def _begun(self, key: tuple[str, int]) -> Future[list[Address]]:
        # The threads take their own look-ups out meanwhile, so it is a copy that is counted.
        waiting = [_owner(host) for host, _ in list(self._under_way)]
        if len(waiting) >= MOST or waiting.count(_owner(key[0])) >= MOST_OF_ONE:
            raise OutsideTooSlow(
                Words(
                    "Its name server has not yet answered for earlier names.",
                    es="Su servidor de nombres aún no ha respondido por nombres anteriores.",
                )
            )
        found = self._threads.submit(_looked_up, *key)
        self._under_way[key] = found
        found.add_done_callback(lambda _: self._under_way.pop(key, None))
        return found


def _owner(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def _looked_up(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ip_address(text) for text in dict.fromkeys(str(entry[4][0]) for entry in found)]
