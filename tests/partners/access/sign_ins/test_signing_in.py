"""People sign in at their district's own provider (a real one) and get a token of ours; everything else is turned away."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest

from deploy.local.provider import Provider
from services.partners.access.identity_providers.rules import redirect_path
from services.partners.access.sign_ins.rules import challenge_of
from shared.testing.calls import Service, assert_refused
from shared.testing.databases import PATIENCE
from tests.partners.access.sign_ins.district import BACK, SCOPES, connected, register, registered, somebody


async def test_a_principal_signs_in_and_is_one(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    told = await ada.sign_in()
    assert (told["state"], told["iss"]) == ("s t&1", district.address)
    reply = await ada.redeem(told["code"])
    assert reply.status_code == 200, reply.text
    assert reply.headers["cache-control"] == "no-store"
    got = reply.json()
    who = await ada.who(got["access_token"])
    assert (who.kind, str(who.id), who.district_id) == ("person", district.ada, district_id)
    assert [(held.role, held.school_id is not None) for held in who.roles] == [("principal", True)]
    # access:read is the application's and not a principal's.
    assert who.scopes == set(SCOPES) - {"access:read"} == set(got["scope"].split())
    assert who.auth_time is not None
    assert str(who.client_id) == district.application
    sessions = (await district.admin.get("/v1/sign-in-sessions")).json()["items"]
    assert [(row["id"], row["staff"]["id"]) for row in sessions] == [(str(who.session_id), district.ada)]
    assert (await district.admin.get("/v1/sign-in-refusals")).json()["items"] == []


async def test_it_is_told_when_somebody_signs_in_to_another_front_end_than_the_last_time(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    first, ada = district.application, somebody(district)
    assert "code" in await ada.sign_in()
    assert "code" in await ada.sign_in()
    second = district.application = await registered(district, name="Plans, next")
    assert "code" in await ada.sign_in()
    told = await partners.published(district_id, "partners.application.used.v1")
    assert [(event["data"]["staff_id"], event["data"]["application_id"]) for event in told] == [
        (district.ada, first),
        (district.ada, second),
    ]


async def test_nothing_secret_of_a_sign_in_is_kept(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id, may_use_cookie=True)
    ada = somebody(district)
    told = await ada.sign_in()
    got = (await ada.redeem(told["code"])).json()
    cookie = ada.client.cookies["throughline"]
    tables = (
        "sign_in_attempts",
        "sign_in_sessions",
        "authorization_codes",
        "refresh_tokens",
        "outbox",
        "audit_entries",
    )
    kept = ""
    for table in tables:
        rows = await district.sql(f"select t::text as row from {table} t where district_id = $1", district_id)
        kept += "".join(row["row"] for row in rows)
    assert str(district.ada) in kept
    for secret in (told["code"], got["refresh_token"], got["access_token"], cookie, ada.verifier, "ada@oak.example"):
        assert secret not in kept


async def test_whoever_no_rule_gives_a_role_is_refused_and_it_sees_why(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    told = await somebody(district).sign_in("lin")
    assert (told["error"], told["error_description"], told["state"]) == ("access_denied", "no_role", "s t&1")
    told = await somebody(district).sign_in("grace")
    assert (told["error"], told["error_description"]) == ("access_denied", "identity_unknown")
    seen = (await district.admin.get("/v1/sign-in-refusals")).json()["items"]
    assert [row["code"] for row in seen] == ["no_role", "identity_unknown"]
    assert seen[1]["correlation_id"] == told["correlation_id"]
    assert {row["provider"]["id"] for row in seen} == {district.provider_id}
    assert not {"email", "subject", "claims"} & set(seen[0])
    assert (await district.admin.get("/v1/sign-in-sessions")).json()["items"] == []


async def test_a_lost_group_takes_the_role_although_the_sign_in_is_refused(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    first = await somebody(district).signed_in()
    (rule,) = (await district.admin.get("/v1/claim-rules")).json()["items"]
    await district.admin.delete(f"/v1/claim-rules/{rule['id']}", headers={"If-Match": f'"{rule["version"]}"'})
    told = await somebody(district).sign_in()
    assert told["error_description"] == "no_role"
    refused = await somebody(district).refresh(first["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": BACK + "/"},
        {"redirect_uri": BACK + "?x=1"},
        {"redirect_uri": BACK + "#x"},
        {"redirect_uri": BACK.upper()},
        {"redirect_uri": BACK.replace("127.0.0.1", "127.0.0.1@evil.example")},
        {"redirect_uri": "//evil.example"},
        {"redirect_uri": None},
        {"client_id": "01a209ab-c605-702f-adb5-f32d2a24df22"},
        {"client_id": "x"},
        {"client_id": None},
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(
    partners: Service,
    front_door: Service,
    identity_provider: Provider,
    district_id: UUID,
    changes: dict[str, str | None],
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    reply = await somebody(district).client.get(somebody(district).asked(**changes), follow_redirects=False)
    assert (reply.status_code, "location" in reply.headers) == (400, False)
    assert reply.json()["code"] in ("redirect_uri_unknown", "application_unknown")
    assert not reply.headers.get("set-cookie")


@pytest.mark.parametrize(
    ("changes", "error", "reason"),
    [
        ({"response_type": "token"}, "unsupported_response_type", "response_type_code_only"),
        ({"response_type": None}, "unsupported_response_type", "response_type_code_only"),
        ({"response_mode": "fragment"}, "invalid_request", "response_mode_query_only"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request", "code_challenge_s256_needed"),
        ({"code_challenge_method": "plain"}, "invalid_request", "code_challenge_s256_needed"),
        ({"code_challenge_method": None}, "invalid_request", "code_challenge_s256_needed"),
        ({"code_challenge": "short"}, "invalid_request", "code_challenge_s256_needed"),
        ({"scope": "everything:write"}, "invalid_scope", "scope_not_of_application"),
        ({"request": "eyJ"}, "request_not_supported", "request_not_supported"),
        ({"request_uri": "https://evil.example"}, "request_uri_not_supported", "request_uri_not_supported"),
        ({"prompt": "none login"}, "invalid_request", "prompt_unknown"),
        ({"max_age": "-1"}, "invalid_request", "max_age_no_number"),
        ({"provider": "x"}, "invalid_request", "identity_provider_unknown"),
        ({"provider": "01a209ab-c605-702f-adb5-f32d2a24df22"}, "invalid_request", "identity_provider_unknown"),
    ],
)
async def test_a_wrong_question_is_answered_at_the_front_end(
    partners: Service,
    front_door: Service,
    identity_provider: Provider,
    district_id: UUID,
    changes: dict[str, str | None],
    error: str,
    reason: str,
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    told = await somebody(district).sign_in("ada", **changes)
    assert (told["error"], told["error_description"]) == (error, reason)
    assert (told["state"], told["iss"]) == ("s t&1", district.address)


async def test_a_parameter_that_comes_twice_is_refused(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    await ada.browser.open(ada.asked() + "&scope=tasks:read&scope=directory:read")
    assert ada.told["error"] == "invalid_request"
    twice = await ada.client.get(ada.asked() + "&redirect_uri=https://evil.example/")
    assert twice.json()["code"] == "redirect_uri_unknown"


async def test_a_browser_without_a_session_at_the_provider_is_told_so(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    told = await somebody(district).sign_in(prompt="none")
    assert (told["error"], told["error_description"]) == ("login_required", "provider_login_required")


async def test_the_provider_is_asked_with_our_own_state_nonce_and_proof(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    asked = ada.asked(max_age="60", login_hint="ada@oak.example")
    reply = await ada.client.get(asked, follow_redirects=False)
    sent = {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["location"]).query).items()}
    assert reply.headers["location"].startswith(identity_provider.issuer)
    assert sent["redirect_uri"] == f"{district.address}{redirect_path(identity_provider.issuer)}"
    assert sent["state"] != "s t&1"
    assert (sent["code_challenge_method"], sent["max_age"], sent["login_hint"]) == ("S256", "60", "ada@oak.example")
    assert sent["code_challenge"] not in (challenge_of(ada.verifier), challenge_of(sent["state"]))
    assert len(sent["nonce"]) == 43
    assert "HttpOnly" in reply.headers["set-cookie"]
    assert "samesite=lax" in reply.headers["set-cookie"].lower()


async def test_a_sign_in_is_finished_only_in_the_browser_that_began_it_and_once(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    thief, victim = somebody(district), somebody(district)
    thief.browser.stop = lambda address: address.startswith(f"{district.address}/oauth/callback")
    await thief.browser.open(thief.asked())
    await thief.browser.fill_in(username="ada")
    callback = thief.browser.address
    # Login CSRF: the victim's browser is given the thief's answer.
    reply = await victim.client.get(callback, follow_redirects=False)
    assert (reply.status_code, reply.json()["code"], "location" in reply.headers) == (400, "sign_in_elsewhere", False)
    unknown = await thief.client.get(callback.replace("state=", "state=x"), follow_redirects=False)
    assert_refused(unknown, 400, "sign_in_unknown")
    # Mix-up: the answer claims to be another issuer's.
    forged = callback.replace("iss=", "iss=https%3A%2F%2Fevil.example%2F&x=")
    reply = await thief.client.get(forged, follow_redirects=False)
    assert "error_description=issuer_mismatch" in reply.headers["location"]
    again = await thief.client.get(callback, follow_redirects=False)
    assert_refused(again, 400, "sign_in_unknown")


async def test_an_answer_without_the_issuer_is_refused_from_a_provider_that_sends_it(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    ada.browser.stop = lambda address: address.startswith(f"{district.address}/oauth/callback")
    await ada.browser.open(ada.asked())
    await ada.browser.fill_in(username="ada")
    reply = await ada.client.get(ada.browser.address.replace("iss=", "x="), follow_redirects=False)
    assert "error_description=issuer_mismatch" in reply.headers["location"]


async def test_a_code_of_another_sign_in_is_not_taken(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    """Code injection: our proof key and nonce belong to one sign-in."""
    district = await connected(partners, front_door, identity_provider, district_id)
    one, two = somebody(district), somebody(district)
    callbacks = []
    for person in (one, two):
        person.browser.stop = lambda address: address.startswith(f"{district.address}/oauth/callback")
        await person.browser.open(person.asked())
        await person.browser.fill_in(username="ada")
        callbacks.append(person.browser.address)
    stolen = parse_qs(urlsplit(callbacks[0]).query)["code"][0]
    own = parse_qs(urlsplit(callbacks[1]).query)["code"][0]
    reply = await two.client.get(callbacks[1].replace(own, stolen), follow_redirects=False)
    assert "error_description=provider_refused_code" in reply.headers["location"]


async def test_people_choose_among_several_providers_or_are_known_by_their_domain(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    other = await register(district, name="<Second> & last", email_domains=["oak.example"])
    ada = somebody(district)
    page = await ada.client.get(ada.asked(), follow_redirects=False)
    assert page.status_code == 200
    assert "&lt;Second&gt; &amp; last" in page.text
    assert other in page.text
    assert (await ada.sign_in(provider=other))["iss"] == district.address
    hinted = await ada.client.get(ada.asked(login_hint="x@OAK.example"), follow_redirects=False)
    assert hinted.status_code == 303
    told = await somebody(district).sign_in(prompt="none")
    assert told["error"] == "account_selection_required"


async def test_a_provider_that_is_away_is_not_the_persons_fault(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    await district.sql(
        """update identity_providers set discovery = jsonb_set(discovery, '{token_endpoint}', '"http://127.0.0.1:9/token"')
        where district_id = $1""",
        district_id,
    )
    told = await somebody(district).sign_in()
    assert (told["error"], told["error_description"]) == ("temporarily_unavailable", "outside_unreachable")


async def test_metadata_names_the_way_in(front_door: Service) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        found = (await client.get(f"{front_door.settings.issuer}/.well-known/oauth-authorization-server")).json()
    assert found["authorization_endpoint"] == f"{front_door.settings.issuer}/oauth/authorize"
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["authorization_response_iss_parameter_supported"] is True
    assert {"authorization_code", "refresh_token"} <= set(found["grant_types_supported"])


@pytest.mark.parametrize("what", ["address", "application"])
async def test_an_address_that_is_taken_back_during_a_sign_in_gets_nothing(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID, what: str
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    ada.browser.stop = lambda address: address.startswith(f"{district.address}/oauth/callback")
    await ada.browser.open(ada.asked())
    await ada.browser.fill_in(username="ada")
    (front_end,) = (await district.admin.get("/v1/applications")).json()["items"]
    path, version = f"/v1/applications/{front_end['id']}", {"If-Match": f'"{front_end["version"]}"'}
    if what == "address":
        changed = await district.admin.patch(path, json={"redirect_uris": [f"{BACK}/new"]}, headers=version)
    else:
        changed = await district.admin.delete(path, headers=version)
    assert changed.is_success, changed.text
    reply = await ada.client.get(ada.browser.address, follow_redirects=False)
    assert (reply.status_code, "location" in reply.headers) == (400, False)
    assert reply.json()["code"] == {"address": "redirect_uri_unknown", "application": "application_unknown"}[what]
    again = await ada.client.get(ada.browser.address, follow_redirects=False)
    assert again.json()["code"] == "sign_in_unknown"


ELSEWHERE = ["", "/login.other.example", "/http/127.0.0.1:9"]


@pytest.mark.parametrize("elsewhere", [None, *ELSEWHERE])
async def test_an_answer_that_comes_to_another_issuers_address_is_refused(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID, elsewhere: str | None
) -> None:
    """Mix-up: a provider sends our people on to another's, whose answer it wants to be taken for its own."""
    district = await connected(partners, front_door, identity_provider, district_id)
    silent = """update identity_providers set discovery = discovery - 'authorization_response_iss_parameter_supported'
      where district_id = $1"""
    await district.sql(silent, district_id)
    ada = somebody(district)
    ada.browser.stop = lambda address: address.startswith(f"{district.address}/oauth/callback")
    await ada.browser.open(ada.asked())
    await ada.browser.fill_in(username="ada")
    address, _, answer = ada.browser.address.partition("?")
    if elsewhere is not None:
        address = f"{district.address}/oauth/callback{elsewhere}"
    answer = "&".join(part for part in answer.split("&") if not part.startswith("iss="))
    reply = await ada.client.get(f"{address}?{answer}", follow_redirects=False)
    if elsewhere == "":
        assert reply.status_code == 404
    else:
        assert ("code=" if elsewhere is None else "error_description=issuer_mismatch") in reply.headers["location"]
    (count,) = await district.sql("select count(*) from sign_in_sessions where district_id = $1", district_id)
    assert count["count"] == (1 if elsewhere is None else 0)
