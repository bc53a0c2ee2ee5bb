"""Access tokens (RFC 9068) verified alone, against the keys partners publishes."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from shared.auth.ended import EndedAccess
from shared.auth.scopes import open_on
from shared.errors import TokenInvalid, Unavailable
from shared.logging import log, where
from shared.principal import Principal
from shared.texts.words import Words

ALGORITHMS = ["ES256"]
AUDIENCE = "throughline"
CACHED_TOKENS = 10_000


class Keys:
    """Published keys by their ids, cached.

    They are read again after `fresh_seconds`, so that a retired key is dropped, and at once (but not in a storm) when a
    token names an unknown one. While partners is away they serve on for `serve_seconds`, then every token is refused.
    """

    def __init__(
        self, url: str, *, fresh_seconds: float = 60, retry_seconds: float = 2, serve_seconds: float = 3600
    ) -> None:
        self.url = url
        self.fresh_seconds = fresh_seconds
        self.retry_seconds = retry_seconds
        self.serve_seconds = serve_seconds
        self._keys: dict[str, Key] = {}
        self._asked_at = self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def get(self, kid: str) -> Key | None:
        """The key of this id, if it is published. Raises `Unavailable` when what is published cannot be known."""
        age = time.monotonic() - self._read_at
        # One request reads the keys anew while the others go on; whose key is unknown waits for it.
        if kid not in self._keys or age > self.serve_seconds or (age > self.fresh_seconds and not self._lock.locked()):
            async with self._lock:
                await self._fetch()
        if time.monotonic() - self._read_at > self.serve_seconds:
            raise Unavailable(
                Words(
                    "The keys to check tokens with cannot be read now; try again.",
                    es="Ahora no se pueden leer las claves con que se comprueban los tokens; inténtelo de nuevo.",
                ),
                headers={"Retry-After": "2"},
            )
        return self._keys.get(kid)

    async def _fetch(self) -> None:
        if time.monotonic() - self._asked_at < self.retry_seconds:
            return
        self._asked_at = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
                found = KeySet.import_key_set((await client.get(self.url)).raise_for_status().json())
        except Exception as error:  # whatever is wrong with what partners answers, the keys that are known serve on
            log.warning("keys_unreachable", error_class=type(error).__name__, where=where(error))
            return
        self._keys = {key.kid: key for key in found.keys if key.kid}
        self._read_at = time.monotonic()


class Verifier:
    """Turns a bearer token into a `Principal`; a token verified once is remembered until it expires."""

    def __init__(self, keys: Keys, issuer: str, service: str, ended: EndedAccess) -> None:
        self.keys = keys
        self.ended = ended
        self._claims = jwt.JWTClaimsRegistry(
            leeway=5,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "values": [AUDIENCE, f"{AUDIENCE}:{service}"]},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._seen: dict[str, tuple[float, str, Principal]] = {}

    async def principal(self, token: str) -> Principal:
        """Raises `TokenInvalid` (401) for anything but a live token of ours."""
        known = self._seen.get(token)
        # A key that is no longer published takes the tokens it signed with it, those seen before too.
        if not known or known[0] <= time.time() or await self.keys.get(known[1]) is None:
            known = self._seen_now(token, *await self._verify(token))
        if await self.ended.has_ended(known[2]):
            raise _invalid(Words("What it stood for has ended.", es="Aquello a lo que daba acceso ha terminado."))
        return known[2]

    def knows(self, token: str) -> bool:
        """Was it verified before, and has it not expired? Nothing is said of what ended since."""
        known = self._seen.get(token)
        return known is not None and known[0] > time.time()

    def _seen_now(self, token: str, kid: str, claims: dict[str, Any]) -> tuple[float, str, Principal]:
        try:
            principal = as_far_as_open(Principal.of_claims(claims))
        except (KeyError, ValueError, TypeError, AttributeError):
            raise TokenInvalid(
                Words(
                    "It is not an access token for people or clients of Throughline.",
                    es="No es un token de acceso de personas o clientes de Throughline.",
                )
            ) from None
        if len(self._seen) >= CACHED_TOKENS:
            self._seen.clear()
        seen = self._seen[token] = (float(claims["exp"]), kid, principal)
        return seen

    async def _verify(self, token: str) -> tuple[str, dict[str, Any]]:
        invalid = _invalid(
            Words("It is not a live token for this service.", es="No es un token vigente para este servicio.")
        )
        try:
            header = jws.extract_compact(token.encode()).headers()  # unverified: only to choose the key by its id
            if header.get("typ", "").lower() != "at+jwt" or header.get("alg") not in ALGORITHMS:
                raise invalid
            kid = str(header.get("kid"))
            key = await self.keys.get(kid)
            if key is None:
                raise invalid
            decoded = jwt.decode(token, key, algorithms=ALGORITHMS)
            self._claims.validate(decoded.claims)
            # The leeway is for when it was issued: its end is the end of what it stands for.
            if float(decoded.claims["exp"]) <= time.time():
                raise invalid
        except (JoseError, ValueError, AttributeError, TypeError):
            raise invalid from None
        return kid, dict(decoded.claims)


def as_far_as_open(principal: Principal) -> Principal:
    """The caller with such scopes alone as are open on the basis of their party, whatever the token says."""
    if principal.party is None:
        return principal
    return replace(principal, scopes=frozenset(open_on(principal.party.basis, principal.scopes)))


def _invalid(why: Words) -> TokenInvalid:
    return TokenInvalid(
        Words(
            f"{why} Ask partners for a new one at /oauth/token.",
            es=f"{why.es} Pida uno nuevo a partners en /oauth/token.",
        ),
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )
