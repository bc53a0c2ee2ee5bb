"""What a client proved itself with counts until its token is signed, and is used once as long as it would be taken."""

import time
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from services.partners.access.token_endpoint import grants
from services.partners.access.tokens import authenticating, repository
from services.partners.access.tokens.authenticating import Client
from shared import clock
from shared.context.context import Context
from shared.testing.calls import Service
from tests.partners.machines import asserted, assertion, made, new_key, public, token_for


async def test_a_used_assertion_is_remembered_as_long_as_it_would_be_taken(
    partners: Service, district_id: UUID
) -> None:
    """Clocks differ: it is taken for half a minute past its end, and no tidying up in between makes it new."""
    key, now = new_key(), int(time.time())
    client = await made(partners, district_id, public_keys=[public(key)])
    signed = assertion(client["id"], key, iat=now - 60, exp=now - 5)
    assert (await asserted(partners, signed)).status_code == 200, "it is past its end, and taken"
    await repository.purge(partners.app.state.db, clock.now())
    again = await asserted(partners, signed)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")
    await repository.purge(partners.app.state.db, clock.now() + timedelta(seconds=60))
    left = await partners.sql("select jti from used_assertions where client_id = $1", UUID(client["id"]))
    assert left == [], "what is taken no more is forgotten"


@pytest.mark.parametrize("taken", ["secret", "key", "client", "time"])
async def test_what_is_taken_back_while_its_token_is_signed_gets_none(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, taken: str
) -> None:
    """The client has proved itself; before its row is held, somebody takes back what it proved itself with."""
    key, machine = new_key(), partners.machine(district_id)
    by_key = {"public_keys": [public(key)]} if taken == "key" else {}
    client = await made(partners, district_id, **by_key)
    path = f"/v1/clients/{client['id']}"

    async def take_back() -> None:
        if taken == "secret":
            (secret,) = (await machine.get(f"{path}/secrets")).json()["items"]
            reply = await machine.delete(f"{path}/secrets/{secret['id']}")
        elif taken == "key":
            wish = {"public_keys": [public(new_key())]}
            reply = await machine.patch(path, json=wish, headers={"If-Match": '"1"'})
        elif taken == "client":
            reply = await machine.delete(path)
        else:
            past = "update clients set expires_at = now() - interval '1 second' where id = $1 returning id"
            assert await partners.sql(past, UUID(client["id"]))
            return
        assert reply.status_code == 200, reply.text

    held = authenticating.hold

    async def hold_late(ctx: Context, client: Client) -> Client:
        await take_back()
        return await held(ctx, client)

    async def ask() -> httpx.Response:
        return await (asserted(partners, assertion(client["id"], key)) if by_key else token_for(partners, client))

    assert (await ask()).status_code == 200
    monkeypatch.setattr(grants, "hold", hold_late)
    reply = await ask()
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client"), reply.text
