"""What schemathesis does not know by itself."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/zip")
def as_sent(_: Any, value: Any) -> bytes:
    """An upload goes as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.serializer("text/csv")
def as_csv(_: Any, value: Any) -> bytes:
    """A table goes as it is."""
    return str(value).encode()


@schemathesis.serializer("text/calendar")
def as_icalendar(_: Any, value: Any) -> bytes:
    """A calendar goes as it is."""
    return str(value).encode()
