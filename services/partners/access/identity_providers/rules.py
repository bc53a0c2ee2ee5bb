"""What a registration must hold, what a provider's own word must say, and which of its keys are keys. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

from shared.errors import fault
from shared.texts.words import Words

#: Asymmetric only: with a shared secret whoever checks a token could make one.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
USUAL_ALGORITHMS = ("RS256", "ES256", "PS256")
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
SHORTEST_RSA = 2048
MOST_KEYS = 50
LONGEST_ENDPOINT = 2000

#: Issuers that sign for everybody: only this claim says whose person it is.
SHARED_ISSUERS = {"accounts.google.com": "hd", "clever.com": "district", "launchpad.classlink.com": "TenantId"}
#: Microsoft's tenant of private accounts: anybody can be in it.
PRIVATE_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad"
#: E-mail addresses are changed, given again and, at some providers, chosen: never who somebody is (`interop.md` §3.1).
EMAIL_CLAIMS = frozenset(
    {"email", "emails", "mail", "email_verified", "verified_primary_email", "verified_secondary_email", "smtp"}
)

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL_ENDPOINTS = ("userinfo_endpoint", "end_session_endpoint")
LISTS = ("id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported", "scopes_supported")
FLAGS = ("backchannel_logout_supported", "authorization_response_iss_parameter_supported")


def is_address(issuer: str) -> bool:
    """Can it be taken apart into host and path, as everything below does?"""
    try:
        parts = urlsplit(issuer)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def missing_tenant_claim(issuer: str, required_claims: Mapping[str, Any]) -> str | None:
    """The claim without which this shared issuer would let any other district's people in, when it is not required."""
    claim = SHARED_ISSUERS.get(urlsplit(issuer).hostname or "")
    return claim if claim is not None and claim not in required_claims else None


def is_for_anybody(issuer: str) -> bool:
    """Is it an issuer nobody's people can be told apart at?"""
    parts = urlsplit(issuer)
    return parts.hostname == "login.microsoftonline.com" and PRIVATE_ACCOUNTS in parts.path


def email_links(link_by: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of `link_by` that would take an e-mail address for a person."""
    return [place for place, way in enumerate(link_by) if str(way["claim"]).lower() in EMAIL_CLAIMS]


def discovery_address(issuer: str) -> str:
    """Where an issuer describes itself (OpenID Connect Discovery §4)."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def redirect_path(issuer: str) -> str:
    """Where an issuer sends people back to, below our own address: one of its own for each (RFC 9700 §4.4.2.2).

    So an answer says by its address alone whose it is, and nobody's provider can pass on what another's has answered.
    """
    scheme, _, rest = issuer.partition("://")
    return f"/oauth/callback/{rest if scheme == 'https' else f'{scheme}/{rest}'}"


def faults_of_document(found: Mapping[str, Any], algorithms: Sequence[str]) -> list[dict[str, str]]:
    """What a discovery document lacks, by member; not the issuer, whose mismatch has a name of its own."""
    scheme = str(found.get("issuer")).partition(":")[0]
    faults = [
        fault(
            f"/{name}",
            Words(
                "is missing or no address of the issuer's own scheme",
                es="falta o no es una dirección con el mismo esquema que el emisor",
            ),
        )
        for name in (*ENDPOINTS, *(name for name in OPTIONAL_ENDPOINTS if name in found))
        if not _is_endpoint(found.get(name), scheme)
    ]
    signs = found.get("id_token_signing_alg_values_supported", ["RS256"])
    if not isinstance(signs, list) or not set(algorithms) & {entry for entry in signs if isinstance(entry, str)}:
        faults.append(
            fault(
                "/id_token_signing_alg_values_supported",
                Words(f"has none of {', '.join(algorithms)}", es=f"no tiene ninguno de {', '.join(algorithms)}"),
            )
        )
    return faults


def document_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a discovery document we use; nothing else of it is kept."""
    kept = {name: found[name] for name in ("issuer", *ENDPOINTS, *OPTIONAL_ENDPOINTS) if name in found}
    for name in LISTS:
        if isinstance(found.get(name), list):
            kept[name] = [entry for entry in found[name][:100] if isinstance(entry, str) and len(entry) <= 200]
    return {**kept, **{name: found.get(name) is True for name in FLAGS}}


def keys_of(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys of a JWK set that can check signatures, public halves only; others are passed over (RFC 7517 §5)."""
    sent = found.get("keys")
    if not isinstance(sent, list):
        return []
    return [public for key in sent[:MOST_KEYS] if (public := _public(key)) is not None]


def keys_for(keys: Sequence[Mapping[str, Any]], algorithm: str, kid: str | None) -> list[Mapping[str, Any]]:
    """The keys a token with this header may be checked with. Without a key id there must be no choice."""
    fitting = [key for key in keys if algorithm in ALGORITHMS and _fits(key, algorithm)]
    if kid is None:
        return fitting if len(fitting) == 1 else []
    return [key for key in fitting if key.get("kid") == kid]


def knows(keys: Sequence[Mapping[str, Any]], kid: str | None) -> bool:
    """Is there a key of this id?"""
    return bool(keys) if kid is None else any(key.get("kid") == kid for key in keys)


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    kind = ("EC", CURVES[algorithm]) if algorithm in CURVES else ("RSA", None)
    return (key["kty"], key.get("crv")) == kind and key.get("alg") in (None, algorithm)


def _public(key: Any) -> dict[str, Any] | None:
    if not isinstance(key, dict) or key.get("kty") not in ("RSA", "EC") or key.get("use", "sig") != "sig":
        return None
    kept = {name: key[name] for name in ("kty", "kid", "alg", "use", "n", "e", "crv", "x", "y") if name in key}
    if not all(isinstance(value, str) and len(value) <= 4000 for value in kept.values()):
        return None
    try:
        key = JWKRegistry.import_key(kept).raw_value
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if isinstance(key, RSAPublicKey) and key.key_size < SHORTEST_RSA else kept


def _is_endpoint(value: Any, scheme: str) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_ENDPOINT or not value.isascii() or not value.isprintable():
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.hostname) and parts.scheme in ("https", scheme) and parts.username is None and not parts.fragment
