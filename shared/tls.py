"""Which connections are encrypted: every one that leaves this machine, but to hosts the operator says otherwise of.

Certificates are checked, names too: encryption to whoever answers keeps out nobody who stands in between.
"""

import ssl
from collections.abc import Collection
from functools import cache
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

import certifi

#: What of libpq's `sslmode` lets nobody in between turn encryption off.
ENCRYPTED = ("require", "verify-ca", "verify-full")
SMTP = ("smtp", "smtp+starttls", "smtps")
BROKER = ("nats", "tls")


def is_loopback(host: str) -> bool:
    """Is it this very machine, by name or by number?"""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def hosts(text: str) -> tuple[str, ...]:
    """The hosts of a setting, commas between."""
    return tuple(host for part in text.split(",") if (host := part.strip().lower()))


def must_encrypt(host: str | None, plain: Collection[str]) -> bool:
    """Is a connection to this host to be encrypted? No host is a socket of this machine."""
    return bool(host) and not is_loopback(str(host)) and str(host).lower() not in plain


@cache
def context(ca_file: str = "") -> ssl.SSLContext:
    """What certificates are checked by: the authorities of this file, or without one the system's and certifi's."""
    if ca_file:
        return ssl.create_default_context(cafile=ca_file)
    found = ssl.create_default_context()
    found.load_verify_locations(certifi.where())
    return found


def database_url(url: str, plain: Collection[str], ca_file: str = "") -> str:
    """The address of a database with the encryption it needs in it, as every connection of ours reads it.

    An `sslmode` that stands in it is the operator's word. Raises ValueError for one that gives way, where that is not allowed.
    """
    place = urlsplit(url)
    said = parse_qs(place.query)
    if not any(must_encrypt(host, plain) for host in _hosts_of(place.netloc, said)):
        return url
    mode = said.get("sslmode", [""])[-1]
    if mode and mode not in ENCRYPTED:
        raise ValueError(f"sslmode={mode} to a host outside loopback: leave it out, or name the host in PLAIN_ALLOWED")
    if mode:
        return url
    trust = "" if "sslrootcert" in said else f"&sslrootcert={ca_file or _authorities()}"
    return f"{url}{'&' if place.query else '?'}sslmode=verify-full{trust}"


def check_scheme(url: str, known: Collection[str]) -> str:
    """The address, if we know its scheme. Raises ValueError, without the address: it may hold a password."""
    if urlsplit(url).scheme not in known:
        raise ValueError(f"begins with {', '.join(f'{scheme}://' for scheme in known)}")
    return url


def check_web(url: str, plain: Collection[str]) -> str:
    """An address keys are read at: whoever could change them in between could sign as us. Raises ValueError."""
    place = urlsplit(url)
    if place.scheme == "http" and must_encrypt(place.hostname, plain):
        raise ValueError("https outside loopback, or name the host in PLAIN_ALLOWED")
    return url


def _hosts_of(netloc: str, said: dict[str, list[str]]) -> list[str]:
    """The hosts of a database's address, which may be several; a path is a socket."""
    named = [
        *netloc.rpartition("@")[2].split(","),
        *(host for text in said.get("host", []) for host in text.split(",")),
    ]
    bare = [name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0] for name in named]
    return [host for host in bare if host and not host.startswith("/")]


def _authorities() -> str:
    return ssl.get_default_verify_paths().cafile or certifi.where()
