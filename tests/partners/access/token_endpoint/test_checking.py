"""Tokens are revoked and looked into: by their own client, by those who may, and without saying why one is not good."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.access.sign_ins.rules import hash_of, new_secret
from services.partners.access.tokens import rules
from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, sign
from tests.partners.access.sign_ins.factories import application, person, session
from tests.partners.machines import made, token_for


async def sent(partners: Service, path: str, client: dict[str, Any], token: str, **form: str) -> httpx.Response:
    """Ask about a token."""
    auth = (client["id"], client["secret"])
    return await partners.caller().post(path, data={"token": token, **form}, auth=auth)


async def reader(partners: Service, district_id: UUID, **wish: Any) -> dict[str, Any]:
    """A client that may look into tokens; no route asks for its scope, so the caller's token must name it."""
    caller = partners.machine(district_id, "clients:write", "tokens:introspect")
    reply = await caller.post("/v1/clients", json={"name": "x", "scopes": ["tokens:introspect"], **wish})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def settled(partners: Service) -> None:
    """A process looks for what has ended once a second."""
    partners.app.state.verifier.ended._read_at = float("-inf")


async def test_a_live_token_says_what_it_stands_for(partners: Service, district_id: UUID) -> None:
    asking, client = await reader(partners, district_id), await made(partners, district_id, networks=["127.0.0.0/8"])
    token = (await token_for(partners, client)).json()["access_token"]
    said = (await sent(partners, "/oauth/introspect", asking, token, token_type_hint="access_token")).json()
    assert {name: said[name] for name in ("active", "scope", "client_id", "sub", "token_type", "networks")} == {
        **{"active": True, "scope": "directory:read", "client_id": client["id"], "sub": f"client:{client['id']}"},
        **{"token_type": "Bearer", "networks": ["127.0.0.0/8"]},
    }
    assert said["exp"] - said["iat"] == 600


async def test_a_revoked_token_is_good_no_more_and_others_of_the_client_are(
    partners: Service, district_id: UUID
) -> None:
    asking, client = await reader(partners, district_id), await made(partners, district_id)
    tokens = [(await token_for(partners, client)).json()["access_token"] for _ in range(2)]
    reply = await sent(partners, "/oauth/revoke", client, tokens[0])
    assert (reply.status_code, reply.content) == (200, b"")
    await settled(partners)
    active = [(await sent(partners, "/oauth/introspect", asking, token)).json()["active"] for token in tokens]
    assert active == [False, True]
    (event,) = await partners.published(district_id, "partners.access.ended.v1")
    assert (event["data"]["holder"], event["data"]["reason"]) == ("token", "token_revoked")
    (act,) = await partners.sql(
        "select rows::text from audit_entries where district_id = $1 and action = 'revoke_token'", district_id
    )
    assert event["data"]["holder_id"] in act["rows"]
    assert (await sent(partners, "/oauth/revoke", client, tokens[0])).status_code == 200


async def test_a_token_of_another_client_is_not_revoked(partners: Service, district_id: UUID) -> None:
    client, other = await made(partners, district_id), await made(partners, district_id)
    token = (await token_for(partners, client)).json()["access_token"]
    reply = await sent(partners, "/oauth/revoke", other, token)
    assert (reply.status_code, reply.json()["error"]) == (400, "unauthorized_client")
    assert await partners.published(district_id, "partners.access.ended.v1") == []


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "x" * 9000])
async def test_what_is_no_token_is_not_good_and_needs_no_revoking(
    partners: Service, district_id: UUID, token: str
) -> None:
    asking = await reader(partners, district_id)
    for path, answer in (("/oauth/introspect", {"active": False}), ("/oauth/revoke", None)):
        reply = await sent(partners, path, asking, token)
        if not token:
            assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
        else:
            assert (reply.status_code, reply.json() if reply.content else None) == (200, answer)


async def test_why_a_token_is_not_good_is_not_said(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, client = await reader(partners, district_id), await made(partners, district_id)
    neighbour = await made(partners, new_id())
    expired = (await token_for(partners, client)).json()["access_token"]
    strangers = (await token_for(partners, neighbour)).json()["access_token"]
    of_a_test = sign({"iss": "http://partners.test", "sub": f"client:{client['id']}"})
    later = clock.now() + rules.LIFETIME
    for token, at in ((strangers, None), (of_a_test, None), (expired, later)):
        if at:
            monkeypatch.setattr(clock, "now", lambda: later)
        reply = await sent(partners, "/oauth/introspect", asking, token)
        assert (reply.status_code, reply.json()) == (200, {"active": False})


async def test_only_who_may_looks_into_tokens(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    token = (await token_for(partners, client)).json()["access_token"]
    reply = await sent(partners, "/oauth/introspect", client, token)
    assert (reply.status_code, reply.json()["error"]) == (403, "insufficient_scope")
    reply = await partners.caller().post("/oauth/introspect", data={"token": token})
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("how", ["revoked", "secret revoked", "scope lost", "school-bound", "network-bound", "expires"])
async def test_what_a_client_loses_it_loses_at_once(partners: Service, district_id: UUID, how: str) -> None:
    asking = await reader(partners, district_id)
    machine = partners.machine(district_id)
    school = (await machine.post("/v1/schools", json={"name": "Oak", "local_code": "1"})).json()["id"]
    client = await made(partners, district_id, scopes=["directory:read", "clients:read"])
    token = (await token_for(partners, client)).json()["access_token"]
    path = f"/v1/clients/{client['id']}"
    patches: dict[str, dict[str, Any]] = {
        "scope lost": {"scopes": ["directory:read"]},
        "school-bound": {"school_ids": [school]},
        "network-bound": {"networks": ["127.0.0.1"]},
        "expires": {"expires_at": "2199-01-01T00:00:00Z"},
    }
    if how == "revoked":
        reply = await machine.delete(path)
    elif how == "secret revoked":
        (secret,) = (await machine.get(f"{path}/secrets")).json()["items"]
        reply = await machine.delete(f"{path}/secrets/{secret['id']}")
    else:
        reply = await machine.patch(path, json=patches[how], headers={"If-Match": '"1"'})
    assert reply.status_code == 200, reply.text
    await settled(partners)
    assert (await sent(partners, "/oauth/introspect", asking, token)).json() == {"active": False}
    if how in patches:
        await asyncio.sleep(1.01)  # tokens count whole seconds
        again = (await token_for(partners, client)).json()["access_token"]
        assert (await sent(partners, "/oauth/introspect", asking, again)).json()["active"]


async def test_what_a_client_gains_ends_nothing(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    patch = {"name": "New", "scopes": ["directory:read", "clients:read"]}
    reply = await partners.machine(district_id).patch(
        f"/v1/clients/{client['id']}", json=patch, headers={"If-Match": '"1"'}
    )
    assert (reply.status_code, reply.json()["scopes"]) == (200, patch["scopes"])
    assert await partners.published(district_id, "partners.access.ended.v1") == []


async def test_a_token_lives_no_longer_than_its_client(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    await partners.sql("update clients set expires_at = now() + interval '90 s' where id = $1", UUID(client["id"]))
    assert 80 <= (await token_for(partners, client)).json()["expires_in"] <= 90


LINK = """insert into refresh_tokens (district_id, id, session_id, token_hash, created_at, used_at)
values ($1, $2, $3, $4, $5, null)"""


async def signed_in(partners: Service, district_id: UUID, front_end: UUID) -> tuple[str, UUID]:
    """A refresh token of a live session at a front end, and the session."""
    token = new_secret()
    held = await session(partners, district_id, await person(partners, district_id), application_id=front_end)
    await partners.sql(LINK, district_id, new_id(), held, hash_of(token), clock.now())
    return token, held


async def test_a_front_end_without_a_secret_revokes_its_refresh_token_and_with_it_the_session(
    partners: Service, district_id: UUID
) -> None:
    asking = await reader(partners, district_id)
    mine, other = [await application(partners, district_id) for _ in range(2)]
    token, held = await signed_in(partners, district_id, mine)
    said = (await sent(partners, "/oauth/introspect", asking, token)).json()
    assert (said["active"], said["client_id"], said["sid"], said["scope"]) == (
        True,
        str(mine),
        str(held),
        "directory:read",
    )
    assert said["exp"] > said["iat"]

    async def revoke(client: UUID) -> httpx.Response:
        return await partners.caller().post("/oauth/revoke", data={"client_id": str(client), "token": token})

    stranger = await revoke(other)
    assert (stranger.status_code, stranger.json()["error"]) == (400, "unauthorized_client")
    assert await partners.published(district_id, "partners.access.ended.v1") == []
    assert [(await revoke(mine)).status_code for _ in range(2)] == [200, 200]
    (event,) = await partners.published(district_id, "partners.access.ended.v1")
    assert (event["data"]["holder_id"], event["data"]["reason"]) == (str(held), "token_revoked")
    assert (await sent(partners, "/oauth/introspect", asking, token)).json() == {"active": False}
    acts = await partners.sql(
        "select rows::text from audit_entries where district_id = $1 and action = 'revoke_token'", district_id
    )
    assert [str(held) in act["rows"] for act in acts] == [True, True], "each call is an act"


async def test_a_refresh_token_of_another_district_or_used_is_not_good(partners: Service, district_id: UUID) -> None:
    stranger, asking = await reader(partners, new_id()), await reader(partners, district_id)
    token, _ = await signed_in(partners, district_id, await application(partners, district_id))
    assert (await sent(partners, "/oauth/introspect", stranger, token)).json() == {"active": False}
    assert (await sent(partners, "/oauth/introspect", asking, token)).json()["active"]
    await partners.sql("update refresh_tokens set used_at = now() where district_id = $1", district_id)
    assert (await sent(partners, "/oauth/introspect", asking, token)).json() == {"active": False}
