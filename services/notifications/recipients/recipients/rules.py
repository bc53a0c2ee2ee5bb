"""Unsubscribe links: who and what, signed, so that they need no log-in and cannot be made up."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from services.notifications.wording.templates.kinds import Kind
from shared.settings import Settings

SIGNATURE_BYTES = 32
LONGEST_TOKEN = 700


class KeyMissing(RuntimeError):
    """SECRET_KEY is not set: anybody could make links."""


@dataclass(frozen=True)
class Way:
    """What a link stops: e-mail of some kinds (of one, unless the e-mail told of several) to one person."""

    district_id: UUID
    staff_id: UUID
    kinds: tuple[Kind, ...]


def seal(way: Way, secret: str) -> str:
    """The token that stands in the link."""
    payload = way.district_id.bytes + way.staff_id.bytes + ",".join(way.kinds).encode()
    return _text(payload + _sign(payload, secret))


def unseal(token: str, secret: str) -> Way | None:
    """What the token stops, or None if it is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)) if len(token) <= LONGEST_TOKEN else b""
    except (ValueError, binascii.Error):
        return None
    payload, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    # A text that decodes to the same bytes is still not the token we gave.
    if not hmac.compare_digest(signature, _sign(payload, secret)) or _text(raw) != token:
        return None
    kinds = tuple(Kind(kind) for kind in payload[32:].decode().split(","))
    return Way(UUID(bytes=payload[:16]), UUID(bytes=payload[16:32]), kinds)


def link(way: Way, settings: Settings) -> str:
    """Where a click, or the mail system's own one-click POST, goes."""
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    return f"{base}/v1/unsubscribe/{seal(way, settings.secret_key)}"


def _sign(payload: bytes, secret: str) -> bytes:
    if not secret:
        raise KeyMissing("SECRET_KEY is not set")
    key = hmac.digest(secret.encode(), b"throughline notifications unsubscribe", hashlib.sha256)
    return hmac.digest(key, payload, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
