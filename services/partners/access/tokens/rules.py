"""The life and audience of a token, how long failed attempts of a client make it wait, the sealing of private keys."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from cryptography.fernet import Fernet
from joserfc.jwk import ECKey

from shared.web.throttle import source_of

LIFETIME = timedelta(minutes=10)
AUDIENCE = "throughline"
SERVICES = ("partners", "scheduling", "assessment", "notifications")
RESOURCE = "urn:throughline:service:"
#: Verifiers' leeway and the clocks of several machines, on top of a token's life.
GRACE = timedelta(minutes=1)
#: Failures without a wait, and the longest wait in seconds: of a client from one address, of a client, of an address.
FREE, LONGEST = (5, 100, 100), (900, 60, 60)
#: Failures this old count no more; how long a client is known at an address.
FORGOTTEN_AFTER, KNOWN_FOR = timedelta(hours=1), timedelta(days=1)


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


def sign_in_keys(client_id: str, address: str) -> list[str]:
    """What failures are counted under: the client from this address, the client from anywhere, the address with any client.

    Hashed, because a row shall say neither who somebody claimed to be nor where they were.
    """
    source = source_of(address)
    said = [f"pair {client_id} {source}", f"client {client_id}", f"address {source}"]
    return [hashlib.sha256(text.encode()).hexdigest() for text in said]


def seconds_to_wait(keys: list[str], rows: Mapping[str, Mapping[str, Any]], now: datetime) -> int:
    """How long until the client may try again from there; 0 if it may now.

    Where it was let in within the day, only its own failures from there count: nobody who merely knows its id keeps it out.
    """
    pair = rows.get(keys[0])
    is_known = pair is not None and pair["known_at"] is not None and pair["known_at"] > now - KNOWN_FOR
    counting = keys[:1] if is_known else keys
    until = [rows[key]["locked_until"] for key in counting if key in rows and rows[key]["locked_until"]]
    waits: list[int] = [ceil((moment - now).total_seconds()) for moment in until]
    return max([0, *waits])


def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
