"""Public keys clients sign their assertions with (RFC 7517, RFC 7523)."""

import re
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

from shared.errors import fault
from shared.texts.words import Words

MOST_KEYS = 5
#: Members only the private half has (RFC 7518 §6), and a symmetric key's one.
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
PUBLIC = frozenset({"kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops"})
#: The algorithms a key of each kind may sign with.
ALGORITHMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("RSA", ""): ("RS256", "PS256"),
    ("OKP", "Ed25519"): ("EdDSA", "Ed25519"),
}
SIGNING = [algorithm for kind in ALGORITHMS.values() for algorithm in kind]
SHORTEST_RSA, LONGEST_RSA = 2048, 8192
KID = re.compile(r"[A-Za-z0-9._~:+/=@-]{1,128}")


def read_keys(sent: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The keys as they are kept, each with an id of its own, and the faults of those that are not usable."""
    kept, faults = [], []
    for place, jwk in enumerate(sent):
        found = _faults(jwk)
        if not found:
            key = JWKRegistry.import_key(jwk)
            kept.append({**jwk, "kid": jwk.get("kid") or key.thumbprint()})
            if [other["kid"] for other in kept].count(kept[-1]["kid"]) > 1:
                found = [("kid", Words("another key has this id", es="otra clave tiene este id"), "kid_repeated")]
        faults += [fault(f"/public_keys/{place}/{name}".rstrip("/"), what, code) for name, what, code in found]
    return kept, faults


def _faults(jwk: dict[str, Any]) -> list[tuple[str, str, str]]:
    private = [name for name in PRIVATE if name in jwk]
    if private:
        what = Words(
            "this is part of a private key, which has now left your system: make a new pair and send its public half",
            es="es parte de una clave privada, que ya salió de su sistema: cree un par nuevo y envíe su mitad pública",
        )
        return [(name, what, "private_key") for name in private]
    if strange := [name for name in jwk if name not in PUBLIC]:
        known = ", ".join(sorted(PUBLIC))
        return [
            (name if KID.fullmatch(name) else "", Words(f"only {known}", es=f"solo {known}"), "unknown_member")
            for name in strange
        ]
    if wrong := [name for name, value in jwk.items() if name != "key_ops" and not _is_text(value)]:
        return [(name, "text", "invalid") for name in wrong]
    kind = (jwk.get("kty", ""), jwk.get("crv", ""))
    if kind not in ALGORITHMS:
        return [
            (
                "kty",
                Words("EC P-256 or P-384, RSA, or OKP Ed25519", es="EC P-256 o P-384, RSA, u OKP Ed25519"),
                "algorithm",
            )
        ]
    if jwk.get("alg", ALGORITHMS[kind][0]) not in ALGORITHMS[kind]:
        return [
            (
                "alg",
                Words(
                    f"one of {', '.join(ALGORITHMS[kind])} for this key, or left out",
                    es=f"uno de {', '.join(ALGORITHMS[kind])} para esta clave, o nada",
                ),
                "algorithm",
            )
        ]
    if jwk.get("use", "sig") != "sig" or jwk.get("key_ops", ["verify"]) != ["verify"]:
        return [
            (
                "use",
                Words(
                    "a key for signatures: use is sig, key_ops is [verify]",
                    es="una clave para firmas: use es sig, key_ops es [verify]",
                ),
                "invalid",
            )
        ]
    if "kid" in jwk and not KID.fullmatch(jwk["kid"]):
        return [
            (
                "kid",
                Words(
                    "letters, digits and ._~:+/=@- only, 128 at most",
                    es="solo letras, cifras y ._~:+/=@-, 128 como máximo",
                ),
                "invalid",
            )
        ]
    return _unreadable(jwk)


def _unreadable(jwk: dict[str, Any]) -> list[tuple[str, str, str]]:
    try:
        key = JWKRegistry.import_key(jwk).public_key
    except (JoseError, ValueError, TypeError, OverflowError):
        return [("", Words("it cannot be read as a key", es="no se puede leer como clave"), "invalid")]
    if isinstance(key, RSAPublicKey) and not SHORTEST_RSA <= key.key_size <= LONGEST_RSA:
        return [
            (
                "n",
                Words(f"{SHORTEST_RSA} to {LONGEST_RSA} bits", es=f"de {SHORTEST_RSA} a {LONGEST_RSA} bits"),
                "too_short",
            )
        ]
    return []


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 2_000
