"""The people and applications of the test identity provider, and signing in to it as a browser does."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from deploy.local.browser import Browser
from deploy.local.provider import Provider
from shared.testing.databases import PATIENCE

REDIRECT_URI = "https://throughline.example/partners/oauth/callback"
TENANT = "4f1a2b3c-0000-4000-8000-000000000001"


def user(username: str, number: int, *, groups: list[str], roles: list[str]) -> dict[str, Any]:
    """Somebody, with the claims Entra, Google and Keycloak would send."""
    return {
        **{"username": username, "sub": f"sub-{username}", "preferred_username": f"{username}@oak.example"},
        **{"name": username.title(), "email": f"{username}@oak.example", "email_verified": True},
        **{"tid": TENANT, "oid": f"00000000-0000-4000-8000-{number:012}", "hd": "oak.example"},
        **{"groups": groups, "roles": roles, "employee_number": f"T-{number}"},
    }


USERS = [
    user("ada", 1, groups=["principals", "staff"], roles=["Throughline.Principal"]),
    user("grace", 2, groups=["coordinators", "staff"], roles=["Throughline.Coordinator"]),
    user("lin", 3, groups=["staff"], roles=[]),
]
CONFIDENTIAL = {
    "client_id": "throughline",
    "client_secret": "provider-secret-for-tests",
    "redirect_uris": [REDIRECT_URI],
    "grant_types": ["authorization_code", "refresh_token"],
    "post_logout_redirect_uris": ["https://throughline.example/signed-out"],
}
PUBLIC = {
    "client_id": "throughline-public",
    "token_endpoint_auth_method": "none",
    "redirect_uris": [REDIRECT_URI],
    "grant_types": ["authorization_code", "refresh_token"],
}


async def authorize(
    provider: Provider,
    username: str,
    *,
    client_id: str = "throughline",
    redirect_uri: str = REDIRECT_URI,
    **extra: str,
) -> tuple[dict[str, str], str]:
    """Sign in at the provider in a fresh browser; returns the redirect's parameters and the PKCE verifier."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        **{"client_id": client_id, "response_type": "code", "redirect_uri": redirect_uri, "scope": "openid email"},
        **{"state": secrets.token_urlsafe(8), "nonce": "n-1", "code_challenge": challenge},
        **{"code_challenge_method": "S256", **extra},
    }
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        browser = Browser(client, lambda address: address.startswith(redirect_uri))
        await browser.open(f"{provider.issuer}/auth?{urlencode(asked)}")
        await browser.fill_in(username=username)
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.address).query).items()}, verifier


async def tokens(provider: Provider, username: str, **extra: str) -> dict[str, Any]:
    """Sign in as the confidential client and redeem the code: access, ID and refresh token."""
    back, verifier = await authorize(provider, username, **extra)
    form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": REDIRECT_URI}
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        reply = await client.post(
            f"{provider.issuer}/token",
            data={**form, "code_verifier": verifier},
            auth=(str(CONFIDENTIAL["client_id"]), str(CONFIDENTIAL["client_secret"])),
        )
    return dict(reply.raise_for_status().json())
