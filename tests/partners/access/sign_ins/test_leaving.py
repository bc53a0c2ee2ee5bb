"""Signing out here signs out at the provider, there here, and both in the front ends' own back ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

import httpx
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.types import Receive, Scope, Send

from deploy.local.provider import Provider
from services.partners.access.identity_providers.rules import redirect_path
from services.partners.access.sign_ins.backchannel_logout import send_notices
from services.partners.access.tokens.rules import seal
from shared import clock
from shared.errors import TokenInvalid
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.testing.databases import PATIENCE, eventually
from shared.testing.processes import free_port
from tests.partners.access.identity_providers.factories import ISSUER, live, registered, signed
from tests.partners.access.sign_ins import factories
from tests.partners.access.sign_ins.district import AFTER, BACK, connected, somebody

EVENT = "http://schemas.openid.net/event/backchannel-logout"
NOW = int(clock.now().timestamp())


async def test_signing_out_ends_the_session_here_and_at_the_provider(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id, may_use_cookie=True)
    ada = somebody(district)
    got = await ada.signed_in()
    who = await ada.who(got["access_token"])
    asked = {"logout_hint": str(who.session_id), "post_logout_redirect_uri": AFTER, "state": "s t"}
    await ada.browser.open(f"{district.address}/oauth/logout?{urlencode(asked)}")
    # The provider asks whether its own session shall end too.
    assert ada.browser.address.startswith(identity_provider.issuer)
    await ada.browser.fill_in(logout="yes")
    assert ada.browser.address == AFTER + "?state=s+t"
    assert "throughline" not in ada.client.cookies
    front_door.app.state.verifier.ended._read_at = float("-inf")
    with pytest.raises(TokenInvalid):
        await ada.who(got["access_token"])
    assert (await ada.refresh(got["refresh_token"])).json()["error"] == "invalid_grant"
    told = await ada.sign_in(prompt="none")
    assert told["error"] == "login_required"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"post_logout_redirect_uri": "https://evil.example/"}, "post_logout_uri_unknown"),
        ({"post_logout_redirect_uri": AFTER + "/"}, "post_logout_uri_unknown"),
        ({"post_logout_redirect_uri": BACK}, "post_logout_uri_unknown"),
        ({"logout_hint": ""}, "session_unknown"),
        ({"logout_hint": "x"}, "session_unknown"),
        ({"logout_hint": str(new_id())}, "session_unknown"),
    ],
)
async def test_signing_out_leads_to_no_strange_place_and_needs_the_sessions_id(
    partners: Service, district_id: UUID, changes: dict[str, str], code: str
) -> None:
    provider = await registered(partners, district_id)
    application = await factories.application(partners, district_id, post_logout_redirect_uris=[AFTER])
    staff = await factories.person(partners, district_id)
    session = await factories.session(partners, district_id, staff, application_id=application, provider_id=provider)
    asked = {"logout_hint": str(session), "post_logout_redirect_uri": AFTER, **changes}
    for reply in (
        await partners.caller().get("/oauth/logout", params=asked),
        await partners.caller().post("/oauth/logout", data=asked),
    ):
        assert (reply.status_code, reply.json()["code"], "location" in reply.headers) == (400, code, False)
    (row,) = await partners.sql("select ended_at from sign_in_sessions where id = $1", session)
    assert row["ended_at"] is None


async def test_without_a_sign_out_at_the_provider_one_goes_straight_back(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id)
    application = await factories.application(partners, district_id, post_logout_redirect_uris=[AFTER])
    staff = await factories.person(partners, district_id)
    session = await factories.session(partners, district_id, staff, application_id=application, provider_id=provider)
    asked = {"logout_hint": str(session), "post_logout_redirect_uri": AFTER, "state": "x"}
    reply = await partners.caller().post("/oauth/logout", data=asked)
    assert (reply.status_code, reply.headers["location"]) == (303, AFTER + "?state=x")
    page = await partners.caller().get("/oauth/logout", params={"logout_hint": str(session)})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("state", ["", "x", "https://evil.example/", "gAAAAABo"])
async def test_coming_back_from_the_provider_with_anything_else_ends_on_our_page(partners: Service, state: str) -> None:
    reply = await partners.caller().get("/oauth/signed-out", params={"state": state})
    assert (reply.status_code, "location" in reply.headers) == (200, False)


class Provided:
    """A registered issuer whose keys are ours, and two sessions that came by it."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.district_id = partners, district_id
        self.provider_id = UUID(int=0)
        self.sessions: dict[str, UUID] = {}

    async def ready(self) -> "Provided":
        """Make them."""
        self.provider_id = await registered(self.partners, self.district_id)
        staff = await factories.person(self.partners, self.district_id)
        for name in ("one", "two"):
            self.sessions[name] = await factories.session(
                self.partners, self.district_id, staff, provider_id=self.provider_id, subject="sub-ada"
            )
            await self.partners.sql(
                "update sign_in_sessions set provider_session = $2 where id = $1", self.sessions[name], name
            )
        return self

    async def say(self, token: str, provider_id: UUID | None = None) -> httpx.Response:
        """The provider calls."""
        path = f"/oauth/backchannel-logout/{provider_id or self.provider_id}"
        return await self.partners.caller().post(path, data={"logout_token": token})

    async def ended(self) -> set[str]:
        """Which of the two have ended."""
        rows = await self.partners.sql(
            "select provider_session as name from sign_in_sessions where district_id = $1 and ended_at is not null",
            self.district_id,
        )
        return {row["name"] for row in rows}


def logout(**over: Any) -> dict[str, Any]:
    """Claims of a logout token; None leaves one out."""
    return live(**{"jti": str(new_id()), "events": {EVENT: {}}, **over})


@pytest.fixture
async def provided(partners: Service, district_id: UUID) -> Provided:
    """Two sessions of one person."""
    return await Provided(partners, district_id).ready()


@pytest.mark.parametrize(
    ("over", "ended"),
    [
        ({}, {"one", "two"}),
        ({"sid": "one"}, {"one"}),
        ({"sub": None, "sid": "two"}, {"two"}),
        ({"sub": "sub-lin"}, set()),
    ],
)
async def test_the_provider_says_who_signed_out(provided: Provided, over: dict[str, Any], ended: set[str]) -> None:
    reply = await provided.say(signed(logout(**over), header={"typ": "logout+jwt"}))
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")
    assert await provided.ended() == ended
    told = await provided.partners.published(provided.district_id, "partners.access.ended.v1")
    assert {event["data"]["holder_id"] for event in told} == {str(provided.sessions[name]) for name in ended}


@pytest.mark.parametrize(
    "over",
    [
        {"events": None},
        {"events": {}},
        {"events": {EVENT: "x"}},
        {"events": [EVENT]},
        {"nonce": "n"},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"jti": None},
        {"jti": ""},
        {"aud": "somebody-else"},
        {"iss": ISSUER + "/"},
        {"exp": NOW - 600},
        {"iat": NOW - 3600, "exp": NOW + 3600},
        {"iat": None},
        {"iat": "soon"},
    ],
)
async def test_what_is_no_logout_token_ends_nothing(provided: Provided, over: dict[str, Any]) -> None:
    reply = await provided.say(signed(logout(**over)))
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request"), reply.text
    assert await provided.ended() == set()


async def test_a_logout_token_counts_once_for_its_own_provider_and_signed(provided: Provided) -> None:
    token = signed(logout(sid="one"))
    assert (await provided.say(token)).status_code == 200
    again = await provided.say(token)
    assert (again.status_code, again.json()["error_description"]) == (400, "the logout token was used before")
    assert (await provided.say(token[:-4] + "AAAA")).status_code == 400
    assert (await provided.say("garbage")).status_code == 400
    assert (await provided.say(signed(logout()), provider_id=new_id())).status_code == 400
    assert (await provided.say(signed(logout(), header={"typ": "at+jwt"}))).status_code == 400
    assert await provided.ended() == {"one"}


@asynccontextmanager
async def listening(statuses: list[int]) -> AsyncIterator[tuple[str, list[str]]]:
    """A front end's back end: answers with these statuses in turn, keeps what it got."""
    got: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive()).get("body", b"")
        got.append(parse_qs(body.decode())["logout_token"][0])
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    server = uvicorn.Server(uvicorn.Config(app, port=free_port(), log_level="error", lifespan="off"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.config.port}/out", got
    server.should_exit = True
    await running


async def test_front_ends_are_told_until_they_answer(partners: Service, district_id: UUID) -> None:
    staff = await factories.person(partners, district_id)
    async with listening([500, 200]) as (address, got):
        application = await factories.application(partners, district_id, backchannel_logout_uri=address)
        session = await factories.session(partners, district_id, staff, application_id=application)
        await partners.machine(district_id).delete(f"/v1/sign-in-sessions/{session}")
        await send_notices(partners.app.state.db, partners.settings)
        await send_notices(partners.app.state.db, partners.settings)
        assert len(got) == 1, "it waits before it tries again"
        await partners.sql("update logout_notices set next_attempt_at = now() where district_id = $1", district_id)
        await send_notices(partners.app.state.db, partners.settings)
    assert len(got) == 2
    assert not await partners.sql("select 1 from logout_notices where district_id = $1", district_id)
    keys = KeySet.import_key_set((await partners.caller().get("/.well-known/jwks.json")).json())
    token = jwt.decode(got[1], keys, algorithms=["ES256"])
    assert token.header["typ"] == "logout+jwt"
    said = token.claims
    assert (said["aud"], said["sub"], said["sid"]) == (str(application), f"person:{staff}", str(session))
    assert said["events"] == {EVENT: {}}
    assert "nonce" not in said
    # It is no access token, whoever shows it.
    assert_refused(await partners.caller(got[1]).get("/v1/session"), 403, "session_header_missing")
    assert (await partners.caller(got[1]).get("/v1/schools")).status_code == 401


async def test_a_front_end_that_never_answers_is_given_up(partners: Service, district_id: UUID) -> None:
    staff = await factories.person(partners, district_id)
    application = await factories.application(partners, district_id, backchannel_logout_uri="http://127.0.0.1:9/out")
    session = await factories.session(partners, district_id, staff, application_id=application)
    await partners.machine(district_id).delete(f"/v1/sign-in-sessions/{session}")
    for _ in range(6):
        assert await partners.sql("select 1 from logout_notices where district_id = $1", district_id)
        await partners.sql("update logout_notices set next_attempt_at = now() where district_id = $1", district_id)
        await send_notices(partners.app.state.db, partners.settings)
    assert not await partners.sql("select 1 from logout_notices where district_id = $1", district_id)


async def test_the_real_provider_tells_us(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    """Signing out at the provider itself ends what came of it here."""
    district = await connected(partners, front_door, identity_provider, district_id)
    provider_id = new_id()
    client = identity_provider.register(
        redirect_uris=[f"{district.address}{redirect_path(district.provider.issuer)}"],
        post_logout_redirect_uris=[AFTER],
        grant_types=["authorization_code"],
        backchannel_logout_uri=f"{district.address}/oauth/backchannel-logout/{provider_id}",
        backchannel_logout_session_required=True,
        token_endpoint_auth_method="client_secret_post",
    )
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client_:
        found = (await client_.get(f"{identity_provider.issuer}/.well-known/openid-configuration")).json()
        keys = (await client_.get(found["jwks_uri"])).json()["keys"]
    wish = {
        "client_authentication": "client_secret_post",
        "client_id": client["client_id"],
        "scopes": ["openid", "email"],
    }
    await registered(
        partners,
        district_id,
        id=provider_id,
        issuer=identity_provider.issuer,
        discovery=found,
        jwks=keys,
        sealed_secret=seal({"client_secret": client["client_secret"]}, partners.settings.secret_key),
        link_by=[{"claim": "employee_number", "matches": "staff_source_id"}],
        **wish,
    )
    ada = somebody(district)
    got = await ada.signed_in(provider=str(provider_id))
    assert (await ada.refresh(got["refresh_token"])).status_code == 200
    asked = {"client_id": client["client_id"], "post_logout_redirect_uri": AFTER}
    await ada.browser.open(f"{found['end_session_endpoint']}?{urlencode(asked)}")
    await ada.browser.fill_in(logout="yes")
    query = "select end_reason from sign_in_sessions where provider_id = $1 and ended_at is not null"
    rows = await eventually(lambda: district.sql(query, provider_id), "the session's end")
    assert [row["end_reason"] for row in rows] == ["provider_signed_out"]
