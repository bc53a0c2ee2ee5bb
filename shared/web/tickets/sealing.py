"""Tickets as text: the caller's own access token, sealed with a key of this service for one address and a few minutes.

A seal shows nothing of what it holds and opens for nothing else. Who has the key alone can still make nobody: the token
inside is checked against partners' keys as any other.
"""

import base64
import binascii
import hashlib
import hmac
import os
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
MOMENT_BYTES = 8
LONGEST_TICKET = 8_000


class Unopened(Exception):
    """It is no seal of ours for this address."""


def key_of(secret: str, service: str) -> bytes:
    """The key of one service's tickets; those of the others, and whatever else its secret is for, have their own."""
    return hmac.digest(secret.encode(), f"throughline {service} tickets".encode(), hashlib.sha256)


def seal(key: bytes, address: str, token: str, ends: datetime) -> str:
    """The ticket for this address."""
    nonce = os.urandom(NONCE_BYTES)
    moment = int(ends.timestamp()).to_bytes(MOMENT_BYTES, "big")
    return _text(nonce + AESGCM(key).encrypt(nonce, moment + zlib.compress(_parts(token), 9), address.encode()))


def unseal(key: bytes, address: str, ticket: str) -> tuple[str, datetime]:
    """The token and until when it may be used here. Raises `Unopened`."""
    try:
        raw = _bytes(ticket) if len(ticket) <= LONGEST_TICKET else b""
        held = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], address.encode())
    except (ValueError, binascii.Error, InvalidTag):
        raise Unopened from None
    ends = datetime.fromtimestamp(int.from_bytes(held[:MOMENT_BYTES], "big"), UTC)
    return _token(zlib.decompress(held[MOMENT_BYTES:])), ends


def _parts(token: str) -> bytes:
    """A token's JSON compresses well, what it is written as does not."""
    parts = [_bytes(part) for part in token.split(".")]
    if _token(packed := _packed(parts)) != token:
        raise ValueError("not a token in its one spelling")
    return packed


def _packed(parts: Sequence[bytes]) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _token(packed: bytes) -> str:
    parts = []
    while packed:
        end = 4 + int.from_bytes(packed[:4], "big")
        parts.append(_text(packed[4:end]))
        packed = packed[end:]
    return ".".join(parts)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
