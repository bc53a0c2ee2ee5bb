"""A client proves who it is in one way; whatever is wrong with it, it hears the same."""

import base64
import hmac
import json
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from services.partners.access.tokens import assertions, authenticating
from services.partners.access.tokens.assertions import TYPE
from shared import clock
from shared.audit import recording
from shared.audit.recording import REFUSALS_A_MINUTE
from shared.ids import new_id
from shared.logging import configure
from shared.testing.calls import ISSUER, Service
from tests.partners.factories import set_up
from tests.partners.machines import asserted, assertion, made, new_key, public, token_for

KEYS: dict[str, Any] = {
    "ES256": ECKey.generate_key("P-256", private=True),
    "ES384": ECKey.generate_key("P-384", private=True),
    "RS256": RSAKey.generate_key(2048, private=True),
    "PS256": RSAKey.generate_key(2048, private=True),
    "EdDSA": OKPKey.generate_key("Ed25519", private=True),
}
GRANT = {"grant_type": "client_credentials"}


async def test_basic_and_the_form_both_prove_a_client(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    assert (await token_for(partners, client)).status_code == 200
    form = {**GRANT, "client_id": client["id"], "client_secret": client["secret"]}
    assert (await partners.caller().post("/oauth/token", data=form)).status_code == 200


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("algorithm", KEYS)
async def test_an_assertion_proves_a_client_that_has_no_secret(
    partners: Service, district_id: UUID, algorithm: str
) -> None:
    key = KEYS[algorithm]
    client = await made(partners, district_id, public_keys=[public(key)])
    assert client["secret"] is None
    (kept,) = client["public_keys"]
    assert kept["kid"] == key.thumbprint()
    reply = await asserted(partners, assertion(client["id"], key, algorithm=algorithm, header={"kid": kept["kid"]}))
    assert reply.status_code == 200, reply.text
    reply = await asserted(partners, assertion(client["id"], key, algorithm=algorithm, aud=ISSUER))
    assert reply.status_code == 200, reply.text


async def test_an_assertion_gets_in_once(partners: Service, district_id: UUID) -> None:
    key = new_key()
    client = await made(partners, district_id, public_keys=[public(key)])
    signed = assertion(client["id"], key)
    assert (await asserted(partners, signed)).status_code == 200
    assert (await asserted(partners, signed)).json()["error"] == "invalid_client"
    assert (await asserted(partners, assertion(client["id"], key))).status_code == 200
    (row,) = await partners.sql(
        "select expires_at from used_assertions where client_id = $1 limit 1", UUID(client["id"])
    )
    assert row["expires_at"] > clock.now()


NOW = int(time.time())
STRANGER = new_key()
BAD: dict[str, dict[str, Any]] = {
    "another's key": {"key": STRANGER},
    "another audience": {"aud": "https://elsewhere.example/oauth/token"},
    "two audiences": {"aud": [f"{ISSUER}/oauth/token", "https://elsewhere.example"]},
    "no audience": {"aud": None},
    "expired": {"exp": NOW - 3600, "iat": NOW - 3660},
    "living too long": {"exp": NOW + 86_400},
    "no end": {"exp": None},
    "an end in words": {"exp": "tomorrow"},
    "an end beyond all years": {"exp": 10**18},
    "not yet valid": {"nbf": NOW + 86_400},
    "issued tomorrow": {"iat": NOW + 86_400},
    "no id": {"jti": None},
    "a long id": {"jti": "x" * 129},
    "an id that is no text": {"jti": 7},
    "another issuer": {"iss": "somebody"},
    "an unknown kid": {"header": {"kid": "unknown"}},
    "an access token's type": {"header": {"typ": "at+jwt"}},
}


@pytest.mark.parametrize("wrong", BAD)
async def test_an_assertion_that_is_not_right_proves_nothing(partners: Service, district_id: UUID, wrong: str) -> None:
    key = new_key()
    client = await made(partners, district_id, public_keys=[public(key)])
    given = dict(BAD[wrong])
    reply = await asserted(partners, assertion(client["id"], given.pop("key", key), **given))
    assert (reply.status_code, reply.json()) == (401, (await token_for(partners, nobody())).json())
    assert (await asserted(partners, assertion(client["id"], key))).status_code == 200


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        *(({"exp": 330}, True), ({"exp": 331}, False), ({"exp": -29}, True), ({"exp": -30}, False)),
        *(({"iat": 30}, True), ({"iat": 31}, False), ({"nbf": 30}, True), ({"nbf": 31}, False)),
        *(({"jti": "x" * 128}, True), ({"jti": "x" * 129}, False), ({"jti": ""}, False)),
    ],
)
def test_an_assertion_lives_five_minutes_and_clocks_differ_by_half_a_minute(said: dict[str, Any], holds: bool) -> None:
    key = new_key()
    at: dict[str, Any] = {name: value if isinstance(value, str) else NOW + value for name, value in said.items()}
    at = {"iat": NOW, "exp": NOW + 60, **at}
    signed = assertion("x", key, **at)
    now, audiences = datetime.fromtimestamp(NOW, UTC), [f"{ISSUER}/oauth/token"]
    with nullcontext() if holds else pytest.raises(assertions.Unacceptable):
        assertions.verify(signed, [public(key, kid="one")], "x", audiences, now)


async def test_no_algorithm_and_the_public_key_as_a_secret_prove_nothing(partners: Service, district_id: UUID) -> None:
    key = new_key()
    client = await made(partners, district_id, public_keys=[public(key)])
    signed = assertion(client["id"], key)
    body = signed.split(".")[1]
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    assert (await asserted(partners, f"{header}.{body}.")).status_code == 401
    header = base64.urlsafe_b64encode(b'{"alg":"HS256"}').rstrip(b"=").decode()
    mac = hmac.digest(key.as_pem(private=False), f"{header}.{body}".encode(), "sha256")
    forged = f"{header}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert (await asserted(partners, forged)).status_code == 401
    assert (await asserted(partners, "no.jwt")).status_code == 401


async def test_without_a_kid_only_a_clients_one_key_is_meant(partners: Service, district_id: UUID) -> None:
    first, second = new_key(), new_key()
    client = await made(partners, district_id, public_keys=[public(first), public(second, kid="b")])
    assert (await asserted(partners, assertion(client["id"], second))).status_code == 401
    assert (await asserted(partners, assertion(client["id"], second, header={"kid": "b"}))).status_code == 200


async def test_a_key_that_names_its_algorithm_signs_with_no_other(partners: Service, district_id: UUID) -> None:
    key = RSAKey.generate_key(2048, private=True)
    client = await made(partners, district_id, public_keys=[public(key, alg="PS256")])
    assert (await asserted(partners, assertion(client["id"], key, algorithm="RS256"))).status_code == 401
    assert (await asserted(partners, assertion(client["id"], key, algorithm="PS256"))).status_code == 200


async def test_an_assertion_of_another_client_is_not_this_ones(partners: Service, district_id: UUID) -> None:
    key = new_key()
    one = await made(partners, district_id, public_keys=[public(key)])
    other = await made(partners, district_id, public_keys=[public(new_key())])
    reply = await asserted(partners, assertion(one["id"], key), client_id=other["id"])
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
    assert (await asserted(partners, assertion(other["id"], key))).status_code == 401


def nobody() -> dict[str, Any]:
    """A client there never was."""
    return {"id": str(new_id()), "secret": "tl_x"}


async def test_nobody_learns_what_is_wrong_with_a_client(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    machine = partners.machine(district_id)
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    person = (await machine.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()
    right = await made(partners, district_id)
    revoked, expired = await made(partners, district_id), await made(partners, district_id, expires_at=soon)
    elsewhere = await made(partners, district_id, networks=["192.0.2.0/24"])
    gone = await made(partners, district_id, staff_id=person["id"])
    await machine.delete(f"/v1/clients/{revoked['id']}")
    await machine.patch(f"/v1/staff/{person['id']}", json={"active": False}, headers={"If-Match": '"1"'})
    await partners.sql("update clients set expires_at = now() - interval '1 second' where id = $1", UUID(expired["id"]))
    replies = [
        await token_for(partners, client, secret=secret)
        for client, secret in (
            (nobody(), None),
            ({"id": "no id at all", "secret": "x"}, None),
            (right, "tl_wrong"),
            (revoked, None),
            (revoked, "tl_wrong"),
            (expired, None),
            (elsewhere, None),
            (gone, None),
        )
    ]
    assert len({(reply.status_code, reply.content, _headers(reply)) for reply in replies}) == 1
    assert (replies[0].status_code, replies[0].json()["error"]) == (401, "invalid_client")
    assert replies[0].headers["www-authenticate"] == 'Basic realm="throughline"'
    assert (await token_for(partners, right)).status_code == 200


def _headers(reply: httpx.Response) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in reply.headers.items() if name != "x-correlation-id"))


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {**GRANT, "client_secret": "{secret}"}, "auth": True},
        {"data": {**GRANT, "client_assertion_type": TYPE, "client_assertion": "a.b.c"}, "auth": True},
        {"data": {**GRANT, "client_id": str(new_id())}, "auth": True},
        {"data": {**GRANT, "client_id": "{id}", "client_secret": "{secret}", "client_assertion_type": TYPE}},
        {"data": {**GRANT, "client_assertion_type": "urn:else", "client_assertion": "a.b.c"}},
        {"data": {"grant_type": ["client_credentials", "client_credentials"]}, "auth": True},
        {"data": {**GRANT, "scope": ["directory:read", "clients:write"]}, "auth": True},
        {"data": {**GRANT, "client_id": ["{id}", "{id}"], "client_secret": "{secret}"}},
        {"data": {**GRANT, "client_id": "{id}"}, "params": {"client_secret": "{secret}"}},
        {"data": {**GRANT, "scope": "\x00"}, "auth": True},
        {"data": {str(number): "x" for number in range(50)}, "auth": True},
    ],
)
async def test_what_says_two_things_is_refused(partners: Service, district_id: UUID, sent: dict[str, Any]) -> None:
    client = await made(partners, district_id)

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(one) for one in value]
        return value.replace("{id}", client["id"]).replace("{secret}", client["secret"])

    fields = {name: filled(value) for name, value in sent["data"].items()}
    params = {name: filled(value) for name, value in sent.get("params", {}).items()}
    caller = partners.caller()
    if sent.get("auth"):
        caller.auth = httpx.BasicAuth(client["id"], client["secret"])
    reply = await caller.post("/oauth/token", data=fields, params=params)
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("header", ["Bearer x", "Basic %%%", "Basic " + base64.b64encode(b"\xff:x").decode()])
async def test_an_authorization_header_that_cannot_be_read_proves_nothing(partners: Service, header: str) -> None:
    reply = await partners.caller().post("/oauth/token", data=GRANT, headers={"authorization": header})
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")


async def test_a_client_is_let_in_from_its_networks_alone(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id, networks=["192.0.2.0/24", "2001:db8::/32"])
    for address in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8:1::5"):
        reply = await token_for(partners, client, address=address)
        assert reply.status_code == 200, address
    for address in ("198.51.100.7", "2001:db9::1", "unknown"):
        assert (await token_for(partners, client, address=address)).status_code == 401, address


async def test_no_secret_reaches_the_log(
    partners: Service, district_id: UUID, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await made(partners, district_id)
    lines: list[tuple[Any, ...]] = []
    log = SimpleNamespace(warning=lambda *words, **facts: lines.append((*words, facts)))
    monkeypatch.setattr(authenticating, "log", log)
    configure("partners", "DEBUG")
    try:
        await token_for(partners, client, secret="tl_" + "w" * 40)
        await token_for(partners, {"id": "tl_pasted_into_the_wrong_field", "secret": "x"})
        await partners.caller().post("/oauth/token", params={"client_secret": client["secret"]})
        said = "".join(capsys.readouterr())
    finally:
        configure("partners", "ERROR")
    assert lines == [("client_refused", {"code": "secret"})] * 2
    assert said.count('"/oauth/token"') == 3
    assert "tl_" not in said


@pytest.mark.parametrize(
    "payload", ['{"sub": "\\ud800"}', "[" * 6000, '{"sub": ' + "[" * 6000, '{"sub": 5}', "null", '"x"']
)
@pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
async def test_an_assertion_nobody_can_read_is_refused_like_any_other(
    partners: Service, path: str, payload: str
) -> None:
    await partners.sql("delete from failed_sign_ins")
    parts = [base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in ('{"alg": "ES256"}', payload)]
    form = {**GRANT, "token": "x", "client_assertion_type": TYPE, "client_assertion": ".".join([*parts, "eA"])}
    reply = await partners.caller().post(f"/oauth/{path}", data=form)
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")


async def test_a_failed_attempt_as_a_known_client_is_audited_and_as_an_unknown_one_leaves_nothing(
    partners: Service, district_id: UUID
) -> None:
    key = new_key()
    secretive, signing = await made(partners, district_id), await made(partners, district_id, public_keys=[public(key)])
    wrong = await token_for(partners, secretive, secret="tl_wrong")
    await asserted(partners, assertion(signing["id"], STRANGER))
    await token_for(partners, nobody())
    assert (await token_for(partners, secretive)).status_code == 200
    first, second = await _failed(partners, district_id)
    assert (first["actor"], first["outcome"], first["reason"]) == (f"client:{secretive['id']}", "refused", ["secret"])
    assert json.loads(first["rows"]) == [{"name": "client_id", "id": secretive["id"]}]
    assert first["correlation_id"] == wrong.headers["x-correlation-id"]
    assert (second["actor"], second["reason"]) == (f"client:{signing['id']}", ["signature"])
    assert "tl_" not in str([dict(first), dict(second)])


async def test_a_flood_of_failed_attempts_is_counted_in_the_audit_and_changes_no_reply(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partners.app.state.refusals, "seconds", lambda: 1000.0)
    client = await made(partners, district_id)
    replies = set()
    for _ in range(REFUSALS_A_MINUTE + 10):
        # Else it would be locked out long before.
        await partners.sql("delete from failed_sign_ins")
        reply = await token_for(partners, client, secret="tl_wrong")
        replies.add((reply.status_code, reply.content))
    found = await _failed(partners, district_id)
    assert len(found) == REFUSALS_A_MINUTE + 1
    assert found[-1]["reason"] == ["secret", "9 refusals before it not written"]
    assert replies == {(401, (await token_for(partners, nobody())).content)}


async def test_a_failed_attempt_that_cannot_be_audited_is_refused_as_ever(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise OSError

    client = await made(partners, district_id)
    monkeypatch.setattr(recording, "write", broken)
    reply = await token_for(partners, client, secret="tl_wrong")
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")
    assert await _failed(partners, district_id) == []


async def _failed(partners: Service, district_id: UUID) -> list[asyncpg.Record]:
    await partners.app.state.refusals.settle()
    return await partners.sql(
        "select * from audit_entries where district_id = $1 and action = 'authenticate_client' order by id", district_id
    )
