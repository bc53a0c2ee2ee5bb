"""A client's signed assertion of who it is (private_key_jwt: RFC 7523, OpenID Connect Core §9)."""

import json
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry

from services.partners.access.clients.keys import SIGNING

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE, LEEWAY = timedelta(minutes=5), timedelta(seconds=30)
LONGEST_JTI = 128
TYPES = ("", "jwt", "client-authentication+jwt")
#: Tried when there is no key to try, so that an unknown client costs what a known one does.
NOBODY = ECKey.generate_key("P-256", private=False).as_dict(private=False)


class Unacceptable(Exception):
    """The assertion proves nothing; `reason` is a code for the log, never for the caller."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Proven(NamedTuple):
    """The id of an assertion that holds, the key it holds by, and when it ends."""

    jti: str
    kid: str
    expires_at: datetime


def subject_of(assertion: str) -> str:
    """Whom an assertion claims to come from, unverified: only to find the keys to check it with."""
    try:
        subject = json.loads(jws.extract_compact(assertion.encode()).payload)["sub"]
    # RecursionError: brackets nested by the thousand fit into an assertion.
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    # What JSON may hold and no text can be written of (half a surrogate pair) is nobody's id.
    return subject if isinstance(subject, str) and subject.isascii() else ""


def verify(assertion: str, keys: list[dict[str, Any]], client_id: str, audiences: list[str], now: datetime) -> Proven:
    """Hold an assertion against a client's registered keys. Raises `Unacceptable`."""
    claims, kid = _decoded(assertion, keys)
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise Unacceptable("subject")
    audience = claims.get("aud")
    # One audience alone: an assertion that is good elsewhere too could be passed on to us by somebody else.
    if (audience[0] if isinstance(audience, list) and len(audience) == 1 else audience) not in audiences:
        raise Unacceptable("audience")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI or "\x00" in jti:
        raise Unacceptable("jti")
    expires_at = _moment(claims, "exp")
    if expires_at is None or not now - LEEWAY < expires_at <= now + LONGEST_LIFE + LEEWAY:
        raise Unacceptable("expired")
    if any(moment and moment > now + LEEWAY for moment in (_moment(claims, "iat"), _moment(claims, "nbf"))):
        raise Unacceptable("not_yet_valid")
    return Proven(jti, kid, expires_at)


def _decoded(assertion: str, keys: list[dict[str, Any]]) -> tuple[dict[str, Any], str]:
    try:
        header = jws.extract_compact(assertion.encode()).headers()
        algorithm, kid = header.get("alg"), header.get("kid")
        fitting = [key for key in keys if kid is None or key["kid"] == kid]
        key = fitting[0] if len(fitting) == 1 else NOBODY
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # EdDSA's newer name is Ed25519; both are taken
            claims = jwt.decode(assertion, JWKRegistry.import_key(key), algorithms=SIGNING).claims
    except (JoseError, ValueError, TypeError, AttributeError, KeyError):
        raise Unacceptable("signature") from None
    # A key that names its algorithm signs with no other; an extension we do not know might change the meaning.
    if key.get("alg", algorithm) != algorithm or "crit" in header or str(header.get("typ", "")).lower() not in TYPES:
        raise Unacceptable("signature")
    return dict(claims), str(key.get("kid"))


def _moment(claims: dict[str, Any], name: str) -> datetime | None:
    seconds = claims.get(name)
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e11:
        raise Unacceptable("expired")
    return datetime.fromtimestamp(seconds, UTC)
