"""The session a cookie holds: only pages of registered origins, with the header, get a token out of it."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import Response

from deploy.local.provider import Provider
from services.partners.access.sign_ins import cookies
from shared.errors import TokenInvalid
from shared.testing.calls import Service, assert_refused
from tests.partners.access.sign_ins.district import ORIGIN, District, Person, connected, somebody
from tests.partners.machines import made

HEADERS = {"X-Throughline-Session": "1", "Origin": ORIGIN}


async def with_cookie(
    partners: Service, front_door: Service, provider: Provider, district_id: UUID
) -> tuple[District, Person]:
    """Ada, signed in by a cookie."""
    district = await connected(partners, front_door, provider, district_id, may_use_cookie=True)
    ada = somebody(district)
    assert "code" in await ada.sign_in()
    return district, ada


async def call(ada: Person, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    """A page's call, with the browser's cookies."""
    return await ada.client.request(method, f"{ada.district.address}{path}", headers=headers)


async def test_a_page_gets_tokens_and_learns_who_is_there(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district, ada = await with_cookie(partners, front_door, identity_provider, district_id)
    got = await call(ada, "POST", "/v1/session/token", HEADERS)
    assert got.status_code == 200, got.text
    assert "refresh_token" not in got.json()
    assert got.headers["access-control-allow-origin"] == ORIGIN
    assert got.headers["access-control-allow-credentials"] == "true"
    who = await ada.who(got.json()["access_token"])
    seen = (await call(ada, "GET", "/v1/session", HEADERS)).json()
    assert seen["staff"]["id"] == district.ada == str(who.id)
    assert (seen["session_id"], seen["application"]["id"]) == (str(who.session_id), district.application)
    assert [role["role"] for role in seen["roles"]] == ["principal"]
    out = await call(ada, "DELETE", "/v1/session", HEADERS)
    assert out.status_code == 204
    assert "throughline" not in ada.client.cookies
    front_door.app.state.verifier.ended._read_at = float("-inf")
    with pytest.raises(TokenInvalid):
        await ada.who(got.json()["access_token"])


@pytest.mark.parametrize("path", [("POST", "/v1/session/token"), ("GET", "/v1/session"), ("DELETE", "/v1/session")])
@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Origin": ORIGIN}, 403, "session_header_missing"),
        ({"Origin": ORIGIN, "X-Throughline-Session": "0"}, 403, "session_header_missing"),
        ({"X-Throughline-Session": "1", "Origin": "https://evil.example"}, 403, "origin_foreign"),
        ({"X-Throughline-Session": "1", "Origin": "null"}, 403, "origin_foreign"),
        ({"X-Throughline-Session": "1", "Origin": ORIGIN + ".evil.example"}, 403, "origin_foreign"),
        ({**HEADERS, "Cookie": "throughline=" + "x" * 43}, 401, "session_missing"),
    ],
)
async def test_other_sites_pages_get_nothing(
    partners: Service,
    front_door: Service,
    identity_provider: Provider,
    district_id: UUID,
    path: tuple[str, str],
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    _, ada = await with_cookie(partners, front_door, identity_provider, district_id)
    if "Cookie" in headers:
        ada.client.cookies.clear()
    reply = await call(ada, *path, headers)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    (row,) = await partners.sql("select ended_at from sign_in_sessions where district_id = $1", district_id)
    assert row["ended_at"] is None


async def test_without_an_origin_nothing_is_changed_or_given(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    _, ada = await with_cookie(partners, front_door, identity_provider, district_id)
    bare = {"X-Throughline-Session": "1"}
    for method, path in (("POST", "/v1/session/token"), ("DELETE", "/v1/session")):
        reply = await call(ada, method, path, bare)
        assert_refused(reply, 403, "origin_foreign")
    assert (await call(ada, "GET", "/v1/session", bare)).status_code == 200


async def test_a_second_sign_in_replaces_the_first_and_a_removed_front_end_has_none(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district, ada = await with_cookie(partners, front_door, identity_provider, district_id)
    await ada.sign_in()
    rows = await district.sql(
        "select end_reason from sign_in_sessions where district_id = $1 order by created_at", district_id
    )
    assert [row["end_reason"] for row in rows] == ["replaced", None]
    await district.admin.delete(f"/v1/applications/{district.application}", headers={"If-Match": '"1"'})
    assert (await call(ada, "POST", "/v1/session/token", HEADERS)).status_code == 401


async def test_without_the_wish_for_it_there_is_no_cookie(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    await ada.sign_in()
    assert "throughline" not in ada.client.cookies


@pytest.mark.parametrize(
    ("issuer", "begins", "secure"),
    [
        ("https://api.example.org/partners", "__Host-throughline=", True),
        ("http://api.example.org", "__Host-throughline=", True),
        ("http://127.0.0.1.example.org", "__Host-throughline=", True),
        ("http://127.0.0.1:8001", "throughline=", False),
    ],
)
def test_the_cookie_is_bound_to_the_host_but_on_a_machine_of_ones_own(
    partners: Service, issuer: str, begins: str, secure: bool
) -> None:
    reply: Any = Response()
    cookies.keep_session(reply, partners.settings.model_copy(update={"issuer": issuer}), "x", 60)
    said = reply.headers["set-cookie"]
    assert said.startswith(begins)
    assert ("Secure" in said) is secure
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Max-Age=60"} <= set(said.split("; "))
    assert "Domain" not in said


async def test_the_cookie_of_a_front_end_that_became_a_back_end_is_worth_nothing(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district, ada = await with_cookie(partners, front_door, identity_provider, district_id)
    client = await made(partners, district_id)
    await district.sql(
        "update applications set kind = 'confidential', client_id = $2 where district_id = $1",
        district_id,
        UUID(client["id"]),
    )
    got = await call(ada, "POST", "/v1/session/token", HEADERS)
    assert_refused(got, 401, "session_missing")
