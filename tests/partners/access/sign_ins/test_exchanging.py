"""Token exchange: a back end's ID token becomes a token of ours, if the district's own provider signed it for us."""

import base64
import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.access.sign_ins.token_exchange import GRANT, ISSUED, PROOF
from shared import clock
from shared.ids import new_id
from shared.principal import Principal
from shared.testing.calls import Service
from tests.partners.access.identity_providers.factories import CLIENT, EC, ISSUER, NOW, live, registered, signed
from tests.partners.factories import consenting_party, set_up

SCOPES = ["directory:read", "tasks:read"]
#: Of P-256 (FIPS 186-5).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Backend:
    """A back end with its client."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.district_id = partners, district_id
        self.now = int(clock.now().timestamp())
        self.admin = partners.machine(district_id)
        self.auth = ("", "")
        self.ada = ""
        self.provider_id = UUID(int=0)

    async def ready(self, **client: Any) -> "Backend":
        """District, provider, rule, Ada, client."""
        await set_up(self.partners, self.district_id)
        ways = [{"claim": "employee", "matches": "staff_source_id"}]
        self.provider_id = await registered(self.partners, self.district_id, link_by=ways, audiences=["bff"])
        staff = {"given_name": "Ada", "family_name": "B", "source_id": "T-1"}
        self.ada = (await self.admin.post("/v1/staff", json=staff)).json()["id"]
        rule = {
            "position": 1,
            "when": [{"claim": "groups", "operator": "contains", "values": ["coordinators"]}],
            "role": "district_coordinator",
            "school": "district",
        }
        made = await self.admin.post("/v1/claim-rules", json=rule)
        assert made.status_code == 201, made.text
        await self.made_client(**client)
        return self

    async def made_client(self, **client: Any) -> None:
        """A client, which the exchanges come from."""
        wish = {"name": "BFF", "scopes": ["directory:read"], "may_exchange": True, **client}
        every = self.partners.machine(self.district_id, *self.partners.scopes, "tasks:read")
        made = await every.post("/v1/clients", json=wish)
        assert made.status_code == 201, made.text
        self.auth = (made.json()["id"], made.json()["secret"])

    def token(self, **over: Any) -> str:
        """Ada's ID token."""
        when = {"iat": self.now, "exp": self.now + 300}
        return signed(live(**{**when, "employee": "T-1", "groups": ["coordinators"], "jti": "one", **over}))

    async def exchange(self, token: str, **form: str) -> httpx.Response:
        """Ask."""
        sent = {"grant_type": GRANT, "subject_token": token, "subject_token_type": PROOF, **form}
        left = {name: value for name, value in sent.items() if value}
        return await self.partners.caller().post("/oauth/token", data=left, auth=self.auth)


@pytest.fixture
async def backend(partners: Service, district_id: UUID) -> Backend:
    """A back end that may exchange."""
    return await Backend(partners, district_id).ready(scopes=SCOPES)


def told(got: dict[str, Any]) -> dict[str, Any]:
    """The claims of the access token in a reply."""
    part = got["access_token"].split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


async def test_an_id_token_becomes_a_token_of_ours(backend: Backend) -> None:
    reply = await backend.exchange(backend.token(), scope="directory:read")
    assert reply.status_code == 200, reply.text
    got = reply.json()
    assert (got["issued_token_type"], got["scope"], got["token_type"]) == (ISSUED, "directory:read", "Bearer")
    assert "refresh_token" not in got
    said = told(got)
    assert (said["sub"], said["client_id"]) == (f"person:{backend.ada}", backend.auth[0])
    assert said["roles"] == [{"role": "district_coordinator", "profile": "district_coordinator", "school_id": None}]
    assert said["sid"]


async def test_nobody_of_such_a_party_has_free_text_in_a_session(backend: Backend) -> None:
    caller = backend.admin
    party = (await caller.post("/v1/parties", json=consenting_party())).json()["id"]
    assert (await backend.exchange(backend.token(jti="before"))).json()["scope"] == "directory:read tasks:read"
    staff = await caller.get(f"/v1/staff/{backend.ada}")
    moved = await caller.patch(
        f"/v1/staff/{backend.ada}", json={"party_id": party}, headers={"If-Match": staff.headers["etag"]}
    )
    assert moved.status_code == 200, moved.text
    reply = await backend.exchange(backend.token(jti="after"))
    assert reply.json().get("scope") == "directory:read", reply.text


async def test_the_same_proof_again_is_the_same_session(backend: Backend) -> None:
    for _ in range(3):
        assert (await backend.exchange(backend.token())).status_code == 200
    assert len((await backend.admin.get("/v1/sign-in-sessions")).json()["items"]) == 1
    assert (await backend.exchange(backend.token(jti="two"))).status_code == 200
    assert len((await backend.admin.get("/v1/sign-in-sessions")).json()["items"]) == 2


async def test_a_refresh_token_comes_when_it_is_asked_for(backend: Backend) -> None:
    got = (await backend.exchange(backend.token(), scope="directory:read offline_access")).json()
    form = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    again = await backend.partners.caller().post("/oauth/token", data=form, auth=backend.auth)
    assert again.status_code == 200, again.text
    replayed = await backend.partners.caller().post("/oauth/token", data=form, auth=backend.auth)
    assert replayed.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"aud": "somebody-else"}, "id_token_wrong_audience"),
        ({"exp": NOW - 600, "iat": NOW - 900}, "id_token_expired"),
        ({"iat": NOW + 86_400}, "id_token_not_yet_valid"),
        ({"employee": "T-9", "sub": "sub-nobody"}, "identity_unknown"),
        ({"groups": []}, "no_role"),
        ({"sub": None}, "id_token_claims"),
        ({"sub": 5}, "id_token_claims"),
        ({"sub": "a\x00"}, "id_token_claims"),
        ({"sub": "x" * 256}, "id_token_claims"),
        ({"auth_time": "yesterday"}, "id_token_claims"),
        ({"auth_time": -1e11}, "id_token_claims"),
        ({"auth_time": NOW + 86_400}, "id_token_not_yet_valid"),
        ({"iat": -1e11}, "id_token_claims"),
        ({"iat": NOW - 86_400, "exp": NOW + 86_400 * 365 * 30}, "id_token_lives_too_long"),
        ({"iat": NOW - 50_000, "exp": NOW + 10_000}, "id_token_too_old"),
        ({"typ": "Bearer", "azp": CLIENT}, "id_token_malformed"),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, "id_token_malformed"),
    ],
)
async def test_a_proof_that_signs_nobody_in_is_refused_and_noted(
    backend: Backend, over: dict[str, Any], reason: str
) -> None:
    reply = await backend.exchange(backend.token(**over))
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
    assert reason in reply.json()["error_description"]
    (noted,) = (await backend.admin.get("/v1/sign-in-refusals")).json()["items"]
    assert (noted["code"], noted["client"]["id"]) == (reason, backend.auth[0])


async def test_further_audiences_are_those_that_were_registered(backend: Backend) -> None:
    assert (await backend.exchange(backend.token(aud="bff"))).status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"actor_token": "x"}, "actor tokens are not taken"),
        ({"actor_token_type": PROOF}, "actor tokens are not taken"),
        ({"subject_token_type": ISSUED}, "subject_token_type"),
        ({"subject_token_type": ""}, "subject_token_type"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"}, "requested_token_type"),
        ({"subject_token": ""}, "subject_token"),
        ({"subject_token": "garbage"}, "no identity provider of the district"),
        ({"scope": "clients:write"}, "clients:write"),
        ({"resource": "https://elsewhere.example"}, "resource"),
    ],
)
async def test_what_is_asked_wrongly_is_refused_by_name(backend: Backend, form: dict[str, str], error: str) -> None:
    reply = await backend.exchange(backend.token(), **form)
    assert reply.status_code == 400
    assert error in reply.json()["error_description"]


async def test_a_foreign_issuers_token_is_nobodys(backend: Backend) -> None:
    reply = await backend.exchange(backend.token(iss=ISSUER + "/"))
    assert "no identity provider of the district" in reply.json()["error_description"]


async def test_a_client_needs_the_right_to_exchange(backend: Backend) -> None:
    await backend.made_client(may_exchange=False)
    assert (await backend.exchange(backend.token())).json()["error"] == "unauthorized_client"
    nobody = await backend.partners.caller().post(
        "/oauth/token", data={"grant_type": GRANT, "subject_token": backend.token(), "client_id": backend.auth[0]}
    )
    assert (nobody.status_code, nobody.json()["error"]) == (401, "invalid_client")


async def test_another_districts_client_cannot_exchange_our_peoples_tokens(partners: Service, backend: Backend) -> None:
    other = Backend(partners, new_id())
    await set_up(partners, other.district_id)
    await other.made_client()
    assert "no identity provider" in (await other.exchange(backend.token())).json()["error_description"]


async def test_whoever_signed_out_at_the_provider_needs_a_newer_proof(backend: Backend) -> None:
    old = backend.token()
    assert (await backend.exchange(old)).status_code == 200
    now = int(clock.now().timestamp())
    logout = {"iss": ISSUER, "aud": CLIENT, "iat": now + 1, "exp": now + 120, "jti": "out-1", "sub": "sub-ada"}
    events: dict[str, Any] = {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
    path = f"/oauth/backchannel-logout/{backend.provider_id}"
    said = await backend.partners.caller().post(path, data={"logout_token": signed({**logout, **events})})
    assert said.status_code == 200, said.text
    refused = await backend.exchange(old)
    assert "signed_out_since" in refused.json()["error_description"]
    assert (await backend.admin.get("/v1/sign-in-sessions")).json()["items"] == []


async def test_unlinking_an_identity_ends_what_was_signed_in_by_it(backend: Backend) -> None:
    # Another source keeps her role: the session would live on by it.
    role = {"staff_id": backend.ada, "role": "data_manager", "starts_on": "2026-01-01"}
    assert (await backend.admin.post("/v1/role-assignments", json=role)).status_code == 201
    got = (await backend.exchange(backend.token(), scope="directory:read offline_access")).json()
    (link,) = (await backend.admin.get("/v1/identities")).json()["items"]
    assert (await backend.admin.delete(f"/v1/identities/{link['id']}")).status_code == 204
    form = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    again = await backend.partners.caller().post("/oauth/token", data=form, auth=backend.auth)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await backend.admin.get("/v1/sign-in-sessions")).json()["items"] == []


async def test_what_the_rules_take_away_at_a_sign_in_older_tokens_carry_no_more(backend: Backend) -> None:
    role = {"staff_id": backend.ada, "role": "data_manager", "starts_on": "2026-01-01"}
    assert (await backend.admin.post("/v1/role-assignments", json=role)).status_code == 201
    before = told((await backend.exchange(backend.token())).json())
    after = told((await backend.exchange(backend.token(groups=[], jti="two"))).json())
    assert [held["role"] for held in before["roles"]] == ["data_manager", "district_coordinator"]
    assert [held["role"] for held in after["roles"]] == ["data_manager"]
    ended = backend.partners.app.state.verifier.ended
    ended._read_at = float("-inf")
    assert await ended.has_ended(Principal.of_claims(before))
    assert not await ended.has_ended(Principal.of_claims(after))


@pytest.mark.parametrize("sid", ["a\x00", 5, ["x"], "x" * 300])
async def test_a_session_the_provider_names_oddly_has_no_name(backend: Backend, sid: Any) -> None:
    assert (await backend.exchange(backend.token(sid=sid))).status_code == 200
    now = int(clock.now().timestamp())
    logout = {"iss": ISSUER, "aud": CLIENT, "iat": now + 1, "exp": now + 120, "jti": "out-1", "sub": "sub-ada"}
    events: dict[str, Any] = {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
    path = f"/oauth/backchannel-logout/{backend.provider_id}"
    for over in ({"sid": sid}, {"jti": sid}):
        said = signed({**logout, **events, **over})
        reply = await backend.partners.caller().post(path, data={"logout_token": said})
        assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


async def test_an_ended_session_needs_a_newer_proof_however_the_old_one_is_written(backend: Backend) -> None:
    said = live(employee="T-1", groups=["coordinators"], jti="one")
    token = signed(said, EC, {"alg": "ES256"})
    assert (await backend.exchange(token)).status_code == 200
    # Of an ECDSA signature (r, s) the twin (r, n - s) holds as well.
    head, _, signature = token.rpartition(".")
    both = base64.urlsafe_b64decode(signature + "==")
    twin = both[:32] + (ORDER - int.from_bytes(both[32:])).to_bytes(32)
    same = f"{head}.{base64.urlsafe_b64encode(twin).rstrip(b'=').decode()}"
    assert (await backend.exchange(same)).status_code == 200
    (session,) = (await backend.admin.get("/v1/sign-in-sessions")).json()["items"]
    assert (await backend.admin.delete(f"/v1/sign-in-sessions/{session['id']}")).status_code == 204
    for again in (token, same):
        refused = await backend.exchange(again)
        assert "session_ended" in refused.json().get("error_description", ""), refused.text
    assert (await backend.exchange(backend.token(jti="two"))).status_code == 200


async def test_explaining_what_would_be_lost_writes_nothing_into_the_audit(backend: Backend) -> None:
    assert (await backend.exchange(backend.token())).status_code == 200
    said = {"claims": {"sub": "sub-ada", "employee": "T-1", "groups": []}}
    told = await backend.admin.post(f"/v1/identity-providers/{backend.provider_id}/explain", json=said)
    assert (told.status_code, told.json()["roles"]) == (200, [])
    acts = "select from audit_entries where district_id = $1 and action = 'access_ended'"
    assert not await backend.partners.sql(acts, backend.district_id), "nobody lost anything"


async def test_a_client_that_may_exchange_no_more_refreshes_no_more(backend: Backend) -> None:
    got = (await backend.exchange(backend.token(), scope="directory:read offline_access")).json()
    path = f"/v1/clients/{backend.auth[0]}"
    taken = await backend.admin.patch(path, json={"may_exchange": False}, headers={"If-Match": '"1"'})
    assert taken.status_code == 200, taken.text
    form = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    reply = await backend.partners.caller().post("/oauth/token", data=form, auth=backend.auth)
    assert (reply.status_code, reply.json()["error"]) == (400, "unauthorized_client")


async def test_who_came_in_by_wider_claims_signs_in_anew(backend: Backend) -> None:
    got = (await backend.exchange(backend.token(), scope="directory:read offline_access")).json()
    path = f"/v1/identity-providers/{backend.provider_id}"
    patch = {"required_claims": {"hd": ["oak.example"]}}
    changed = await backend.admin.patch(path, json=patch, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    form = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    reply = await backend.partners.caller().post("/oauth/token", data=form, auth=backend.auth)
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant")


async def test_what_a_sign_in_grants_and_takes_stands_in_the_audit(backend: Backend) -> None:
    await backend.exchange(backend.token())
    await backend.exchange(backend.token(groups=["nobody"], jti="two"))
    acts = await backend.partners.sql(
        """select action, rows::text, reason from audit_entries where district_id = $1
        and action in ('role_granted', 'role_ended') order by id""",
        backend.district_id,
    )
    assert [(act["action"], backend.ada in act["rows"]) for act in acts] == [
        ("role_granted", True),
        ("role_ended", True),
    ]
    assert acts[0]["reason"][0].startswith("claim rule ")
    assert acts[1]["reason"] == ["no claim rule grants it"]
