"""Keys of an issuer: a new one is believed at once, a retired one not for long; an issuer that is away has a day."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import RSAKey

from deploy.local.provider import Provider
from services.partners.access.identity_providers.rules import keys_of
from shared.errors import Refusal
from shared.testing.calls import Service
from tests.partners import sign_on
from tests.partners.access.identity_providers.factories import (
    KEYS,
    RSA,
    aged,
    asked_at,
    claims,
    document,
    registered,
    signed,
    verified,
    wish,
)
from tests.shared.misbehaving import misbehaving, says

NEW = RSAKey.generate_key(2048, {"kid": "new", "use": "sig"}, private=True)


async def code_of(verifying: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        await verifying
    return refusal.value.code


async def test_a_real_provider_rotates_and_signs_on(partners: Service, district_id: UUID, tmp_path: Path) -> None:
    provider = Provider.start(tmp_path, users=sign_on.USERS, clients=[sign_on.CONFIDENTIAL])
    try:
        made = await partners.machine(district_id).post("/v1/identity-providers", json=wish(provider.issuer))
        id_ = UUID(made.json()["id"])
        first = (await sign_on.tokens(provider, "ada"))["id_token"]
        found = await verified(partners, district_id, id_, first, nonce="n-1", at=None)
        assert (found["sub"], found["groups"]) == ("sub-ada", ["principals", "staff"])
        provider.restart()
        await aged(partners, id_, 0.01)
        second = (await sign_on.tokens(provider, "ada"))["id_token"]
        assert (await verified(partners, district_id, id_, second, at=None))["sub"] == "sub-ada"
        assert await code_of(verified(partners, district_id, id_, first, at=None)) == "id_token_unknown_key"
    finally:
        provider.stop()


class Issuer:
    """An issuer that counts how often it is asked, and says what it is told to."""

    def __init__(self) -> None:
        self.keys: list[Any] = KEYS
        self.asked = 0

    async def reply(self, writer: Any) -> None:
        self.asked += 1
        port = writer.get_extra_info("sockname")[1]
        said = document(port) if self.asked % 2 else {"keys": self.keys}
        await says(json.dumps(said).encode())(writer)


async def test_unknown_key_ids_are_no_storm(partners: Service, district_id: UUID) -> None:
    source = Issuer()
    async with misbehaving(source.reply) as port:
        issuer = f"http://127.0.0.1:{port}"
        id_ = await registered(partners, district_id, issuer=issuer)
        await aged(partners, id_, 0.01)
        forged = [signed(claims(iss=issuer), RSA, {"kid": f"never-{n}"}) for n in range(12)]
        tries = [code_of(verified(partners, district_id, id_, token)) for token in forged]
        assert set(await asyncio.gather(*tries)) == {"id_token_unknown_key"}
        assert source.asked == 2


async def test_everybody_who_comes_with_the_new_key_at_once_is_let_in(partners: Service, district_id: UUID) -> None:
    source = Issuer()
    async with misbehaving(source.reply) as port:
        issuer = f"http://127.0.0.1:{port}"
        id_ = await registered(partners, district_id, issuer=issuer)
        await aged(partners, id_, 0.01)
        source.keys = [*KEYS, NEW.as_dict(private=False)]
        token = signed(claims(iss=issuer), NEW)
        await asyncio.gather(*(verified(partners, district_id, id_, token) for _ in range(5)))
        assert source.asked == 2


async def test_a_retired_key_is_dropped_when_keys_are_an_hour_old(partners: Service, district_id: UUID) -> None:
    source = Issuer()
    async with misbehaving(source.reply) as port:
        issuer = f"http://127.0.0.1:{port}"
        id_ = await registered(partners, district_id, issuer=issuer)
        source.keys = [NEW.as_dict(private=False)]
        token = signed(claims(iss=issuer))
        assert await verified(partners, district_id, id_, token)
        assert source.asked == 0
        await aged(partners, id_, 1.1)
        assert await code_of(verified(partners, district_id, id_, token)) == "id_token_unknown_key"


async def test_while_the_issuer_is_away_its_keys_serve_on_for_a_day(partners: Service, district_id: UUID) -> None:
    async with misbehaving(says(b"")) as port:
        issuer = f"http://127.0.0.1:{port}"
    id_ = await registered(partners, district_id, issuer=issuer)
    token = signed(claims(iss=issuer))
    await aged(partners, id_, 23)
    before = await asked_at(partners, id_)
    assert await verified(partners, district_id, id_, token)
    assert await asked_at(partners, id_) > before
    await aged(partners, id_, 1.1)
    assert await code_of(verified(partners, district_id, id_, token)) == "identity_provider_unreachable"


async def test_reading_one_issuers_keys_is_no_reading_of_anothers(partners: Service, district_id: UUID) -> None:
    source = Issuer()
    async with misbehaving(source.reply) as port:
        issuer = f"http://127.0.0.1:{port}"
        id_, other = (
            await registered(partners, district_id, issuer=issuer),
            await registered(partners, district_id, client_id="another", jwks=[KEYS[1]]),
        )
        for one in (id_, other):
            await aged(partners, one, 2)
        query = "select asked_at, fetched_at, jwks, discovery from identity_providers where id = $1"
        before = [await partners.sql(query, one) for one in (id_, other)]
        assert await verified(partners, district_id, id_, signed(claims(iss=issuer)))
        after = [await partners.sql(query, one) for one in (id_, other)]
    assert after[0] != before[0]
    assert after[1] == before[1]


@pytest.mark.parametrize(("length", "kept"), [(4_000, True), (4_001, False)])
def test_a_key_with_a_member_beyond_measure_is_passed_over(length: int, kept: bool) -> None:
    key = {**KEYS[0], "kid": "k" * length}
    assert keys_of({"keys": [key]}) == ([key] if kept else [])


async def test_garbage_does_not_replace_good_keys(partners: Service, district_id: UUID) -> None:
    async with misbehaving(says(b'{"issuer": "https://evil.example", "keys": []}')) as port:
        issuer = f"http://127.0.0.1:{port}"
        id_ = await registered(partners, district_id, issuer=issuer)
        await aged(partners, id_, 2)
        assert await verified(partners, district_id, id_, signed(claims(iss=issuer)))
