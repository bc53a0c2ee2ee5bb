"""The test provider is a real one: what our sign-in leans on, it does."""

import os
import signal
from pathlib import Path

import httpx
from joserfc import jws, jwt
from joserfc.jwk import KeySet

from deploy.local.provider import Provider
from shared.testing.databases import PATIENCE
from shared.testing.processes import wait_until
from tests.partners import sign_on


async def test_somebody_signs_in_with_a_browser_and_gets_an_id_token_with_their_claims(
    identity_provider: Provider,
) -> None:
    got = await sign_on.tokens(identity_provider, "ada")
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        keys = KeySet.import_key_set((await client.get(f"{identity_provider.issuer}/jwks")).json())
    claims = jwt.decode(got["id_token"], keys, algorithms=["RS256"]).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (identity_provider.issuer, "throughline", "n-1")
    ada = sign_on.USERS[0]
    wanted = ("sub", "email", "email_verified", "tid", "oid", "hd", "groups", "roles", "employee_number")
    assert {name: claims[name] for name in wanted} == {name: ada[name] for name in wanted}
    assert "refresh_token" in got


async def test_nobody_gets_a_code_without_pkce(identity_provider: Provider) -> None:
    asked = {"client_id": "throughline", "response_type": "code", "scope": "openid", "state": "s"}
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        reply = await client.get(
            f"{identity_provider.issuer}/auth", params={**asked, "redirect_uri": sign_on.REDIRECT_URI}
        )
    assert "error=invalid_request" in reply.headers["location"]


async def test_somebody_it_does_not_know_is_shown_the_form_again(identity_provider: Provider) -> None:
    back: dict[str, str] = {}
    try:
        back, _ = await sign_on.authorize(identity_provider, "nobody")
    finally:
        assert "code" not in back


def test_it_says_where_to_sign_out_and_that_it_calls_back(identity_provider: Provider) -> None:
    found = httpx.get(
        f"{identity_provider.issuer}/.well-known/openid-configuration", timeout=PATIENCE, trust_env=False
    ).json()
    assert found["issuer"] == identity_provider.issuer
    assert found["backchannel_logout_supported"]
    assert found["backchannel_logout_session_supported"]
    assert found["end_session_endpoint"]


async def test_a_restart_is_a_rotation(tmp_path: Path) -> None:
    provider = Provider.start(tmp_path, users=sign_on.USERS, clients=[sign_on.CONFIDENTIAL])
    try:
        first = await sign_on.tokens(provider, "ada")
        provider.restart()
        second = await sign_on.tokens(provider, "ada")
        kids = {jws.extract_compact(got["id_token"].encode()).headers()["kid"] for got in (first, second)}
        assert len(kids) == 2
    finally:
        provider.stop()


def test_it_ends_with_us(tmp_path: Path) -> None:
    provider = Provider.start(tmp_path, users=[], clients=[])
    provider.stop()
    assert provider.process.poll() in (0, -signal.SIGTERM)
    wait_until(lambda: not os.path.exists(f"/proc/{provider.process.pid}"), "its end", 5)
