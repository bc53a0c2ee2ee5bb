"""Access tokens (RFC 9068) verified alone, against the keys partners publishes."""

import asyncio
import time
from typing import Any

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.auth.principal import Principal
from shared.logging import log
from shared.web.errors import TokenInvalid, Unavailable

ALGORITHMS = ["ES256"]
AUDIENCE = "throughline"
CACHED_TOKENS = 10_000


class Keys:
    """Published keys, cached: fresh for `fresh_seconds`, asked for again at once (but not in a storm) on an unknown id."""

    def __init__(self, url: str, *, fresh_seconds: float = 300, retry_seconds: float = 2) -> None:
        self.url = url
        self.fresh_seconds = fresh_seconds
        self.retry_seconds = retry_seconds
        self._keys: KeySet | None = None
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def get(self, kid: str | None = None) -> KeySet:
        """The keys; fetched when old, or when `kid` is none of them. Old keys serve on while partners is away."""
        age = time.monotonic() - self._asked_at
        known = self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys.keys))
        # Without any keys everybody waits for the first fetch under way instead of being turned away.
        if self._keys is None or (not known and age > self.retry_seconds) or age > self.fresh_seconds:
            async with self._lock:
                await self._fetch()
        if self._keys is None:
            raise Unavailable(
                "The keys to check tokens with cannot be read now; try again.", headers={"Retry-After": "2"}
            )
        return self._keys

    async def _fetch(self) -> None:
        if time.monotonic() - self._asked_at < self.retry_seconds:
            return
        self._asked_at = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
                self._keys = KeySet.import_key_set((await client.get(self.url)).raise_for_status().json())
        except (httpx.HTTPError, ValueError, JoseError) as error:
            log.warning("keys_unreachable", error_class=type(error).__name__)


class Verifier:
    """Turns a bearer token into a `Principal`; a token verified once is remembered until it expires."""

    def __init__(self, keys: Keys, issuer: str) -> None:
        self.keys = keys
        self.issuer = issuer
        self._claims = jwt.JWTClaimsRegistry(
            leeway=5,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._seen: dict[str, tuple[float, Principal]] = {}

    async def principal(self, token: str) -> Principal:
        """Raises `TokenInvalid` (401) for anything but a live token of ours."""
        known = self._seen.get(token)
        if known and known[0] > time.time():
            return known[1]
        claims = await self._verify(token)
        try:
            principal = Principal.of_claims(claims)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise TokenInvalid("It is not an access token for people or clients of Throughline.") from None
        if len(self._seen) >= CACHED_TOKENS:
            self._seen.clear()
        self._seen[token] = (float(claims["exp"]), principal)
        return principal

    async def _verify(self, token: str) -> dict[str, Any]:
        invalid = TokenInvalid(
            "Ask partners for a new one at /oauth/token.", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
        )
        try:
            header = jws.extract_compact(token.encode()).headers()  # unverified: only to choose the key by its id
            if header.get("typ", "").lower() != "at+jwt" or header.get("alg") not in ALGORITHMS:
                raise invalid
            decoded = jwt.decode(token, await self.keys.get(header.get("kid")), algorithms=ALGORITHMS)
            self._claims.validate(decoded.claims)
        except (JoseError, ValueError, AttributeError, TypeError):
            raise invalid from None
        return dict(decoded.claims)
