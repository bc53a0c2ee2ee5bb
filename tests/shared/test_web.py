"""What every service promises its callers: tokens, refusals, keys, pages, versions."""

import asyncio
import base64
import hmac
import json
import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from joserfc.jwk import ECKey

from services.partners.directory.role_catalogue.repository import LISTING as ROLES
from services.partners.directory.schools.repository import LISTING
from shared.auth import tokens
from shared.auth.tokens import Keys
from shared.ids import new_id
from shared.testing.calls import KEY, Service, sign, token

SCHOOL = {"name": "Oak", "local_code": "0101"}


def assert_problem(reply: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The reply is a problem document with this code."""
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json"), reply.text
    problem: dict[str, Any] = reply.json()
    assert problem["code"] == code
    assert problem["correlation_id"] == reply.headers["x-correlation-id"]
    return problem


async def test_no_token_no_data(partners: Service) -> None:
    reply = await partners.caller().get("/v1/schools")
    assert_problem(reply, 401, "token_missing")
    assert reply.headers["www-authenticate"] == "Bearer"


def claims_of(bearer: str) -> dict[str, Any]:
    """The claims of a token."""
    body = bearer.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda good, _: good[:-4] + "AAAA", id="broken signature"),
        pytest.param(lambda good, claims: sign(claims | {"exp": 1}), id="expired"),
        pytest.param(lambda good, claims: sign(claims | {"iss": "https://else.where"}), id="another issuer"),
        pytest.param(lambda good, claims: sign(claims | {"aud": "another"}), id="another audience"),
        pytest.param(lambda good, claims: sign(claims, {"typ": "JWT"}), id="an id token"),
        pytest.param(lambda good, claims: sign(claims, key=ECKey.generate_key("P-256")), id="another key"),
        pytest.param(
            lambda good, claims: by_hand(claims, "HS256", KEY.as_pem(private=False)), id="HS256 with the public key"
        ),
        pytest.param(lambda good, claims: by_hand(claims, "none", b""), id="alg none"),
        pytest.param(
            lambda good, claims: sign({"iss": claims["iss"], "aud": claims["aud"], "exp": claims["exp"], "sub": "x"}),
            id="not ours",
        ),
        pytest.param(lambda good, claims: "not.a.token", id="garbage"),
        pytest.param(lambda good, claims: "ü", id="not ascii"),
    ],
)
async def test_a_spoilt_token_opens_nothing(partners: Service, district_id: UUID, spoil: Any) -> None:
    good = token(district_id, partners.scopes)
    assert (await partners.caller(good).get("/v1/schools")).status_code == 200
    bad = spoil(good, claims_of(good))
    headers = {b"authorization": b"Bearer " + bad.encode()}
    reply = await partners.caller().get("/v1/schools", headers=list(headers.items()))
    assert_problem(reply, 401, "token_invalid")


def by_hand(claims: dict[str, Any], algorithm: str, key: bytes) -> str:
    """A token no library would make: unsigned, or signed with the public key as if it were a shared secret."""

    def text(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    head = {"alg": algorithm, "typ": "at+jwt", "kid": "test"}
    signed = f"{text(json.dumps(head).encode())}.{text(json.dumps(claims).encode())}"
    signature = hmac.digest(key, signed.encode(), "sha256") if key else b""
    return f"{signed}.{text(signature)}"


async def test_a_token_that_ran_out_is_forgotten(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = token(district_id, partners.scopes, lifetime=timedelta(minutes=10))
    assert (await partners.caller(short).get("/v1/schools")).status_code == 200
    later = time.time() + 606
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: later, monotonic=time.monotonic))
    monkeypatch.setattr(partners.app.state.verifier._claims, "_now", lambda: int(later))
    assert_problem(await partners.caller(short).get("/v1/schools"), 401, "token_invalid")


async def test_a_missing_scope_is_named(partners: Service, district_id: UUID) -> None:
    reply = await partners.machine(district_id, "directory:read").post("/v1/schools", json=SCHOOL)
    assert assert_problem(reply, 403, "scope_missing")["diagnosis"] == "It needs directory:write."


async def test_a_key_gives_the_first_answer_again_and_does_the_work_once(partners: Service, district_id: UUID) -> None:
    caller, headers = partners.machine(district_id), {"Idempotency-Key": "a"}
    first = await caller.post("/v1/schools", json=SCHOOL, headers=headers)
    second = await caller.post("/v1/schools", json=SCHOOL, headers=headers)
    assert (second.status_code, second.content, second.headers["etag"]) == (201, first.content, first.headers["etag"])
    assert second.headers["idempotency-replayed"] == "true"
    other = await caller.post("/v1/schools", json={**SCHOOL, "name": "Elm"}, headers=headers)
    assert_problem(other, 422, "idempotency_key_reused")
    neighbour = await partners.machine(new_id()).post("/v1/schools", json=SCHOOL, headers=headers)
    assert neighbour.json()["id"] != first.json()["id"]


@pytest.mark.parametrize("lost", ["scopes", "party", "basis", "emergency", "emergency_school", "covering"])
async def test_whoever_lost_a_right_is_not_shown_the_old_reply(partners: Service, district_id: UUID, lost: str) -> None:
    person, school, party = new_id(), new_id(), {"id": str(new_id()), "basis": "school_official"}
    emergency = {"emergency_id": str(new_id()), "emergency_school": str(school)}
    role = {"role": "data_manager"}
    scopes = ["directory:read", "directory:write"]
    with_it: dict[str, dict[str, Any]] = {
        **{"scopes": {}, "party": {"party": party}, "basis": {"party": party}, "emergency": emergency},
        **{"emergency_school": emergency, "covering": {"held": [role, {**role, "covering": str(new_id())}]}},
    }
    without: dict[str, dict[str, Any]] = {
        **{
            "basis": {"party": {**party, "basis": "consent"}},
            "emergency_school": {**emergency, "emergency_school": None},
        },
        "covering": {"held": [role, role]},
    }
    headers = {"Idempotency-Key": "a"}

    async def call(scopes: list[str], **more: Any) -> httpx.Response:
        more = {"held": [role], **more}
        caller = partners.caller(token(district_id, scopes, person_id=person, **more))
        return await caller.post("/v1/schools", json=SCHOOL, headers=headers)

    first = await call(scopes, **with_it[lost])
    again = await call(list(reversed(scopes)), **with_it[lost])
    assert (first.status_code, again.headers.get("idempotency-replayed")) == (201, "true"), first.text
    after = await call(scopes[1:] if lost == "scopes" else scopes, **without.get(lost, {}))
    assert_problem(after, 422, "idempotency_key_reused")


async def test_twins_in_flight_with_one_key_have_one_effect(partners: Service, district_id: UUID) -> None:
    caller, headers = partners.machine(district_id), {"Idempotency-Key": "twins"}
    replies = await asyncio.gather(
        *(caller.post("/v1/staff", json={"given_name": "A", "family_name": "B"}, headers=headers) for _ in range(8))
    )
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert len((await caller.get("/v1/staff")).json()["items"]) == 1


async def test_a_refused_request_frees_its_key(partners: Service, district_id: UUID) -> None:
    caller, headers = partners.machine(district_id), {"Idempotency-Key": "b"}
    await caller.post("/v1/schools", json=SCHOOL)
    assert_problem(
        await caller.post("/v1/schools", json={**SCHOOL, "name": "x"}, headers=headers), 409, "local_code_taken"
    )
    assert (await caller.post("/v1/schools", json={**SCHOOL, "local_code": "9"}, headers=headers)).status_code == 201


async def test_pages_miss_nothing_and_repeat_nothing_while_rows_come(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    for number in range(0, 30, 2):
        await caller.post("/v1/schools", json={"name": "s", "local_code": f"{number:04}"})
    seen, cursor, added = [], None, 1
    while True:
        query = {"limit": "4", **({"cursor": cursor} if cursor else {})}
        reply = await caller.get("/v1/schools", params=query)
        seen += [school["local_code"] for school in reply.json()["items"]]
        cursor = reply.json()["next_cursor"]
        assert (cursor is None) == ("link" not in reply.headers)
        if cursor is None:
            break
        await caller.post("/v1/schools", json={"name": "s", "local_code": f"{added:04}"})
        added += 2
    assert len(seen) == len(set(seen))
    assert {f"{number:04}" for number in range(0, 30, 2)} <= set(seen)


async def test_the_link_header_keeps_the_filters(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    for number in range(4):
        await caller.post("/v1/schools", json={"name": "s", "local_code": str(number), "cohort": str(number % 2)})
    first = await caller.get("/v1/schools", params={"limit": "1", "cohort": "1"})
    second = await caller.get(f"/v1/schools{first.links['next']['url']}")
    assert [school["local_code"] for school in second.json()["items"]] == ["3"]


async def test_a_syncing_client_gets_what_changed_since(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    old = (await caller.post("/v1/schools", json=SCHOOL)).json()
    new = (await caller.post("/v1/schools", json={**SCHOOL, "local_code": "2"})).json()
    since = {"updated_since": new["updated_at"]}
    assert [s["id"] for s in (await caller.get("/v1/schools", params=since)).json()["items"]] == [new["id"]]
    patch = await caller.patch(f"/v1/schools/{old['id']}", json={"name": "x"}, headers={"If-Match": '"1"'})
    assert patch.status_code == 200
    found = (await caller.get("/v1/schools", params=since)).json()["items"]
    assert [school["id"] for school in found] == [new["id"], old["id"]]


@pytest.mark.parametrize(
    "cursor",
    ["x", "AAAA", base64.urlsafe_b64encode(b'["a"]').decode(), base64.urlsafe_b64encode(b'["a", "b"]').decode(), "%00"],
)
async def test_a_cursor_no_list_gave_is_refused(partners: Service, district_id: UUID, cursor: str) -> None:
    bound = LISTING.bound({})
    for sent in (cursor, bound + cursor):
        reply = await partners.machine(district_id).get("/v1/schools", params={"cursor": sent})
        assert_problem(reply, 422, "cursor_invalid")


async def test_a_cursor_goes_on_with_the_question_it_is_of(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    for number in range(6):
        await caller.post("/v1/schools", json={"name": "s", "local_code": str(number), "cohort": str(number % 2)})
    query = {"limit": "1", "cohort": "1"}
    cursor = (await caller.get("/v1/schools", params=query)).json()["next_cursor"]
    further = (await caller.get("/v1/schools", params={**query, "limit": "5", "cursor": cursor})).json()["items"]
    assert [school["local_code"] for school in further] == ["3", "5"]
    since = {"updated_since": "2026-01-01T00:00:00Z"}
    for other in ({}, {"cohort": "0"}, {**query, "local_code": "3"}, {**query, **since}):
        assert_problem(await caller.get("/v1/schools", params={**other, "cursor": cursor}), 422, "cursor_invalid")
    assert_problem(await caller.get("/v1/staff", params={"cursor": cursor}), 422, "cursor_invalid")
    assert LISTING.bound({}) != ROLES.bound({}), "two lists in one order"
    synced = (await caller.get("/v1/schools", params={**since, "limit": "1"})).json()["next_cursor"]
    later = {"updated_since": "2026-02-01T00:00:00Z"}
    assert_problem(await caller.get("/v1/schools", params={**later, "cursor": synced}), 422, "cursor_invalid")


async def test_a_stale_change_is_refused_and_changes_nothing(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    url = f"/v1/schools/{(await caller.post('/v1/schools', json=SCHOOL)).json()['id']}"
    assert_problem(await caller.patch(url, json={"name": "x"}), 428, "version_missing")
    assert (await caller.patch(url, json={"name": "x"}, headers={"If-Match": '"1"'})).headers["etag"].startswith('"2-')
    assert_problem(await caller.patch(url, json={"name": "y"}, headers={"If-Match": '"1"'}), 412, "stale")
    assert (await caller.get(url)).json()["name"] == "x"


async def test_racing_changes_of_one_version_let_one_through(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    url = f"/v1/schools/{(await caller.post('/v1/schools', json=SCHOOL)).json()['id']}"
    races = (caller.patch(url, json={"name": f"n{i}"}, headers={"If-Match": '"1"'}) for i in range(6))
    statuses = sorted(reply.status_code for reply in await asyncio.gather(*races))
    assert statuses == [200, 412, 412, 412, 412, 412]


async def test_null_and_absent_are_different(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/schools", json={**SCHOOL, "cohort": "1", "level": "high"})).json()
    reply = await caller.patch(f"/v1/schools/{made['id']}", json={"cohort": None}, headers={"If-Match": '"1"'})
    assert (reply.json()["cohort"], reply.json()["level"]) == (None, "high")
    refused = await caller.patch(f"/v1/schools/{made['id']}", json={"name": None}, headers={"If-Match": '"2"'})
    assert_problem(refused, 422, "invalid")


@pytest.mark.parametrize("kind", ["application/json", "application/merge-patch+json"])
async def test_a_merge_patch_comes_as_json_or_under_its_own_type(
    partners: Service, district_id: UUID, kind: str
) -> None:
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/schools", json=SCHOOL)).json()
    headers = {"If-Match": '"1"', "Content-Type": kind}
    reply = await caller.patch(f"/v1/schools/{made['id']}", content=b'{"cohort": "2"}', headers=headers)
    assert reply.json()["cohort"] == "2"


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", {"content-type": "application/json"}, 400, "malformed_json"),
        (b'{"name": "\xff"}', {"content-type": "application/json"}, 400, "malformed_json"),
        (b'{"name": "\\ud800", "local_code": "1"}', {"content-type": "application/json"}, 422, "invalid"),
        (b'{"name": "a\\u0000", "local_code": "1"}', {"content-type": "application/json"}, 422, "invalid"),
        (b'{"name": 1, "local_code": "1"}', {"content-type": "application/json"}, 422, "invalid"),
        (b'{"name": "a", "local_code": "1", "x": 1}', {"content-type": "application/json"}, 422, "invalid"),
        (b"[]", {"content-type": "application/json"}, 422, "invalid"),
        (b"", {"content-type": "application/json"}, 422, "invalid"),
        (b"name=a", {"content-type": "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"),
        (b"{}", {"content-type": ""}, 415, "unsupported_media_type"),
        (b'{"name": "' + b"x" * 3_000_000 + b'"}', {"content-type": "application/json"}, 413, "body_too_large"),
        (b"[" * 100_000, {"content-type": "application/json"}, 400, "malformed_json"),
    ],
)
async def test_a_body_that_makes_no_sense_is_refused_by_name(
    partners: Service, district_id: UUID, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    caller = partners.machine(district_id)
    assert_problem(await caller.post("/v1/schools", content=content, headers=headers), status, code)
    assert (await caller.get("/v1/schools")).json()["items"] == []
    assert await partners.published(district_id) == []


async def test_a_fault_names_its_place_and_never_the_value(partners: Service, district_id: UUID) -> None:
    reply = await partners.machine(district_id).post(
        "/v1/staff", json={"given_name": "A", "family_name": ["Canary-Name"]}
    )
    problem = assert_problem(reply, 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/family_name"]
    assert "Canary-Name" not in reply.text


async def test_a_streamed_body_is_cut_at_the_limit(partners: Service, district_id: UUID) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b"x" * 100_000

    reply = await partners.machine(district_id).post(
        "/v1/schools", content=endless(), headers={"content-type": "application/json"}
    )
    assert_problem(reply, 413, "body_too_large")


async def test_wrong_addresses_and_methods_are_told_apart(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    assert_problem(await caller.get("/v1/nothing"), 404, "no_such_route")
    reply = await caller.put("/v1/schools", json={})
    assert_problem(reply, 405, "method_not_allowed")
    assert reply.headers["allow"] == "GET, POST"
    assert_problem(await caller.get("/v1/schools/not-an-id"), 422, "invalid")


async def test_the_correlation_id_of_the_caller_goes_through_to_the_event(partners: Service, district_id: UUID) -> None:
    id_ = str(new_id())
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = {"X-Correlation-Id": id_, "traceparent": parent}
    reply = await partners.machine(district_id).post("/v1/schools", json=SCHOOL, headers=headers)
    assert reply.headers["x-correlation-id"] == id_
    (row,) = await partners.sql("select correlation_id, traceparent from outbox where district_id = $1", district_id)
    assert row["correlation_id"] == id_
    assert row["traceparent"].split("-")[1] == parent.split("-")[1]


async def test_health_metrics_and_contract_need_no_token(partners: Service) -> None:
    caller = partners.caller()
    for path in ("/livez", "/readyz", "/metrics", "/openapi.json"):
        assert (await caller.get(path)).status_code == 200, path
    assert "throughline_request_seconds" in (await caller.get("/metrics")).text


async def test_many_callers_of_a_cold_service_wait_for_the_keys(
    partners: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys("http://127.0.0.1:9/jwks.json")
    fetches = 0

    async def fetch() -> None:
        nonlocal fetches
        if not keys._keys:
            fetches += 1
            await asyncio.sleep(0.05)
            keys._keys, keys._read_at = {"test": KEY}, time.monotonic()

    monkeypatch.setattr(keys, "_fetch", fetch)
    found = await asyncio.gather(*(keys.get("test") for _ in range(16)))
    assert fetches == 1
    assert found
    assert all(key is KEY for key in found)


def test_the_frameworks_own_telemetry_is_off(partners: Service) -> None:
    assert not partners.app._native_telemetry.enabled()


async def test_one_key_of_two_callers_is_two_keys(partners: Service, district_id: UUID) -> None:
    callers = [partners.caller(token(district_id, partners.scopes, client_id=new_id())) for _ in range(2)]
    sent: list[dict[str, Any]] = [
        {"json": {"name": name, "local_code": name}, "headers": {"Idempotency-Key": "same"}} for name in ("a", "b")
    ]
    first = [await caller.post("/v1/schools", **call) for caller, call in zip(callers, sent, strict=True)]
    assert [reply.status_code for reply in first] == [201, 201]
    again = [await caller.post("/v1/schools", **call) for caller, call in zip(callers, sent, strict=True)]
    assert [reply.headers.get("idempotency-replayed") for reply in again] == ["true", "true"]
    assert [reply.content for reply in again] == [reply.content for reply in first]
    assert first[0].content != first[1].content
