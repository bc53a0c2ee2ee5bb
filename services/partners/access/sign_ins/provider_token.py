"""Redeeming the provider's code for the ID token (OpenID Connect Core §3.1.3)."""

import base64
from datetime import datetime, timedelta
from urllib.parse import quote

from joserfc import jwt
from joserfc.jwk import ECKey

from services.partners.access.identity_providers.discovery import outside
from services.partners.access.identity_providers.tables import ClientAuthentication, IdentityProviderRow
from services.partners.access.tokens.rules import unseal
from shared.errors import OutsideFailed
from shared.ids import new_id
from shared.settings import Settings

ASSERTION_LIVES = timedelta(minutes=2)
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class NotCollected(Exception):
    """The provider gave no ID token; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def id_token(settings: Settings, provider: IdentityProviderRow, code: str, verifier: str, now: datetime) -> str:
    """The ID token for a code. Raises `NotCollected`."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{settings.issuer}{provider.redirect_path}",
        "code_verifier": verifier,
    }
    endpoint = str(provider.discovery["token_endpoint"])
    proof, headers = _proof(settings, provider, endpoint, now)
    try:
        answer = await outside(settings).post(endpoint, {**form, **proof}, headers)
    except OutsideFailed as failed:
        raise NotCollected(failed.code) from None
    if answer.status != 200:
        raise NotCollected("provider_refused_code")
    found = answer.body.get("id_token")
    if not isinstance(found, str):
        raise NotCollected("provider_sent_no_id_token")
    return found


def _proof(
    settings: Settings, provider: IdentityProviderRow, endpoint: str, now: datetime
) -> tuple[dict[str, str], dict[str, str]]:
    """Who we are, as form fields and headers, in the way the provider was registered with."""
    kept = unseal(provider.sealed_secret, settings.secret_key) if provider.sealed_secret else {}
    match provider.client_authentication:
        case ClientAuthentication.BASIC:
            # RFC 6749 §2.3.1: both parts form-encoded, then joined.
            pair = f"{quote(provider.client_id, safe='')}:{quote(kept['client_secret'], safe='')}"
            return {}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        case ClientAuthentication.POST:
            return {"client_id": provider.client_id, "client_secret": kept["client_secret"]}, {}
        case ClientAuthentication.PRIVATE_KEY:
            signed = _assertion(provider.client_id, endpoint, ECKey.import_key(kept), now)
            return {"client_id": provider.client_id, "client_assertion_type": ASSERTION, "client_assertion": signed}, {}
        case _:
            return {"client_id": provider.client_id}, {}


def _assertion(client_id: str, audience: str, key: ECKey, now: datetime) -> str:
    """RFC 7523 §3."""
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": str(new_id()),
        "iat": int(now.timestamp()),
        "exp": int((now + ASSERTION_LIVES).timestamp()),
    }
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key, algorithms=["ES256"])
