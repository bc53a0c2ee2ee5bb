"""Secrets of feeds: 32 random bytes behind the district they are of, so that nobody searches all districts for one."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

RANDOM_BYTES = 32
# 48 bytes are 64 characters of base64 with no bit to spare: each secret has one spelling.
FORM = re.compile(r"[A-Za-z0-9_-]{64}")
TAG = re.compile(r'"([0-9a-f]{32})"')
#: Entity tags of one request that are looked at; a client holds one.
MOST_TAGS = 20


def new_secret(district_id: UUID) -> str:
    """A secret nobody can guess."""
    return urlsafe_b64encode(district_id.bytes + secrets.token_bytes(RANDOM_BYTES)).decode()


def hash_secret(secret: str) -> str:
    """SHA-256 is enough for a secret nobody chose."""
    return hashlib.sha256(secret.encode()).hexdigest()


def district_of(secret: str) -> UUID | None:
    """The district a secret says it is of; None if it has not the form of one."""
    return UUID(bytes=urlsafe_b64decode(secret)[:16]) if FORM.fullmatch(secret) else None


def tags_in(if_none_match: str | None) -> list[str]:
    """Which of our entity tags an `If-None-Match` names (RFC 9110 §13.1.2: compared weakly); others are no matter."""
    return TAG.findall(if_none_match or "")[:MOST_TAGS]


def tag_of(content_hash: str) -> str:
    """The strong entity tag of a content."""
    return f'"{content_hash}"'
