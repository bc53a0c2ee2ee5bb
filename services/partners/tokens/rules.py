"""The life and audience of a token, and the sealing of private keys."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet
from joserfc.jwk import ECKey

LIFETIME = timedelta(minutes=10)
AUDIENCE = "throughline"
SERVICES = ("partners", "scheduling", "assessment", "notifications")
RESOURCE = "urn:throughline:service:"


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


def audience(resources: list[str], allowed: list[str] | None) -> str | list[str] | None:
    """`aud` for the resources asked for (RFC 8707), within the `allowed` services (None: all); None if one is not to be had."""
    names = [resource.removeprefix(RESOURCE) for resource in dict.fromkeys(resources)]
    within = SERVICES if allowed is None else allowed
    if any(not resource.startswith(RESOURCE) for resource in resources) or not set(names) <= set(within):
        return None
    if not names and allowed is None:
        return AUDIENCE
    return [f"{AUDIENCE}:{name}" for name in names or allowed or ()]


def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
