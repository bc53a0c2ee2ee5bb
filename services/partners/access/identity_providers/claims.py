"""What the claims of an ID token must say (OpenID Connect Core §3.1.3.7). Refusals never hold a claim's value."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.partners.access.identity_providers.errors import (
    IdTokenClaims,
    IdTokenEmailDomain,
    IdTokenExpired,
    IdTokenLivesTooLong,
    IdTokenMalformed,
    IdTokenNonce,
    IdTokenNotYetValid,
    IdTokenSignInTooOld,
    IdTokenTooOld,
    IdTokenWrongAudience,
    IdTokenWrongIssuer,
)
from shared.names import is_address
from shared.texts.words import Words

LEEWAY = 60
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_SUBJECT = 255
MOST_AUDIENCES = 20
#: Seconds; later moments no calendar of ours knows (the year 9000 or so).
LATEST = 2.2e11


def check_issuer(claims: Mapping[str, Any], issuer: str) -> None:
    """Exactly the district's issuer: no other case, no other slash. Raises `IdTokenWrongIssuer`."""
    if claims.get("iss") != issuer:
        raise IdTokenWrongIssuer(
            Words(
                "`iss` must be the registered issuer, letter by letter.",
                es="`iss` debe ser el emisor registrado, letra por letra.",
            )
        )


def check_audience(claims: Mapping[str, Any], accepted: Collection[str]) -> None:
    """For us, and for nobody we do not know; with several audiences `azp` says who asked. Raises `IdTokenWrongAudience`."""
    sent = claims.get("aud")
    audiences = [sent] if isinstance(sent, str) else sent
    if not isinstance(audiences, list) or not 0 < len(audiences) <= MOST_AUDIENCES:
        raise IdTokenWrongAudience(Words("`aud` is missing.", es="Falta `aud`."))
    if not all(isinstance(audience, str) and audience in accepted for audience in audiences):
        raise IdTokenWrongAudience(
            Words(
                "`aud` must be the client id or one of `audiences`.",
                es="`aud` debe ser el id de cliente o uno de `audiences`.",
            )
        )
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") not in accepted:
        raise IdTokenWrongAudience(
            Words(
                "`azp` must be the client id or one of `audiences`.",
                es="`azp` debe ser el id de cliente o uno de `audiences`.",
            )
        )


def check_times(claims: Mapping[str, Any], now: datetime, max_age: timedelta | None = None) -> None:
    """Alive now, give or take a minute; with `max_age` signed in no longer ago. Raises `IdTokenExpired` and its like."""
    moment = now.timestamp()
    if moment >= _seconds(claims, "exp") + LEEWAY:
        raise IdTokenExpired(
            Words("Get a new one from the identity provider.", es="Pida uno nuevo al proveedor de identidad.")
        )
    begins = [_seconds(claims, name) for name in ("iat", "nbf") if name == "iat" or name in claims]
    if max(begins) > moment + LEEWAY:
        raise IdTokenNotYetValid(
            Words(
                "Compare the clocks: it lies more than a minute ahead.",
                es="Compare los relojes: se adelanta más de un minuto.",
            )
        )
    if "auth_time" in claims and _seconds(claims, "auth_time") > moment + LEEWAY:
        raise IdTokenNotYetValid(
            Words(
                "Compare the clocks: `auth_time` lies more than a minute ahead.",
                es="Compare los relojes: `auth_time` se adelanta más de un minuto.",
            )
        )
    if max_age is not None and moment - _seconds(claims, "auth_time") > max_age.total_seconds() + LEEWAY:
        raise IdTokenSignInTooOld(Words("Sign in again.", es="Inicie sesión de nuevo."))


def check_age(claims: Mapping[str, Any], now: datetime, longest: timedelta, oldest: timedelta) -> None:
    """A proof of who somebody is now: made to live no longer than `longest`, and no longer ago than `oldest`.

    OpenID Connect bounds neither. Raises `IdTokenLivesTooLong`, `IdTokenTooOld`.
    """
    made = _seconds(claims, "iat")
    if _seconds(claims, "exp") - made > longest.total_seconds():
        raise IdTokenLivesTooLong(
            Words(
                f"At most {longest.total_seconds() / 3600:g} hours from `iat` to `exp`.",
                es=f"Como máximo {longest.total_seconds() / 3600:g} horas de `iat` a `exp`.",
            )
        )
    if now.timestamp() - made > oldest.total_seconds() + LEEWAY:
        raise IdTokenTooOld(
            Words("Get a new one from the identity provider.", es="Pida uno nuevo al proveedor de identidad.")
        )


def check_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    """The one we sent with this sign-in. Raises `IdTokenNonce`."""
    sent = claims.get("nonce")
    if not isinstance(sent, str) or not hmac.compare_digest(_bytes(sent), _bytes(nonce)):
        raise IdTokenNonce(Words("It belongs to another sign-in.", es="Es de otro inicio de sesión."))


def check_is_id_token(claims: Mapping[str, Any]) -> None:
    """Other tokens are signed by the same key for the same audience, and sign nobody in. Raises `IdTokenMalformed`."""
    if "events" in claims:
        raise IdTokenMalformed(Words("It is a logout token.", es="Es un token de cierre de sesión."))
    # Keycloak says in a claim what its tokens are: an access token for us goes through other hands than an ID token.
    kind = claims.get("typ")
    if isinstance(kind, str) and kind.lower() not in ("id", "jwt"):
        raise IdTokenMalformed(
            Words("Its claim `typ` says that it is another token.", es="Su atributo `typ` dice que es otro token.")
        )
    # OpenID Connect Core §2: always there, whatever the claim the district knows people by.
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise IdTokenClaims(
            Words(
                f"`sub` is missing or no text of at most {LONGEST_SUBJECT} characters.",
                es=f"`sub` falta o no es un texto de {LONGEST_SUBJECT} caracteres como máximo.",
            )
        )


def check_tenant(claims: Mapping[str, Any], required: Mapping[str, Sequence[str]], domains: Collection[str]) -> None:
    """Of this district: required claims and e-mail domain. Raises `IdTokenClaims`, `IdTokenEmailDomain`."""
    for name, accepted in required.items():
        if not set(_texts(claims.get(name))) & set(accepted):
            raise IdTokenClaims(
                Words(
                    f"The required claim {name} has no accepted value.",
                    es=f"El atributo obligatorio {name} no tiene un valor aceptado.",
                )
            )
    if domains:
        email = claims.get("email")
        if not isinstance(email, str) or not is_address(email) or email.rpartition("@")[2].lower() not in domains:
            raise IdTokenEmailDomain(
                Words(
                    "`email` is missing or of another domain than the registered ones.",
                    es="`email` falta o es de un dominio distinto de los registrados.",
                )
            )
        if claims.get("email_verified") in (False, "false", "False", 0, "0"):
            raise IdTokenEmailDomain(Words("`email_verified` is false.", es="`email_verified` es false."))


def subject_of(claims: Mapping[str, Any], kind: str, subject_claim: str) -> str:
    """Who it is at the issuer. Entra's `sub` differs by application, `tid` and `oid` do not. Raises `IdTokenClaims`."""
    if kind == "entra_id" and subject_claim == "sub":
        tenant, object_ = _text(claims.get("tid")), _text(claims.get("oid"))
        if tenant and object_:
            return f"{tenant}:{object_}"
    found = _text(claims.get(subject_claim))
    if not found or len(found) > LONGEST_SUBJECT or "\x00" in found:
        raise IdTokenClaims(
            Words(
                f"The subject claim {subject_claim} is missing or longer than {LONGEST_SUBJECT}.",
                es=f"El atributo de sujeto {subject_claim} falta o tiene más de {LONGEST_SUBJECT}.",
            )
        )
    return found


def value_of(claims: Mapping[str, Any], name: str) -> str | None:
    """A claim as one text, when it is one."""
    return _text(claims.get(name)) or None


def _text(value: Any) -> str:
    """A printable text or a whole number as text; of anything else, nothing."""
    if isinstance(value, str):
        return value if value.isprintable() else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18 else ""


def _texts(value: Any) -> list[str]:
    return [_text(entry) for entry in (value if isinstance(value, list) else [value])]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LATEST:
        raise IdTokenClaims(Words(f"`{name}` is missing or no moment.", es=f"`{name}` falta o no es un momento."))
    return float(value)
