"""The claims of a token, and the sealing of private keys."""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from joserfc.jwk import ECKey

LIFETIME = timedelta(minutes=10)
AUDIENCE = "throughline"


def new_key() -> ECKey:
    """A P-256 key for ES256, named by its own thumbprint."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True)
    return ECKey.import_key({**key.as_dict(private=True), "kid": key.thumbprint()})


def seal(private_jwk: dict[str, Any], secret: str) -> str:
    """Encrypt a private key with the operator's SECRET_KEY: a database dump alone signs nothing."""
    return _box(secret).encrypt(json.dumps(private_jwk).encode()).decode()


def unseal(sealed: str, secret: str) -> dict[str, Any]:
    """Raises `cryptography.fernet.InvalidToken` when SECRET_KEY is not the one it was sealed with."""
    return dict(json.loads(_box(secret).decrypt(sealed.encode())))


def claims(
    *,
    issuer: str,
    district_id: UUID,
    client_id: UUID,
    scopes: list[str],
    person_id: UUID | None,
    roles: list[dict[str, str | None]],
    now: datetime,
    token_id: UUID,
) -> dict[str, Any]:
    """The claims of an access token (RFC 9068) for a client, or for the person it acts as."""
    subject = f"person:{person_id}" if person_id else f"client:{client_id}"
    return {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": subject,
        "client_id": str(client_id),
        "district_id": str(district_id),
        "scope": " ".join(scopes),
        "roles": roles,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "jti": str(token_id),
    }


def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
