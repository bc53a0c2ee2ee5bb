"""The addresses of answer links: a link's id and a MAC of it, so that nobody makes one up and a text message holds it. Pure."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from shared.settings import Settings

#: How long a link may be used.
LIVES = timedelta(days=14)
#: 88 bits: whoever guesses is asked to wait long before. With the id they are 36 characters of base64 with no bit to spare,
#: so that each link has one spelling.
MAC_BYTES = 11
FORM = re.compile(r"[A-Za-z0-9_-]{36}")
PATH = "/v1/answers"


class KeyMissing(RuntimeError):
    """SECRET_KEY is not set: anybody could make addresses."""


def address(link_id: UUID, settings: Settings) -> str:
    """Where a person answers."""
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    return f"{base}{PATH}/{seal(link_id, settings)}"


def seal(link_id: UUID, settings: Settings) -> str:
    """What stands in the address of a link."""
    return urlsafe_b64encode(link_id.bytes + _mac(link_id, settings)).decode()


def unseal(token: str, settings: Settings) -> UUID | None:
    """The link an address is of, or None if it is none of ours."""
    if not FORM.fullmatch(token):
        return None
    raw = urlsafe_b64decode(token)
    link_id = UUID(bytes=raw[:16])
    return link_id if hmac.compare_digest(raw[16:], _mac(link_id, settings)) else None


def _mac(link_id: UUID, settings: Settings) -> bytes:
    if not settings.secret_key:
        raise KeyMissing("SECRET_KEY is not set")
    # Of this service and for this alone: what else is signed with the secret opens no link, nor does another service's.
    key = hmac.digest(settings.secret_key.encode(), f"throughline answers {settings.service}".encode(), hashlib.sha256)
    return hmac.digest(key, link_id.bytes, hashlib.sha256)[:MAC_BYTES]
