"""ID tokens of a district's identity provider, verified (OpenID Connect Core §3.1.3.7)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import orjson
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

from services.partners.access.identity_providers import claims as checks
from services.partners.access.identity_providers import rules
from services.partners.access.identity_providers.discovery import keys_of
from services.partners.access.identity_providers.errors import (
    IdentityProviderInactive,
    IdTokenAlgorithm,
    IdTokenMalformed,
    IdTokenSignature,
    IdTokenUnknownKey,
)
from services.partners.access.identity_providers.tables import IdentityProviderRow
from shared.db.engine import Database
from shared.settings import Settings
from shared.texts.words import Words

LONGEST_TOKEN = 16_384
#: RecursionError: brackets nested by the thousand fit into a token.
UNREADABLE = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


async def verify_id_token(
    db: Database,
    settings: Settings,
    provider: IdentityProviderRow,
    token: str,
    now: datetime,
    *,
    audience_extra: Collection[str] = (),
    nonce: str | None = None,
    max_age: timedelta | None = None,
) -> dict[str, Any]:
    """The claims of a token that signs somebody in, now. Raises a `SignInRefused`, or `IdentityProviderUnreachable`.

    Not to be called within a transaction: the issuer may be asked for its keys, and take its time.
    It must be for the client id or one of `audience_extra` (the provider's `audiences`, when a token is exchanged).
    """
    found = await signed_claims(db, settings, provider, token, now, kinds=("", "jwt"))
    checks.check_is_id_token(found)
    checks.check_audience(found, {provider.client_id, *audience_extra})
    checks.check_times(found, now, max_age)
    checks.check_age(found, now, timedelta(hours=settings.id_token_hours), timedelta(hours=settings.id_token_age_hours))
    if nonce is not None:
        checks.check_nonce(found, nonce)
    check_person(provider, found)
    return found


def check_person(provider: IdentityProviderRow, found: dict[str, Any]) -> str:
    """Is it somebody of this district? Returns the subject they are known by. Raises `IdTokenClaims`, `IdTokenEmailDomain`."""
    checks.check_tenant(found, provider.required_claims, provider.email_domains)
    return checks.subject_of(found, provider.kind, provider.subject_claim)


async def signed_claims(
    db: Database,
    settings: Settings,
    provider: IdentityProviderRow,
    token: str,
    now: datetime,
    *,
    kinds: Collection[str],
) -> dict[str, Any]:
    """The claims of any token the issuer signed, of one of the `kinds` (`typ`, lower case; "" when it has none).

    Signature and issuer only: an ID token needs `verify_id_token`, a logout token checks of its own. Neither within a
    transaction.
    """
    if not provider.active:
        raise IdentityProviderInactive(
            Words(
                "Take it into use again, or sign in elsewhere.",
                es="Vuelva a ponerlo en uso o inicie sesión de otra forma.",
            )
        )
    header = _header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in provider.algorithms:
        raise IdTokenAlgorithm(
            Words(f"Accepted are {', '.join(provider.algorithms)}.", es=f"Se aceptan {', '.join(provider.algorithms)}.")
        )
    kind = header.get("typ", "")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in kinds or "crit" in header:
        raise IdTokenMalformed(
            Words("Its header is not one of such a token.", es="Su encabezado no es el de un token así.")
        )
    if kid is not None and not isinstance(kid, str):
        raise IdTokenUnknownKey(Words("`kid` is no text.", es="`kid` no es un texto."))
    keys = rules.keys_for(await keys_of(db, settings, provider, kid, now), algorithm, kid)
    if not keys:
        raise IdTokenUnknownKey(
            Words(
                "The issuer publishes no such key for this algorithm.",
                es="El emisor no publica esa clave para este algoritmo.",
            )
        )
    found = _checked(token, algorithm, [dict(key) for key in keys])
    checks.check_issuer(found, provider.issuer)
    return found


def issuer_of(token: str) -> str | None:
    """The issuer a token names, not verified: only to find whose it is to check."""
    try:
        _header(token)
        found = orjson.loads(jws.extract_compact(token.encode("ascii")).payload)
    except (*UNREADABLE, IdTokenMalformed):
        return None
    issuer = found.get("iss") if isinstance(found, dict) else None
    return issuer if isinstance(issuer, str) else None


def _header(token: str) -> dict[str, Any]:
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:
        raise IdTokenMalformed(
            Words(
                f"A signed token of three parts, {LONGEST_TOKEN} characters at most.",
                es=f"Un token firmado de tres partes, de {LONGEST_TOKEN} caracteres como máximo.",
            )
        )
    try:
        return dict(jws.extract_compact(token.encode("ascii")).headers())
    except UNREADABLE:
        raise IdTokenMalformed(Words("It cannot be read.", es="No se puede leer.")) from None


def _checked(token: str, algorithm: str, keys: list[dict[str, Any]]) -> dict[str, Any]:
    for key in keys:
        try:
            return dict(jwt.decode(token, JWKRegistry.import_key(key), algorithms=[algorithm]).claims)
        except UNREADABLE:
            continue
    raise IdTokenSignature(Words("It was changed, or made by somebody else.", es="Se modificó o lo creó otra parte."))
