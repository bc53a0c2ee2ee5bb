"""What a client may hold: secrets, networks, and nothing beyond its maker."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from uuid import UUID

PREFIX = "tl_"
MOST_SECRETS = 2
MOST_NETWORKS = 20


def new_secret() -> str:
    """A secret of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """SHA-256 is enough for a secret nobody chose: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


#: Compared with when there is nothing to compare with, so that every answer costs the same.
NOBODY = hash_secret("")


def which_secret(secret: str, hashes: list[str]) -> int | None:
    """The place of the hash this is the secret of. Always as many comparisons, each in constant time."""
    tried = hash_secret(secret)
    padded = [*hashes, *[NOBODY] * MOST_SECRETS][: max(len(hashes), MOST_SECRETS)]
    right = [hmac.compare_digest(tried, kept) for kept in padded]
    return next((place for place, is_it in enumerate(right[: len(hashes)]) if is_it), None)


def network(text: str) -> str:
    """A network (CIDR) or a single address in its one spelling. Raises ValueError for what is none, or says two things."""
    if "%" in text:
        raise ValueError("an address without a zone")
    found = ip_network(text)
    if isinstance(found, IPv6Network) and found.network_address.ipv4_mapped is not None:
        raise ValueError("write an IPv4 network as such")
    return str(found)


def networks_within(inner: Iterable[str], outer: Iterable[str]) -> bool:
    """Is every caller `inner` admits also admitted by `outer`? No networks are all networks."""
    holding, held = [ip_network(text) for text in outer], [ip_network(text) for text in inner]
    if not holding:
        return True
    return bool(held) and all(any(_inside(one, other) for other in holding) for one in held)


def _inside(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    if isinstance(one, IPv4Network):
        return isinstance(other, IPv4Network) and one.subnet_of(other)
    return isinstance(other, IPv6Network) and one.subnet_of(other)


@dataclass(frozen=True)
class Reach:
    """How far a client gets; null schools and services are all of them, no networks are all networks."""

    scopes: frozenset[str]
    school_ids: frozenset[UUID] | None = None
    services: frozenset[str] | None = None
    networks: tuple[str, ...] = ()
    may_exchange: bool = False
    expires_at: datetime | None = None
    kids: frozenset[str] = frozenset()


def reach_of(row: Any) -> Reach:
    """The reach of a client's row, or of the wish for one."""
    return Reach(
        frozenset(row.scopes),
        None if row.school_ids is None else frozenset(row.school_ids),
        None if row.services is None else frozenset(row.services),
        tuple(row.networks),
        row.may_exchange,
        row.expires_at,
        frozenset(str(key.get("kid")) for key in row.public_keys),
    )


#: What binds a client besides scopes and networks.
BOUNDS = frozenset({"school_ids", "services", "expires_at"})


def beyond(inner: Reach, outer: Reach) -> set[str]:
    """Which of `BOUNDS` `inner` is not within."""
    lasts = outer.expires_at is None or (inner.expires_at is not None and inner.expires_at <= outer.expires_at)
    kept = {
        "school_ids": _within(inner.school_ids, outer.school_ids),
        "services": _within(inner.services, outer.services),
        "expires_at": lasts,
    }
    return {name for name, is_within in kept.items() if not is_within}


def loses(before: Reach, after: Reach) -> bool:
    """Could the client do anything before that it can no longer do? Then its live tokens say too much."""
    return not (
        before.scopes <= after.scopes
        and not beyond(before, after)
        and networks_within(before.networks, after.networks)
        and (after.may_exchange or not before.may_exchange)
        and before.kids <= after.kids
    )


def _within(inner: frozenset[Any] | None, outer: frozenset[Any] | None) -> bool:
    return outer is None or (inner is not None and inner <= outer)
