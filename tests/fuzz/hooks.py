"""What schemathesis does not know by itself."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/zip")
@schemathesis.serializer("text/csv")
@schemathesis.serializer("text/calendar")
def as_sent(_: Any, value: Any) -> bytes:
    """An upload goes as it is."""
    return value if isinstance(value, bytes) else str(value).encode()
