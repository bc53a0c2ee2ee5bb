"""Networks a machine client is bound to."""

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


def is_within(client: tuple[str, int] | None, networks: Iterable[str]) -> bool:
    """Does the caller's address lie in one of the networks (CIDR)? An IPv4 address mapped into IPv6 counts as IPv4."""
    if client is None:
        return False
    try:
        address = ip_address(client[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in _network(text) for text in networks)


@cache
def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text)
