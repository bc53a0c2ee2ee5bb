"""Whoever guesses is asked to wait: a bucket for each client address, in this process.

Of secret addresses (calendar feeds) and of access tokens (`requires.py`) that are none.
"""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from math import ceil

#: Wrong guesses an address has at once, seconds until it has one more, addresses that are remembered.
BURST, SECONDS, ADDRESSES = 30, 2.0, 10_000


class Guesses:
    """How many wrong guesses each address has left. Right ones cost nothing; what is forgotten was longest quiet."""

    def __init__(self, burst: int = BURST, seconds: float = SECONDS, addresses: int = ADDRESSES) -> None:
        self.burst, self.seconds, self.addresses = burst, seconds, addresses
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str, now: float) -> int:
        """Seconds until the address may guess again; 0 if it may now."""
        over = self._at(source_of(address), now) - (self.burst - 1)
        return ceil(over * self.seconds) if over > 0 else 0

    def wrong(self, address: str, now: float) -> None:
        """A guess was wrong."""
        source = source_of(address)
        self._spent[source] = (self._at(source, now) + 1, now)
        self._spent.move_to_end(source)
        if len(self._spent) > self.addresses:
            self._spent.popitem(last=False)

    def _at(self, source: str, now: float) -> float:
        spent, since = self._spent.get(source, (0.0, now))
        return max(0.0, spent - max(0.0, now - since) / self.seconds)


def source_of(address: str) -> str:
    """Who an address stands for: of IPv6 a household has a whole /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or int(found) >> 64)
    return str(found)
