"""The headers of replies that callers act on, once: each operation's contract names those it sends, and CORS shows all of them.

What browsers, caches and proxies act on by themselves is not among them.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """A header of ours: what it says, and how that looks."""

    about: str
    example: str | int
    schema: dict[str, Any] = {"type": "string"}


SENT = {
    "Content-Disposition": Sent(
        "The name of the file, for saving it (RFC 6266).", 'attachment; filename="attendance.yaml"'
    ),
    "Content-Language": Sent("The language its words are in: `en` or `es`.", "en"),
    "Deprecation": Sent("The call ends: since when that is said, in seconds (RFC 9745).", "@1788220800"),
    "ETag": Sent(
        "Of what is sent: its version, where it has one, and a digest. Send it as `If-Match`.", '"3-x7Qd0aLw"'
    ),
    "Idempotency-Replayed": Sent(
        "`true`: the reply to the first call with this Idempotency-Key.", "true", {"type": "string", "enum": ["true"]}
    ),
    "Link": Sent(
        'The next page, `rel="next"` (RFC 8288); none on the last one.', '<?limit=50&cursor=WyJhIl0>; rel="next"'
    ),
    "Location": Sent(
        "Where it is, or where to go on.",
        "/v1/schools/018f3e1c-0000-7000-8000-000000000001",
        {"type": "string", "format": "uri-reference"},
    ),
    "RateLimit": Sent("Calls left, and seconds until all are there again.", '"person";r=599;t=1'),
    "RateLimit-Policy": Sent("Calls within a window of seconds.", '"person";q=600;w=60'),
    "Retry-After": Sent("Seconds to wait before the same call.", 2, {"type": "integer", "minimum": 0}),
    "Sunset": Sent("When a call that ends will be no more (RFC 8594).", "Mon, 05 Apr 2027 00:00:00 GMT"),
    "WWW-Authenticate": Sent("What the call needs to be let in (RFC 6750).", 'Bearer error="invalid_token"'),
    "X-Correlation-Id": Sent(
        "The id of this call in the logs, the audit and the events: quote it when you report something.",
        "018f3e1c-0000-7000-8000-00000000000c",
        {"type": "string", "format": "uuid"},
    ),
}
EXPOSED = ", ".join(name.lower() for name in SENT).encode()


def references(names: Iterable[str]) -> dict[str, Any]:
    """These headers, as a response of a contract has them."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)}


def components(names: Iterable[str]) -> dict[str, Any]:
    """What a contract says of each of these headers."""
    return {
        name: {"description": SENT[name].about, "schema": SENT[name].schema, "example": SENT[name].example}
        for name in sorted(names)
    }
