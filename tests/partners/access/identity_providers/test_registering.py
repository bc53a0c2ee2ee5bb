"""District IT registers an issuer: what does not fit is refused by name, secrets go in and never come out."""

from typing import Any
from uuid import UUID

import pytest

from deploy.local.provider import Provider
from services.partners.access.identity_providers.schemas import IdentityProvider
from services.partners.access.tokens.rules import unseal
from shared.auth import profiles
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.access.identity_providers.factories import KEYS, SECRET, issuer, registered, wish
from tests.shared.misbehaving import BOMB, Reply, endless, fifty_megabytes, misbehaving, says


async def test_a_real_issuer_is_registered_and_its_secret_never_comes_out(
    partners: Service, district_id: UUID, identity_provider: Provider
) -> None:
    caller = partners.machine(district_id)
    made = await caller.post("/v1/identity-providers", json=wish(identity_provider.issuer))
    assert made.status_code == 201, made.text
    found = made.json()
    assert found["authorization_endpoint"] == f"{identity_provider.issuer}/auth"
    assert len(found["key_ids"]) == 2
    assert found["has_secret"]
    assert found["algorithms"] == ["RS256", "ES256", "PS256"]
    one = await caller.get(f"/v1/identity-providers/{found['id']}")
    page = await caller.get("/v1/identity-providers")
    # PostgreSQL writes moments without trailing zeros: the same ones, not the same text.
    listed = IdentityProvider.model_validate(page.json()["items"][0])
    assert one.json() == found
    assert listed == IdentityProvider.model_validate(found)
    assert SECRET not in made.text + one.text + page.text
    row = (await partners.sql("select * from identity_providers where id = $1", UUID(found["id"])))[0]
    assert SECRET not in str(dict(row))
    assert unseal(row["sealed_secret"], "test") == {"client_secret": SECRET}
    assert SECRET not in str(await partners.published(district_id))
    again = await caller.post("/v1/identity-providers", json=wish(identity_provider.issuer))
    assert_refused(again, 409, "issuer_taken")


async def test_with_private_key_jwt_we_make_the_key_and_publish_its_public_half(
    partners: Service, district_id: UUID, identity_provider: Provider
) -> None:
    caller = partners.machine(district_id)
    asked = wish(identity_provider.issuer, client_authentication="private_key_jwt")
    refused = await caller.post("/v1/identity-providers", json=asked)
    assert refused.json()["code"] == "client_secret_mismatch"
    made = (await caller.post("/v1/identity-providers", json={**asked, "client_secret": None})).json()
    address = f"/oauth/identity-providers/{made['id']}/jwks.json"
    (key,) = (await partners.caller().get(address)).json()["keys"]
    assert key["kid"] == made["client_key_id"]
    assert set(key) <= {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert (await partners.caller().get(f"/oauth/identity-providers/{new_id()}/jwks.json")).status_code == 404
    renewed = await caller.patch(
        f"/v1/identity-providers/{made['id']}",
        json={"client_authentication": "private_key_jwt"},
        headers={"If-Match": '"1"'},
    )
    assert renewed.json()["client_key_id"] not in (None, made["client_key_id"])


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"issuer": "https://accounts.google.com"}, "shared_issuer"),
        ({"issuer": "https://accounts.google.com", "required_claims": {"email": ["x@oak.org"]}}, "shared_issuer"),
        ({"issuer": "https://clever.com"}, "shared_issuer"),
        ({"issuer": "https://launchpad.classlink.com"}, "shared_issuer"),
        (
            {"issuer": "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"},
            "shared_issuer",
        ),
        ({"link_by": [{"claim": "email", "matches": "scim_user_name"}]}, "email_is_no_identity"),
        ({"link_by": [{"claim": "Mail", "matches": "staff_source_id"}]}, "email_is_no_identity"),
        ({"link_by": [{"claim": "oid", "matches": "administrator"}]}, "invalid"),
        ({"link_by": [{"claim": "oid", "matches": "email"}]}, "invalid"),
        ({"client_authentication": "none"}, "client_secret_mismatch"),
        ({"client_secret": None}, "client_secret_mismatch"),
        ({"client_secret": ""}, "invalid"),
        ({"algorithms": ["HS256"]}, "invalid"),
        ({"algorithms": ["none"]}, "invalid"),
        ({"algorithms": []}, "invalid"),
        ({"scopes": ["email"]}, "invalid"),
        ({"email_domains": ["not a domain"]}, "invalid"),
        ({"required_claims": {"hd": []}}, "invalid"),
        ({"issuer": "ftp://login.oak.example"}, "invalid"),
        ({"issuer": "https://login.oak.example/\n"}, "invalid"),
        ({"issuer": "http://10.0.0.5"}, "outside_address_refused"),
        ({"issuer": "https://169.254.169.254"}, "outside_address_refused"),
        ({"issuer": "https://user:password@login.oak.example"}, "outside_address_refused"),
        ({"issuer": "https://nobody.invalid"}, "outside_unreachable"),
        ({"unknown": 1}, "invalid"),
    ],
)
async def test_a_registration_that_does_not_fit_is_refused_by_name(
    partners: Service, district_id: UUID, over: dict[str, Any], code: str
) -> None:
    caller = partners.machine(district_id)
    refused = await caller.post("/v1/identity-providers", json=wish("https://nobody.invalid", **over))
    assert_refused(refused, 422, code)
    assert (await caller.get("/v1/identity-providers")).json()["items"] == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (says(b"<html>"), "outside_garbage"),
        (says(b"{}"), "issuer_mismatch"),
        (says(b"", "location: http://169.254.169.254/", status="302 Found"), "outside_redirects"),
        (says(b"{}", status="500 Oh"), "outside_status"),
        (fifty_megabytes, "outside_too_large"),
        (endless, "outside_too_large"),
        (BOMB, "outside_garbage"),
    ],
    ids=lambda value: value if isinstance(value, str) else "reply",
)
async def test_an_issuer_that_misbehaves_is_not_registered(
    partners: Service, district_id: UUID, reply: Reply, code: str
) -> None:
    async with misbehaving(reply) as port:
        made = await partners.machine(district_id).post("/v1/identity-providers", json=wish(f"http://127.0.0.1:{port}"))
    assert_refused(made, 422, code)


@pytest.mark.parametrize(
    ("over", "keys", "code"),
    [
        ({"issuer": "http://127.0.0.1"}, KEYS, "issuer_mismatch"),
        ({"jwks_uri": None}, KEYS, "discovery_incomplete"),
        ({"jwks_uri": "file:///etc/passwd"}, KEYS, "discovery_incomplete"),
        ({"jwks_uri": "http://169.254.169.254/keys"}, KEYS, "outside_address_refused"),
        ({"authorization_endpoint": "javascript:alert(1)"}, KEYS, "discovery_incomplete"),
        ({"token_endpoint": ["x"]}, KEYS, "discovery_incomplete"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, KEYS, "discovery_incomplete"),
        ({}, [], "no_usable_keys"),
        ({}, [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, 7], "no_usable_keys"),
        ({}, [{**KEYS[0], "use": "enc"}], "no_usable_keys"),
    ],
)
async def test_what_an_issuer_says_of_itself_must_fit(
    partners: Service, district_id: UUID, over: dict[str, Any], keys: list[Any], code: str
) -> None:
    async with issuer(over, keys) as port:
        made = await partners.machine(district_id).post("/v1/identity-providers", json=wish(f"http://127.0.0.1:{port}"))
    assert made.json()["code"] == code, made.text


async def test_check_says_what_is_wrong_and_keeps_what_is_right(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    async with issuer({}, KEYS) as port:
        made = (await caller.post("/v1/identity-providers", json=wish(f"http://127.0.0.1:{port}"))).json()
        right = (await caller.post(f"/v1/identity-providers/{made['id']}/check")).json()
        assert (right["ok"], right["problems"], right["key_ids"]) == (True, [], ["rsa", "ec"])
    wrong = (await caller.post(f"/v1/identity-providers/{made['id']}/check")).json()
    assert (wrong["ok"], [problem["code"] for problem in wrong["problems"]]) == (False, ["outside_unreachable"])
    assert wrong["key_ids"] == ["rsa", "ec"]


async def test_a_change_is_held_against_the_same_rules(partners: Service, district_id: UUID) -> None:
    caller, id_ = partners.machine(district_id), await registered(partners, district_id)
    path = f"/v1/identity-providers/{id_}"
    assert (await caller.patch(path, json={"name": "x"})).status_code == 428
    at = {"If-Match": '"1"'}
    for change, code in (
        ({"link_by": [{"claim": "email", "matches": "scim_user_name"}]}, "email_is_no_identity"),
        ({"issuer": "https://elsewhere.example"}, "invalid"),
        ({"subject_claim": "email"}, "invalid"),
        ({"client_secret": "x"}, "client_secret_mismatch"),
        ({"name": None}, "invalid"),
        ({"algorithms": ["HS256"]}, "invalid"),
    ):
        assert (await caller.patch(path, json=change, headers=at)).json()["code"] == code
    changed = await caller.patch(path, json={"required_claims": {"hd": ["oak.org"]}}, headers=at)
    assert (changed.status_code, changed.json()["required_claims"]) == (200, {"hd": ["oak.org"]})
    assert (await caller.delete(path, headers=at)).status_code == 412
    gone = await caller.delete(path, headers={"If-Match": '"2"'})
    assert gone.json()["active"] is False
    assert (await caller.patch(path, json={"active": True}, headers={"If-Match": '"3"'})).json()["active"]


@pytest.mark.parametrize(
    "role", [profiles.DISTRICT_COORDINATOR, profiles.EXECUTIVE_LEADER, profiles.PRINCIPAL, profiles.TEACHER]
)
async def test_only_data_managers_among_people_connect_the_district(
    partners: Service, district_id: UUID, role: str
) -> None:
    person = partners.person(district_id, new_id(), (role, None))
    for reply in (
        await person.get("/v1/identity-providers"),
        await person.post("/v1/identity-providers", json=wish("https://nobody.invalid")),
        await person.get("/v1/identities"),
    ):
        assert reply.json()["code"] == "not_permitted"
    manager = partners.person(district_id, new_id(), (profiles.DATA_MANAGER, None))
    assert (await manager.get("/v1/identity-providers")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/identity-providers", wish("https://login.oak.example")),
        ("PATCH", "/v1/identity-providers/{id}", {"link_by": []}),
        ("POST", "/v1/applications", {"name": "x", "redirect_uris": ["https://a.example/"], "scopes": ["tasks:read"]}),
    ],
)
async def test_who_decides_how_people_come_in_could_be_anybody_and_must_hold_all_that_reaches_far(
    partners: Service, district_id: UUID, method: str, path: str, body: dict[str, Any]
) -> None:
    path = path.format(id=await registered(partners, district_id))
    manager = partners.person(district_id, new_id(), ("data_manager", None))
    refused = await manager.request(method, path, json=body, headers={"If-Match": '"1"'} if method == "PATCH" else {})
    assert_refused(refused, 403, "beyond_your_roles")
    everything = [(role, None) for role in ("data_manager", "district_coordinator", "executive_leader")]
    boss = partners.person(district_id, new_id(), *everything)
    headers = {"If-Match": '"1"'} if method == "PATCH" else {}
    reply = await boss.request(method, path, json=body, headers=headers)
    assert reply.json().get("code") != "beyond_your_roles", reply.text


async def test_a_data_manager_still_takes_a_provider_out_of_use(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id)
    manager = partners.person(district_id, new_id(), ("data_manager", None))
    gone = await manager.delete(f"/v1/identity-providers/{provider}", headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.json()["active"]) == (200, False)


@pytest.mark.parametrize(
    "address", ["http://a[b@c", "https://[::1", "https://a]b/", "https://a:0", "https://a:99999", "https://a:b"]
)
async def test_an_issuer_that_is_no_address_is_told_so(partners: Service, district_id: UUID, address: str) -> None:
    reply = await partners.machine(district_id).post("/v1/identity-providers", json=wish(address))
    assert_refused(reply, 422, "invalid")
    assert [entry["pointer"] for entry in reply.json()["errors"]] == ["/issuer"]
    assert address not in reply.text


async def test_an_issuer_whose_name_is_no_name_is_refused(partners: Service, district_id: UUID) -> None:
    reply = await partners.machine(district_id).post("/v1/identity-providers", json=wish("https://xn--zz.org"))
    assert_refused(reply, 422, "outside_address_refused")
