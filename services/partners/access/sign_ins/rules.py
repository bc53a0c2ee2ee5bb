"""Secrets, proofs and lives of a sign-in. Pure."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

#: How long somebody may take at their provider, and a front end to redeem its code.
ATTEMPT_LIVES = timedelta(minutes=10)
CODE_LIVES = timedelta(minutes=1)
#: What is over stays this long as rows: refusals for district IT, sessions so that a copied token is still known as one.
REFUSALS_STAY = timedelta(days=30)
SESSIONS_STAY = timedelta(days=30)

# RFC 7636: a SHA-256 in base64url (§4.2), and what a verifier is made of (§4.1).
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def new_secret() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """SHA-256 is enough for a secret nobody chose."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same(secret: str, kept_hash: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(hash_of(secret), kept_hash)


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636 §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def proves(verifier: str, challenge: str) -> bool:
    """Does the verifier belong to the challenge?"""
    return VERIFIER.fullmatch(verifier) is not None and hmac.compare_digest(challenge_of(verifier), challenge)


def nonce_and_verifier(key: str, state: str) -> tuple[str, str]:
    """What we prove ourselves with at the provider, computed from the state we sent: nothing of it needs to be kept."""
    return _derived(key, "nonce", state), _derived(key, "verifier", state)


def idle_until(now: datetime, idle_minutes: int, expires_at: datetime) -> datetime:
    """Until when a session lives that is used now."""
    return min(now + timedelta(minutes=idle_minutes), expires_at)


def within_both(application: list[str], client: list[str]) -> list[str]:
    """The scopes of a front end that the client it proves itself with has as well."""
    return [scope for scope in application if scope in client]


def with_parameters(address: str, **parameters: str | None) -> str:
    """An address with parameters added to its query, which stays as it is (RFC 6749 §3.1.2)."""
    parts = urlsplit(address)
    added = urlencode({name: value for name, value in parameters.items() if value is not None})
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def _derived(key: str, purpose: str, state: str) -> str:
    digest = hmac.new(key.encode(), f"sign-in {purpose}:{state}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
