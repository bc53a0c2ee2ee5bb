"""A client's secret as the one bearer token an identity provider keeps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service
from shared.web.throttle import Guesses
from tests.partners.access.scim.provider import IdentityProvider, provider_of
from tests.partners.factories import set_up


async def client(service: Service, district_id: UUID, **facts: Any) -> dict[str, Any]:
    """A machine client with its secret."""
    wish = {"name": "Entra", "scopes": ["scim:write"], **facts}
    reply = await service.machine(district_id).post("/v1/clients", json=wish)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def asked(service: Service, district_id: UUID, secret: str) -> int:
    """What SCIM answers to the secret."""
    return (await IdentityProvider(service, district_id, secret).send("GET", "/Users")).status_code


async def test_the_secret_opens_scim_of_its_own_district_and_nothing_else(partners: Service, district_id: UUID) -> None:
    await provider_of(partners, district_id)
    theirs = await provider_of(partners, new_id())
    await theirs.user()
    made = await client(partners, district_id)
    ours = IdentityProvider(partners, district_id, made["secret"])
    user = await ours.user()
    assert [found["id"] for found in await ours.found("/Users")] == [user["id"]]
    for path in ("/v1/staff", "/v1/clients"):
        assert (await ours.http.get(path)).status_code == 401
    kept = (await partners.machine(district_id).get(f"/v1/clients/{made['id']}")).json()
    assert kept["last_used_at"] is not None


@pytest.mark.parametrize(
    "facts",
    [{"scopes": ["scim:write", "directory:read"]}, {"scopes": ["directory:read"]}, {"services": ["scheduling"]}],
)
async def test_a_secret_that_opens_more_or_other_doors_is_no_bearer_token(
    partners: Service, district_id: UUID, facts: dict[str, Any]
) -> None:
    await provider_of(partners, district_id)
    made = await client(partners, district_id, **facts)
    assert await asked(partners, district_id, made["secret"]) == 401


async def test_a_secret_is_good_as_long_as_its_client_and_itself(partners: Service, district_id: UUID) -> None:
    await provider_of(partners, district_id)
    machine = partners.machine(district_id)
    made = await client(partners, district_id)
    second = (await machine.post(f"/v1/clients/{made['id']}/secrets", json={})).json()
    assert [await asked(partners, district_id, each["secret"]) for each in (made, second)] == [200, 200]
    await machine.delete(f"/v1/clients/{made['id']}/secrets/{second['id']}")
    assert [await asked(partners, district_id, each["secret"]) for each in (made, second)] == [200, 401]
    await machine.delete(f"/v1/clients/{made['id']}")
    assert await asked(partners, district_id, made["secret"]) == 401


async def test_a_secret_ends_with_its_day_and_holds_in_its_networks(partners: Service, district_id: UUID) -> None:
    await provider_of(partners, district_id)
    elsewhere = await client(partners, district_id, networks=["192.0.2.0/24"])
    assert await asked(partners, district_id, elsewhere["secret"]) == 401
    here = await client(partners, district_id, networks=["127.0.0.0/8"])
    assert await asked(partners, district_id, here["secret"]) == 200
    await partners.sql(
        "update clients set expires_at = $2 where id = $1 returning id",
        *(UUID(here["id"]), clock.now() - timedelta(minutes=1)),
    )
    assert await asked(partners, district_id, here["secret"]) == 401


async def test_others_garbage_from_the_same_address_shuts_no_secret_out(partners: Service, district_id: UUID) -> None:
    kept = partners.app.state.failed_tokens
    partners.app.state.failed_tokens = Guesses(burst=2, seconds=60)
    try:
        await set_up(partners, district_id)
        every = partners.machine(district_id, *partners.scopes, "scim:write")
        client = (await every.post("/v1/clients", json={"name": "IdP", "scopes": ["scim:write"]})).json()
        for _ in range(3):
            refused = await partners.caller("garbage").get("/scim/v2/Users")
        assert refused.status_code == 429
        assert (await partners.caller(client["secret"]).get("/scim/v2/Users")).status_code == 200
    finally:
        partners.app.state.failed_tokens = kept
