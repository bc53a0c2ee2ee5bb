"""Published keys: a new one counts at once, a retired one no more, and while partners is away they serve on for a stated time."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from shared.auth import tokens
from shared.auth.tokens import Keys, Verifier
from shared.errors import TokenInvalid, Unavailable
from shared.ids import new_id
from shared.testing.calls import Service

ISSUER = "http://partners.test"


def key(kid: str) -> ECKey:
    """A signing key."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"}, private=True)


def signed(with_: ECKey, district_id: UUID) -> str:
    """A token that is right in everything."""
    now = datetime.now(UTC)
    claims: dict[str, Any] = {
        **{"iss": ISSUER, "aud": "throughline", "sub": f"client:{new_id()}", "jti": str(new_id())},
        **{"district_id": str(district_id), "scope": "plans:read", "roles": []},
        **{"iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp())},
    }
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": with_.kid}, claims, with_)


class Publisher:
    """What partners publishes, without a network."""

    def __init__(self, *keys: ECKey) -> None:
        self.keys = list(keys)
        self.is_away = False
        self.asked = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """The key set, or nothing."""
        self.asked += 1
        if self.is_away:
            raise httpx.ConnectError("away", request=request)
        return httpx.Response(200, json={"keys": [one.as_dict(private=False) for one in self.keys]}, request=request)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """Partners with one key."""
    found = Publisher(key("first"))
    real = httpx.AsyncClient

    def client(**_: Any) -> httpx.AsyncClient:
        return real(transport=httpx.MockTransport(found.answer))

    monkeypatch.setattr(httpx, "AsyncClient", client)
    return found


class Watch:
    """The process's clock, which stands still but for `pass_by`."""

    def __init__(self) -> None:
        self.at = 0.0

    def pass_by(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """By which keys grow old."""
    found = Watch()
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=time.time, monotonic=lambda: found.at))
    return found


@pytest.fixture
def verifier(scheduling: Service, watch: Watch) -> Verifier:
    """As a service has it, asking for keys whenever it wants them."""
    keys = Keys("http://partners.test/jwks", fresh_seconds=60, retry_seconds=0, serve_seconds=3600)
    return Verifier(keys, ISSUER, "scheduling", scheduling.app.state.verifier.ended)


async def test_a_new_key_counts_at_once(publisher: Publisher, verifier: Verifier, district_id: UUID) -> None:
    assert await verifier.principal(signed(publisher.keys[0], district_id))
    publisher.keys.insert(0, key("second"))
    assert await verifier.principal(signed(publisher.keys[0], district_id))
    assert await verifier.principal(signed(publisher.keys[1], district_id)), "the old one counts while it is published"


async def test_a_retired_key_takes_its_tokens_with_it(
    publisher: Publisher, verifier: Verifier, watch: Watch, district_id: UUID
) -> None:
    seen, unseen = (signed(publisher.keys[0], district_id) for _ in range(2))
    assert await verifier.principal(seen)
    publisher.keys = [key("second")]
    watch.pass_by(61)
    for token in (seen, unseen):
        with pytest.raises(TokenInvalid):
            await verifier.principal(token)


async def test_keys_serve_on_while_partners_is_away_and_then_every_token_is_refused(
    publisher: Publisher, verifier: Verifier, watch: Watch, district_id: UUID
) -> None:
    seen = signed(publisher.keys[0], district_id)
    assert await verifier.principal(seen)
    publisher.is_away = True
    watch.pass_by(3000)
    assert await verifier.principal(seen)
    assert await verifier.principal(signed(publisher.keys[0], district_id)), "one never seen before, too"
    watch.pass_by(601)
    for token in (seen, signed(publisher.keys[0], district_id)):
        with pytest.raises(Unavailable):
            await verifier.principal(token)
    publisher.is_away = False
    assert await verifier.principal(seen)


async def test_unknown_keys_are_no_way_to_have_partners_asked_without_end(
    publisher: Publisher, verifier: Verifier, district_id: UUID
) -> None:
    verifier.keys.retry_seconds = 60
    assert await verifier.principal(signed(publisher.keys[0], district_id))
    for number in range(20):
        with pytest.raises(TokenInvalid):
            await verifier.principal(signed(key(f"made-up-{number}"), district_id))
    assert publisher.asked == 1
