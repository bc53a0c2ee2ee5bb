"""A client is bound to schools, services, networks and an end, and its maker hands on nothing they do not hold."""

import json
import time
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from services.partners.access.clients import rules
from services.partners.access.district_setup.service import set_up as set_up_district
from shared import clock
from shared.auth.scopes import SCOPES
from shared.ids import new_id
from shared.testing.calls import ISSUER, Service, assert_refused, sign
from tests.partners.factories import consenting_party, set_up
from tests.partners.machines import made, new_key, public, token_for

NEW = {"name": "x", "scopes": ["directory:read"]}


def bound(partners: Service, district_id: UUID, **claims: Any) -> httpx.AsyncClient:
    """A client whose own token is bound."""
    said = {
        **{"iss": ISSUER, "aud": "throughline", "sub": f"client:{new_id()}", "district_id": str(district_id)},
        **{"scope": "clients:write clients:read directory:read", "roles": [], "jti": str(new_id())},
        **{"iat": int(time.time()), "exp": int(time.time()) + 600},
        **claims,
    }
    return partners.caller(sign(said))


async def schools(partners: Service, district_id: UUID) -> list[str]:
    """Two schools."""
    caller = partners.machine(district_id)
    bodies = [{"name": code, "local_code": code} for code in ("1", "2")]
    return [(await caller.post("/v1/schools", json=body)).json()["id"] for body in bodies]


def refusal(reply: httpx.Response) -> tuple[int, str, list[str]]:
    """A refusal's status, code and pointers."""
    return reply.status_code, reply.json()["code"], [fault["pointer"] for fault in reply.json()["errors"]]


async def test_who_is_bound_to_schools_makes_and_reads_no_clients(partners: Service, district_id: UUID) -> None:
    oak, _ = await schools(partners, district_id)
    caller = bound(partners, district_id, schools=[oak])
    for reply in (
        await caller.post("/v1/clients", json=NEW),
        await caller.post("/v1/clients", json={**NEW, "school_ids": [oak]}),
        await caller.get("/v1/clients"),
    ):
        assert_refused(reply, 403, "not_permitted")


async def test_who_belongs_to_a_party_makes_clients_of_that_party_alone(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    party = (await partners.machine(district_id).post("/v1/parties", json=consenting_party())).json()["id"]
    caller = bound(partners, district_id, party={"id": party, "basis": "consent"})
    without = await caller.post("/v1/clients", json=NEW)
    assert refusal(without) == (422, "party_not_yours", ["/party_id"])
    exchanging = await caller.post("/v1/clients", json={**NEW, "party_id": party, "may_exchange": True})
    assert refusal(exchanging) == (422, "party_not_yours", ["/may_exchange"])
    made = await caller.post("/v1/clients", json={**NEW, "party_id": party})
    assert made.status_code == 201
    token = (await token_for(partners, made.json())).json()["access_token"]
    assert claims_of(token)["party"] == {"id": party, "basis": "consent"}


async def test_a_token_says_how_its_client_is_bound(partners: Service, district_id: UUID) -> None:
    oak, elm = await schools(partners, district_id)
    client = await made(partners, district_id, school_ids=[oak, elm], networks=["127.0.0.0/8"])
    claims = claims_of((await token_for(partners, client)).json()["access_token"])
    assert (claims["schools"], claims["networks"]) == ([oak, elm], ["127.0.0.0/8"])
    free = claims_of((await token_for(partners, await made(partners, district_id))).json()["access_token"])
    assert not {"schools", "networks", "party"} & set(free)


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    return dict(json.loads(jws.extract_compact(token.encode()).payload))


async def test_who_is_bound_to_networks_makes_no_client_that_is_not(partners: Service, district_id: UUID) -> None:
    caller = bound(partners, district_id, networks=["127.0.0.0/8"])
    for networks in ([], ["0.0.0.0/0"], ["127.0.0.1/32", "192.0.2.0/24"]):
        reply = await caller.post("/v1/clients", json={**NEW, "networks": networks})
        assert refusal(reply) == (422, "network_not_yours", ["/networks"])
    assert (await caller.post("/v1/clients", json={**NEW, "networks": ["127.0.0.0/16"]})).status_code == 201


async def test_a_client_makes_none_that_is_bound_less_than_itself(partners: Service, district_id: UUID) -> None:
    soon = (clock.now() + timedelta(hours=1)).isoformat()
    mine = await made(partners, district_id, services=["partners"], expires_at=soon, scopes=["directory:read"])
    caller = bound(partners, district_id, client_id=mine["id"], sub=f"client:{mine['id']}")
    free = await caller.post("/v1/clients", json=NEW)
    assert refusal(free) == (422, "beyond_your_client", ["/expires_at", "/services"])
    as_bound = await caller.post("/v1/clients", json={**NEW, "services": ["partners"], "expires_at": soon})
    assert as_bound.status_code == 201, as_bound.text
    for lifted in ({"expires_at": None}, {"services": None}):
        reply = await caller.patch(f"/v1/clients/{mine['id']}", json=lifted, headers={"If-Match": '"1"'})
        assert refusal(reply) == (422, "beyond_your_client", [f"/{next(iter(lifted))}"])
    renamed = await caller.patch(f"/v1/clients/{mine['id']}", json={"name": "y"}, headers={"If-Match": '"1"'})
    assert renamed.status_code == 200


async def test_the_operators_client_hands_on_past_its_own_end_and_networks(
    partners: Service, district_id: UUID
) -> None:
    setup = await set_up_district(partners.settings, district_id, "D", "America/Detroit", "en", ["127.0.0.0/8"])
    said = claims_of((await token_for(partners, {"id": str(setup.id), "secret": setup.secret})).json()["access_token"])
    assert (said["networks"], set(said["scope"].split())) == (["127.0.0.0/8"], set(SCOPES))
    caller = bound(
        partners, district_id, **{name: said[name] for name in ("client_id", "sub", "scope", "networks", "sets_up")}
    )
    mine = (await caller.get(f"/v1/clients/{setup.id}")).json()
    ends = datetime.fromisoformat(mine["expires_at"])
    assert (mine["for_setup"], ends) == (True, setup.expires_at)
    assert timedelta(days=29) < ends - clock.now() <= timedelta(days=30)
    # A system outlasts it and calls from elsewhere; what makes clients is bound as it is, however it comes to be one.
    sis = await caller.post("/v1/clients", json={**NEW, "scopes": ["roster:write"], "networks": ["192.0.2.0/24"]})
    assert (sis.status_code, sis.json()["expires_at"], sis.json()["for_setup"]) == (201, None, False), sis.text
    address, match = f"/v1/clients/{sis.json()['id']}", {"If-Match": '"1"'}
    assert (await caller.post(f"{address}/secrets", json={})).status_code == 201
    maker = {"scopes": ["roster:write", "clients:write"]}
    for reply in (
        await caller.post("/v1/clients", json={**NEW, **maker, "networks": ["127.0.0.1/32"]}),
        await caller.patch(address, json={**maker, "networks": ["127.0.0.1/32"]}, headers=match),
    ):
        assert refusal(reply) == (422, "beyond_your_client", ["/expires_at"])
    outside = await caller.patch(address, json={**maker, "expires_at": mine["expires_at"]}, headers=match)
    assert refusal(outside) == (422, "network_not_yours", ["/networks"])
    longer = await caller.patch(f"/v1/clients/{setup.id}", json={"expires_at": None}, headers=match)
    assert refusal(longer) == (422, "beyond_your_client", ["/expires_at"])
    anywhere = await caller.patch(f"/v1/clients/{setup.id}", json={"networks": []}, headers=match)
    assert refusal(anywhere) == (422, "network_not_yours", ["/networks"])


async def test_the_operators_client_is_over_when_it_says(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = await set_up_district(partners.settings, district_id, "D", "America/Detroit", "en")
    client = {"id": str(setup.id), "secret": setup.secret}
    monkeypatch.setattr(clock, "now", lambda: setup.expires_at - timedelta(seconds=1))
    assert (await token_for(partners, client)).json()["expires_in"] == 1
    monkeypatch.setattr(clock, "now", lambda: setup.expires_at)
    assert (await token_for(partners, client)).json()["error"] == "invalid_client"


async def test_a_way_into_a_stronger_client_is_not_handed_out(partners: Service, district_id: UUID) -> None:
    strong = await made(partners, district_id, scopes=["directory:read", "directory:write"])
    weak = partners.machine(district_id, "clients:write", "clients:read", "directory:read")
    secret = await weak.post(f"/v1/clients/{strong['id']}/secrets", json={})
    assert refusal(secret) == (422, "scope_not_yours", ["/scopes/1"])
    patch = {"public_keys": [public(new_key())]}
    key = await weak.patch(f"/v1/clients/{strong['id']}", json=patch, headers={"If-Match": '"1"'})
    assert refusal(key) == (422, "scope_not_yours", ["/scopes/1"])
    renamed = await weak.patch(f"/v1/clients/{strong['id']}", json={"name": "y"}, headers={"If-Match": '"1"'})
    assert renamed.status_code == 200


async def test_a_change_gains_only_what_the_caller_holds(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    weak = partners.machine(district_id, "clients:write", "directory:read")
    patch = {"scopes": ["directory:read", "directory:write"]}
    reply = await weak.patch(f"/v1/clients/{client['id']}", json=patch, headers={"If-Match": '"1"'})
    assert refusal(reply) == (422, "scope_not_yours", ["/scopes/1"])
    stale = await weak.patch(f"/v1/clients/{client['id']}", json={"name": "y"}, headers={"If-Match": '"2"'})
    assert stale.status_code == 412
    assert (await weak.patch(f"/v1/clients/{client['id']}", json={"name": "y"})).status_code == 428


async def test_a_person_changes_their_own_clients_alone(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    person = (
        await partners.machine(district_id).post("/v1/staff", json={"given_name": "A", "family_name": "B"})
    ).json()
    steward = partners.person(district_id, UUID(person["id"]), ("data_manager", None))
    client = await made(partners, district_id)
    for reply in (
        await steward.patch(f"/v1/clients/{client['id']}", json={"name": "y"}, headers={"If-Match": '"1"'}),
        await steward.post(f"/v1/clients/{client['id']}/secrets", json={}),
    ):
        assert_refused(reply, 403, "only_for_yourself")
    own = (await steward.post("/v1/clients", json={**NEW, "staff_id": person["id"]})).json()
    assert (await steward.post(f"/v1/clients/{own['id']}/secrets", json={})).status_code == 201


RSA_1024 = {"kty": "RSA", "n": "u" * 171 + "Q", "e": "AQAB"}
PRIVATE = new_key().as_dict(private=True)


@pytest.mark.parametrize(
    ("wish", "code", "pointers"),
    [
        ({"networks": ["10.0.0.1/8"]}, "invalid", ["/networks/0"]),
        ({"networks": ["all"]}, "invalid", ["/networks/0"]),
        ({"networks": ["fe80::%eth0/64"]}, "invalid", ["/networks/0"]),
        ({"networks": ["::ffff:10.0.0.0/104"]}, "invalid", ["/networks/0"]),
        ({"networks": [f"10.0.0.{number}" for number in range(21)]}, "invalid", ["/networks"]),
        ({"services": []}, "invalid", ["/services"]),
        ({"services": ["payroll"]}, "invalid", ["/services/0"]),
        ({"school_ids": []}, "invalid", ["/school_ids"]),
        ({"school_ids": [str(UUID(int=5))]}, "no_such_school", ["/school_ids/0"]),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "invalid", ["/expires_at"]),
        ({"party_id": str(UUID(int=5))}, "no_such_party", []),
        ({"staff_id": str(UUID(int=5)), "may_exchange": True}, "invalid", ["/may_exchange"]),
        ({"staff_id": str(UUID(int=5)), "school_ids": [str(UUID(int=6))]}, "invalid", ["/school_ids"]),
        ({"public_keys": [PRIVATE]}, "key_not_usable", ["/public_keys/0/d"]),
        ({"public_keys": [OctKey.generate_key(256).as_dict()]}, "key_not_usable", ["/public_keys/0/k"]),
        ({"public_keys": [RSA_1024]}, "key_not_usable", ["/public_keys/0/n"]),
        ({"public_keys": [public(ECKey.generate_key("P-521"))]}, "key_not_usable", ["/public_keys/0/kty"]),
        ({"public_keys": [public(new_key(), alg="HS256")]}, "key_not_usable", ["/public_keys/0/alg"]),
        ({"public_keys": [public(new_key(), use="enc")]}, "key_not_usable", ["/public_keys/0/use"]),
        (
            {"public_keys": [public(new_key(), kid="a"), public(new_key(), kid="a")]},
            "key_not_usable",
            ["/public_keys/1/kid"],
        ),
        ({"public_keys": [public(new_key(), x5u="https://x.example")]}, "key_not_usable", ["/public_keys/0/x5u"]),
        ({"public_keys": [public(new_key(), x=7)]}, "key_not_usable", ["/public_keys/0/x"]),
        ({"public_keys": [public(new_key(), x="AA")]}, "key_not_usable", ["/public_keys/0"]),
        ({"public_keys": [public(new_key(), kty=["EC"])]}, "key_not_usable", ["/public_keys/0/kty"]),
        ({"public_keys": [public(RSAKey.generate_key(2048), e="!!")]}, "key_not_usable", ["/public_keys/0"]),
        ({"public_keys": [{}]}, "key_not_usable", ["/public_keys/0/kty"]),
        ({"public_keys": [public(new_key(), kid=str(number)) for number in range(6)]}, "invalid", ["/public_keys"]),
    ],
)
async def test_a_client_that_makes_no_sense_is_refused_with_its_place(
    partners: Service, district_id: UUID, wish: dict[str, Any], code: str, pointers: list[str]
) -> None:
    reply = await partners.machine(district_id).post("/v1/clients", json={**NEW, **wish})
    assert refusal(reply) == (422, code, pointers), reply.text
    assert (await partners.machine(district_id).get("/v1/clients")).json()["items"] == []


async def test_networks_are_kept_in_their_one_spelling(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id, networks=["192.0.2.1", "2001:DB8:0::/32", "192.0.2.1/32"])
    assert client["networks"] == ["192.0.2.1/32", "2001:db8::/32"]


async def test_a_revoked_client_does_not_change(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    machine = partners.machine(district_id)
    assert (await machine.delete(f"/v1/clients/{client['id']}")).status_code == 200
    for reply in (
        await machine.patch(f"/v1/clients/{client['id']}", json={"name": "y"}, headers={"If-Match": '"2"'}),
        await machine.post(f"/v1/clients/{client['id']}/secrets", json={}),
    ):
        assert_refused(reply, 409, "client_revoked")


addresses = st.ip_addresses(v=4).map(str)
networks = st.tuples(addresses, st.integers(8, 32)).map(
    lambda pair: str(ip_network(f"{pair[0]}/{pair[1]}", strict=False))
)


@given(st.lists(networks, max_size=4), st.lists(networks, max_size=4), st.lists(networks, max_size=4))
def test_being_within_networks_is_an_order(one: list[str], two: list[str], three: list[str]) -> None:
    assert rules.networks_within(one, one)
    assert rules.networks_within(one, [])
    assert not (one and rules.networks_within([], one))
    if rules.networks_within(one, two) and rules.networks_within(two, three):
        assert rules.networks_within(one, three)


@given(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc")), st.booleans(), st.booleans())
def test_a_client_loses_something_unless_it_keeps_everything(a: set[str], b: set[str], one: bool, two: bool) -> None:
    before = rules.Reach(frozenset(a), services=frozenset(a) if one else None)
    after = rules.Reach(frozenset(b), services=frozenset(b) if two else None)
    keeps = a <= b and (not two or (one and a <= b))
    assert rules.loses(before, after) is not keeps
