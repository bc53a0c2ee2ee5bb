"""Secrets: long, random, and kept only as a hash."""

import hashlib
import hmac
import secrets

PREFIX = "tl_"


def new_secret() -> str:
    """A secret of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """SHA-256 is enough for a secret nobody chose: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, secret_hash: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(hash_secret(secret), secret_hash)
