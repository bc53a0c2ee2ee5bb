"""A call that ends says so beforehand, on each of its replies and in its contract: `Deprecation` (RFC 9745), `Sunset` (RFC 8594).

Nothing ends within half a year of the day it was said.
"""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

LEAST = timedelta(days=183)
_SINCE, _ENDS, _INSTEAD = "x-deprecated-on", "x-ends-on", "x-successor"
#: The headers of every reply of such a call.
HEADERS = frozenset(("Deprecation", "Sunset", "Link"))


def ending(since: date, ends_on: date, instead: str) -> dict[str, Any]:
    """What a route that ends is declared with, as `@router.get(…, **ending(…))`; `instead` is the path to call.

    Raises `ValueError` where callers would have less than half a year.
    """
    if ends_on - since < LEAST:
        raise ValueError(f"{ends_on} is less than {LEAST.days} days after {since}")
    said = {_SINCE: since.isoformat(), _ENDS: ends_on.isoformat(), _INSTEAD: instead}
    return {"deprecated": True, "openapi_extra": said}


def headers_of(route: Any) -> list[tuple[bytes, bytes]]:
    """What the replies of a route say of its end; nothing, where it goes on."""
    said = getattr(route, "openapi_extra", None) or {}
    if _ENDS not in said:
        return []
    since, ends = (datetime.combine(date.fromisoformat(said[name]), time(), UTC) for name in (_SINCE, _ENDS))
    return [
        (b"deprecation", f"@{int(since.timestamp())}".encode()),
        (b"sunset", format_datetime(ends, usegmt=True).encode()),
        (b"link", f'<{said[_INSTEAD]}>; rel="successor-version"'.encode()),
    ]
