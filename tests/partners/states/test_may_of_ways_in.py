"""What clients, front ends, links, sessions and parties say their caller may do is what they can do, in every state."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.access.applications import transitions as of_applications
from services.partners.access.clients import transitions as of_clients
from services.partners.access.identities import transitions as of_identities
from services.partners.access.sign_ins import transitions as of_sessions
from services.partners.privacy.parties import transitions as of_parties
from shared.ids import new_id
from shared.testing.calls import token
from tests.isolation.giving import ALL_THREE, MANAGER, PARTY, World
from tests.partners.access.identity_providers.factories import registered
from tests.partners.access.sign_ins import factories
from tests.partners.factories import consenting_party
from tests.partners.states.may import callers, calling
from tests.states.may import Held, Try, hold, listed

FORBIDDEN, WRONG = 403, 422


def systems(world: World) -> dict[str, httpx.AsyncClient]:
    """Clients of the district that make others, each bound somehow."""
    scopes, partners = world.partners.scopes, world.partners
    return {
        "bound to a network": partners.caller(token(world.id, scopes, client_id=new_id(), networks=["10.0.0.0/8"])),
        "of a party": partners.caller(token(world.id, scopes, client_id=new_id(), party=PARTY)),
        "of few scopes": partners.caller(
            token(world.id, ["clients:read", "clients:write", "directory:read"], client_id=new_id())
        ),
    }


def secret_of(url: str) -> Try:
    """A further secret: nothing is sent, so that what is wrong is the client's, and not what was sent."""

    async def send(caller: httpx.AsyncClient) -> httpx.Response:
        reply = await caller.post(f"{url}/secrets", json={})
        return httpx.Response(FORBIDDEN) if reply.status_code == WRONG else reply

    return send


async def test_what_may_be_done_to_a_client_is_what_can_be_done(world: World) -> None:
    held, owner = Held(), await world.staff()
    wish: dict[str, Any] = {"name": "x", "scopes": ["directory:read"]}
    kinds = {
        "of a system": wish,
        "of a wide system": {**wish, "scopes": ["directory:read", "directory:write"]},
        "of a network": {**wish, "networks": ["10.1.0.0/16"]},
        "of a school": {**wish, "school_ids": [world.oak]},
        "revoked": wish,
        "with two secrets": wish,
        "of a person": {**wish, "staff_id": str(owner)},
        "for setting up": wish,
    }
    binding = await world.made("/v1/clients", {**wish, "school_ids": [world.oak], "services": ["partners"]})
    for about, one in kinds.items():
        id_ = await world.made("/v1/clients", one, world.person(owner) if "staff_id" in one else None)
        url = f"/v1/clients/{id_}"
        if about == "revoked":
            assert (await world.machine.delete(url)).is_success
        if about == "with two secrets":
            assert (await world.machine.post(f"{url}/secrets", json={})).is_success
        if about == "for setting up":
            await world.partners.sql("update clients set for_setup = true where id = $1", UUID(id_))
        people = callers(
            world,
            **systems(world),
            owner=world.person(owner),
            bound=world.partners.caller(token(world.id, world.partners.scopes, client_id=UUID(binding))),
            itself=world.partners.caller(token(world.id, world.partners.scopes, client_id=UUID(id_))),
        )
        tries = {
            "change": calling("PATCH", url, json={"name": "y"}),
            "delete": calling("DELETE", url),
            "secrets": secret_of(url),
        }
        await hold(people, listed("/v1/clients", id_), tries, held, about)
    assert held.one_sided({move.name for move in of_clients.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_secret_is_what_can_be_done(world: World) -> None:
    held, id_ = Held(), await world.made("/v1/clients", {"name": "x", "scopes": ["directory:read"]})
    url = f"/v1/clients/{id_}/secrets"
    (first,) = (await world.machine.get(url)).json()["items"]
    for about in ("live", "revoked"):
        if about == "revoked":
            assert (await world.machine.delete(f"{url}/{first['id']}")).is_success

        async def read(caller: httpx.AsyncClient) -> httpx.Response:
            reply = await caller.get(url)
            return httpx.Response(200, json=reply.json()["items"][0]) if reply.is_success else reply

        await hold(callers(world), read, {"delete": calling("DELETE", f"{url}/{first['id']}")}, held, about)
    assert held.one_sided({"delete"}) == set()


async def test_what_may_be_done_to_a_front_end_is_what_can_be_done(world: World) -> None:
    held = Held()
    id_ = str(await factories.application(world.partners, world.id))
    url = f"/v1/applications/{id_}"
    people = callers(world, all_three=world.person(new_id(), ALL_THREE))
    tries = {"change": calling("PATCH", url, json={"name": "y"}), "delete": calling("DELETE", url)}
    await hold(people, listed("/v1/applications", id_), tries, held, "live")
    assert held.one_sided({move.name for move in of_applications.TRANSITIONS}) == set()
    assert (await world.machine.delete(url, headers={"If-Match": "*"})).status_code == 204
    gone = await world.machine.get("/v1/applications", params={"updated_since": "2020-01-01T00:00:00Z"})
    assert [one["may"] for one in gone.json()["items"] if one["id"] == id_] in ([], [[]])


async def test_what_may_be_done_to_a_link_is_what_can_be_done(world: World) -> None:
    held, maker = Held(), new_id()
    for about in ("lone", "confirmed"):
        whose = await world.staff()
        provider_id = await registered(world.partners, world.id, client_id=str(new_id()))
        wish = {"provider_id": str(provider_id), "subject": "x", "staff_id": str(whose)}
        id_ = await world.made("/v1/identities", wish, world.person(maker))
        url = f"/v1/identities/{id_}"
        if about == "confirmed":
            assert (await world.person(new_id(), ALL_THREE).post(f"{url}/confirm")).is_success
        people = callers(
            world,
            maker=world.person(maker, ALL_THREE),
            whose=world.person(whose, ALL_THREE),
            of_a_party=world.person(new_id(), ALL_THREE, party=PARTY),
        )
        tries = {"delete": calling("DELETE", url)}
        if about == "lone":
            # Confirmed again it changes nothing.
            tries["confirm"] = calling("POST", f"{url}/confirm")
        # Whoever confirms need not read the links.
        reading = {who: one for who, one in people.items() if (await one.get("/v1/identities")).is_success}
        await hold(reading, _of_list(id_), tries, held, about)
    assert held.one_sided({move.name for move in of_identities.TRANSITIONS}) == set()


def _of_list(id_: str) -> Any:
    """A link has no call of its own to be read."""

    async def read(caller: httpx.AsyncClient) -> httpx.Response:
        reply = await caller.get("/v1/identities", params={"limit": "500"})
        found = [one for one in reply.json().get("items", ()) if one["id"] == id_]
        return httpx.Response(200, json=found[0]) if found else httpx.Response(404)

    return read


async def test_what_may_be_done_to_a_session_is_what_can_be_done(world: World) -> None:
    held, whose = Held(), await world.staff()
    id_ = str(await factories.session(world.partners, world.id, whose))
    people = callers(world, whose=world.person(whose, [("teacher", world.oak)]), reader=world.person(new_id(), MANAGER))
    for who, without in (("manager without the scope", "access:write"),):
        people = {**people, who: world.person(new_id(), MANAGER, without=without)}
    tries = {"delete": calling("DELETE", f"/v1/sign-in-sessions/{id_}")}
    await hold(people, listed("/v1/sign-in-sessions", id_), tries, held, "live")
    assert held.one_sided({move.name for move in of_sessions.TRANSITIONS}) == set()


@pytest.mark.parametrize("of_a_party", [True, False])
async def test_nobody_of_a_party_may_change_one(world: World, of_a_party: bool) -> None:
    held, id_ = Held(), await world.made("/v1/parties", consenting_party())
    claims: dict[str, Any] = {"party": PARTY} if of_a_party else {}
    people = callers(world, somebody=world.person(new_id(), MANAGER, **claims))
    tries = {"change": calling("PATCH", f"/v1/parties/{id_}", json={"purposes": ["research"]})}
    await hold(people, listed("/v1/parties", id_), tries, held, "standing")
    assert held.one_sided({move.name for move in of_parties.TRANSITIONS}) == set()
