"""Addresses of front ends: which may be registered, and how long people stay signed in. Pure."""

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from shared.front_ends.pages import FrontEndPage, parts_of
from shared.texts.words import Words
from shared.tls import is_loopback

#: Minutes. A day is also what NIST SP 800-63B-4 §2.2.3 gives a session (AAL2) at the most.
MOST_IDLE, MOST_ABSOLUTE = 12 * 60, 24 * 60
LONGEST = 500
# What RFC 3986 lets stand in an address, less `*` (no wildcards) and `#` (no fragments, RFC 6749 §3.1.2).
FORM = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=%]+")
PORTS = {"https": 443, "http": 80}


def wrong_address(uri: str) -> Words | None:
    """Why people may not be sent to this address, or None. It is compared whole, so only what is unambiguous passes."""
    parts, wrong = _split(uri)
    if parts is None:
        return wrong
    if any(segment in (".", "..") for segment in parts.path.lower().replace("%2e", ".").split("/")):
        return Words("write the path without . and ..", es="escriba la ruta sin . ni ..")
    return None


def wrong_origin(origin: str) -> Words | None:
    """Why this is no origin as browsers send it (RFC 6454 §6.2), or None."""
    parts, wrong = _split(origin)
    if parts is None:
        return wrong
    if parts.path or parts.query or "?" in origin or origin != origin.lower():
        return Words(
            "scheme://host or scheme://host:port in small letters, with nothing after it",
            es="scheme://host o scheme://host:port en minúsculas, sin nada detrás",
        )
    return (
        Words("leave the usual port out", es="omita el puerto habitual") if parts.port == PORTS[parts.scheme] else None
    )


def wrong_page(page: FrontEndPage, form: str, places: Collection[str]) -> Words | None:
    """Why a page of a front end cannot have this address, or None. `places` are its own addresses and origins."""
    needed = parts_of(page)
    if set(re.findall(r"{([^{}]*)}", form)) != needed:
        parts = ", ".join(f"{{{part}}}" for part in sorted(needed))
        return (
            Words(f"an address with {parts}", es=f"una dirección con {parts}")
            if parts
            else Words("an address without braces", es="una dirección sin llaves")
        )
    plain = re.sub(r"{(?:id|number|path)}", "1", form)
    if (why := wrong_address(plain)) is not None:
        return why
    return (
        None
        if origin_of(form) in {origin_of(place) for place in places}
        else Words("at one of its origins or redirect_uris", es="en uno de sus orígenes o redirect_uris")
    )


def origin_of(address: str) -> str:
    """Where an address lies: scheme, host and port."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _split(uri: str) -> tuple[SplitResult | None, Words]:
    if len(uri) > LONGEST or not FORM.fullmatch(uri):
        return None, Words(
            f"an address of at most {LONGEST} characters, without spaces, backslashes, * and #",
            es=f"una dirección de {LONGEST} caracteres como máximo, sin espacios, barras invertidas, * ni #",
        )
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None, Words("not an address", es="no es una dirección")
    if "@" in parts.netloc:
        return None, Words("leave user and password out", es="omita el usuario y la contraseña")
    if not host or port == 0 or parts.netloc.endswith(":") or "%" in parts.netloc:
        return None, Words("not an address with a host", es="no es una dirección con un servidor")
    if not uri.startswith(("https://", "http://")) or (parts.scheme == "http" and not is_loopback(host)):
        return None, Words(
            "https://, or http:// on a loopback address such as 127.0.0.1",
            es="https://, o http:// en una dirección local como 127.0.0.1",
        )
    return parts, Words("", es="")
