"""An issuer that takes its time costs only those who wait for it: no connection to the database is held meanwhile."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from services.partners.access.sign_ins.token_exchange import GRANT, PROOF
from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.databases import PATIENCE
from tests.partners.access.identity_providers.factories import KEYS, aged, document, live, registered, signed, wish
from tests.partners.factories import set_up
from tests.shared.misbehaving import misbehaving, says


class SlowIssuer:
    """An issuer that answers when it is told to."""

    def __init__(self) -> None:
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def reply(self, writer: Any) -> None:
        self.asked.set()
        await self.may_answer.wait()
        port = writer.get_extra_info("sockname")[1]
        # Its document and its keys at once: whichever of the two is asked for.
        await says(json.dumps({**document(port), "keys": KEYS}).encode())(writer)


@asynccontextmanager
async def slow_issuer() -> AsyncIterator[tuple[SlowIssuer, str]]:
    source = SlowIssuer()
    async with misbehaving(source.reply) as port:
        yield source, f"http://127.0.0.1:{port}"


async def held_connections(partners: Service, source: SlowIssuer, call: Awaitable[Any]) -> tuple[int, Any]:
    """How many connections are held while the issuer is asked, and what the call comes to."""
    under_way = asyncio.ensure_future(call)
    async with asyncio.timeout(PATIENCE):
        await source.asked.wait()
    db = partners.app.state.db
    held = db.engine.pool.checkedout() + db.readers.held
    source.may_answer.set()
    return held, await under_way


@pytest.mark.parametrize("what", ["register", "check", "explain"])
async def test_district_it_waits_without_a_connection(partners: Service, district_id: UUID, what: str) -> None:
    caller = partners.machine(district_id)
    key = {"Idempotency-Key": str(new_id())}
    async with slow_issuer() as (source, issuer):
        if what == "register":
            address, body = "/v1/identity-providers", wish(issuer)
        else:
            provider_id = await registered(partners, district_id, issuer=issuer)
            await aged(partners, provider_id, 2)
            address = f"/v1/identity-providers/{provider_id}/{what}"
            body = {"id_token": signed(live(iss=issuer))} if what == "explain" else {}
        held, reply = await held_connections(partners, source, caller.post(address, json=body, headers=key))
        assert reply.is_success, reply.text
        assert held == 0
        again = await caller.post(address, json=body, headers=key)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.text == reply.text


async def test_two_calls_with_one_key_while_the_issuer_is_slow_register_one_provider(
    partners: Service, district_id: UUID
) -> None:
    caller, key = partners.machine(district_id), {"Idempotency-Key": str(new_id())}
    async with slow_issuer() as (source, issuer):
        body = wish(issuer)
        calls = [caller.post("/v1/identity-providers", json=body, headers=key) for _ in range(2)]
        under_way = asyncio.gather(*calls)
        await source.asked.wait()
        source.may_answer.set()
        replies = await under_way
    assert [reply.status_code for reply in replies] == [201, 201]
    assert len({reply.json()["id"] for reply in replies}) == 1


async def test_signing_in_waits_without_a_connection(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    client = (
        await caller.post("/v1/clients", json={"name": "BFF", "scopes": ["directory:read"], "may_exchange": True})
    ).json()
    async with slow_issuer() as (source, issuer):
        provider_id = await registered(partners, district_id, issuer=issuer)
        await aged(partners, provider_id, 2)
        form = {"grant_type": GRANT, "subject_token_type": PROOF, "subject_token": signed(live(iss=issuer))}
        exchange = partners.caller().post("/oauth/token", data=form, auth=(client["id"], client["secret"]))
        held, reply = await held_connections(partners, source, exchange)
    assert "identity_unknown" in reply.text
    assert held == 0


async def test_hearing_of_a_sign_out_waits_without_a_connection(partners: Service, district_id: UUID) -> None:
    async with slow_issuer() as (source, issuer):
        provider_id = await registered(partners, district_id, issuer=issuer)
        await aged(partners, provider_id, 2)
        said = live(iss=issuer, jti="j", events={"http://schemas.openid.net/event/backchannel-logout": {}})
        told = partners.caller().post(f"/oauth/backchannel-logout/{provider_id}", data={"logout_token": signed(said)})
        held, reply = await held_connections(partners, source, told)
    assert reply.status_code == 200, reply.text
    assert held == 0
