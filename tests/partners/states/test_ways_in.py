"""Every move from every state of what people and systems come in by: clients, secrets, keys, sessions, front ends."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from services.partners.access.sign_ins import rules as sign_in_rules
from services.partners.access.tokens import keys
from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners import factories
from tests.partners.access.identity_providers.factories import registered
from tests.partners.access.sign_ins import factories as sign_ins
from tests.partners.machines import made, token_for
from tests.partners.states.factories import Thing, delete, passed, patch
from tests.states.matrix import walk
from tests.states.partners import APPLICATIONS, CLIENTS, IDENTITY_PROVIDERS, SECRETS, SESSIONS, SIGNING_KEYS

PASSED = "now() - interval '1 minute'"
TO_COME = (clock.now() + timedelta(days=30)).isoformat()
BEGUN = {"response_type": "code", "code_challenge": "x" * 43, "code_challenge_method": "S256", "state": "s"}


@pytest.mark.parametrize("state", CLIENTS)
async def test_a_client_makes_the_moves_of_its_state_and_no_other(
    partners: Service, district_id: UUID, state: str
) -> None:
    caller = partners.machine(district_id)
    await factories.set_up(partners, district_id)

    async def move(client: Thing, verb: str) -> httpx.Response:
        match verb:
            case "token":
                return await token_for(partners, client)
            case "change":
                return await patch(caller, client, {"name": "y"})
            case "prolong":
                return await patch(caller, client, {"expires_at": TO_COME})
            case "add_secret":
                return await caller.post(f"{client['url']}/secrets", json={})
            case "revoke_secret":
                secret = (await caller.get(f"{client['url']}/secrets")).json()["items"][0]
                return await caller.delete(f"{client['url']}/secrets/{secret['id']}")
        return await caller.delete(client["url"])

    async def bring(state: str) -> Thing:
        client = await made(partners, district_id)
        client["url"] = f"/v1/clients/{client['id']}"
        if state == "over":
            await partners.sql(f"update clients set expires_at = {PASSED} where id = $1", UUID(client["id"]))
        if state == "revoked":
            assert (await move(client, "revoke")).status_code == 200
        return client

    async def read(client: Thing) -> str:
        return state_of((await caller.get(client["url"])).json())

    await walk(CLIENTS, state, bring, move, read)


def state_of(row: Thing) -> str:
    """The state of a client or a secret."""
    if row["revoked_at"]:
        return "revoked"
    return "over" if row["expires_at"] and passed(row["expires_at"]) else "live"


@pytest.mark.parametrize("state", SECRETS)
async def test_a_secret_makes_the_moves_of_its_state_and_no_other(
    partners: Service, district_id: UUID, state: str
) -> None:
    caller = partners.machine(district_id)
    await factories.set_up(partners, district_id)

    async def move(secret: Thing, verb: str) -> httpx.Response:
        if verb == "token":
            return await token_for(partners, secret["client"], secret=secret["secret"])
        if verb == "add":
            return await caller.post(f"{secret['url']}", json={})
        return await caller.delete(f"{secret['url']}/{secret['id']}")

    async def bring(state: str) -> Thing:
        client = await made(partners, district_id)
        url = f"/v1/clients/{client['id']}/secrets"
        secret = {**(await caller.post(url, json={})).json(), "url": url, "client": client}
        if state == "over":
            await partners.sql(f"update client_secrets set expires_at = {PASSED} where id = $1", UUID(secret["id"]))
        if state == "revoked":
            assert (await move(secret, "revoke")).status_code == 200
        return secret

    async def read(secret: Thing) -> str:
        rows = (await caller.get(secret["url"])).json()["items"]
        return state_of(next(row for row in rows if row["id"] == secret["id"]))

    await walk(SECRETS, state, bring, move, read)


async def test_a_signing_key_makes_the_moves_of_its_state_and_no_other(partners: Service) -> None:
    db, settings = partners.app.state.db, partners.settings

    async def move(kid: str, verb: str) -> httpx.Response:
        try:
            match verb:
                case "rotate":
                    await keys.rotate(db, settings)
                case "drop":
                    await keys.rotate(db, settings, compromised=True)
                case _:
                    await keys.retire(db, kid)
        except keys.NotPossible:
            return httpx.Response(409, json={"code": "not_possible"})
        return httpx.Response(200)

    async def bring(state: str) -> str:
        kid = await keys.rotate(db, settings)
        if state != "signing":
            await keys.rotate(db, settings)
        if state == "gone":
            await keys.retire(db, kid)
        return kid

    async def read(kid: str) -> str:
        published = [key["kid"] for key in (await partners.caller().get("/.well-known/jwks.json")).json()["keys"]]
        signs = (await keys.signing_key(db, settings)).kid
        (row,) = await partners.sql("select sealed_private_jwk from signing_keys where kid = $1", kid)
        assert (row["sealed_private_jwk"] is not None) == (kid == signs), "only what signs can sign"
        assert published[0] == signs
        return "signing" if kid == signs else "published" if kid in published else "gone"

    for state in SIGNING_KEYS:
        await walk(SIGNING_KEYS, state, bring, move, read)


@pytest.mark.parametrize("state", SESSIONS)
async def test_a_session_makes_the_moves_of_its_state_and_no_other(
    partners: Service, district_id: UUID, state: str
) -> None:
    await factories.set_up(partners, district_id)
    person = await sign_ins.person(partners, district_id)
    role = {"staff_id": str(person), "role": "counselor", "starts_on": "2026-01-01"}
    assert (await partners.machine(district_id).post("/v1/role-assignments", json=role)).status_code == 201
    application = await sign_ins.application(partners, district_id)
    provider = await registered(partners, district_id)
    caller = partners.person(district_id, person, ("counselor", None))

    async def move(session: Thing, verb: str) -> httpx.Response:
        if verb == "end":
            return await caller.delete(session["url"])
        form = {"grant_type": "refresh_token", "refresh_token": session["token"], "client_id": str(application)}
        return await partners.caller().post("/oauth/token", data=form)

    async def bring(state: str) -> Thing:
        ago = timedelta(hours=3 if state == "idle" else 0)
        at: Thing = {"application_id": application, "provider_id": provider, "ago": ago}
        id_, secret = await sign_ins.session(partners, district_id, person, **at), sign_in_rules.new_secret()
        await partners.sql(
            "insert into refresh_tokens (district_id, id, session_id, token_hash, created_at) values ($1, $2, $3, $4, now())",
            *(district_id, new_id(), id_, sign_in_rules.hash_of(secret)),
        )
        session = {"url": f"/v1/sign-in-sessions/{id_}", "token": secret}
        if state == "ended":
            assert (await move(session, "end")).status_code == 204
        return session

    async def read(session: Thing) -> str:
        row = (await caller.get(session["url"])).json()
        if row["ended_at"]:
            return "ended"
        return "idle" if passed(row["idle_until"]) else "live"

    await walk(SESSIONS, state, bring, move, read)


async def begun(partners: Service, application: object, **more: str) -> httpx.Response:
    """A sign-in: what sends somebody back with an error refuses with it."""
    asked = {**BEGUN, "client_id": str(application), "redirect_uri": "https://a.example.org/", **more}
    reply = await partners.caller().get("/oauth/authorize", params=asked)
    if reply.status_code != 303:
        return reply
    told = httpx.URL(reply.headers["location"]).params
    return httpx.Response(400, json={"code": told["error_description"]}) if "error" in told else httpx.Response(200)


@pytest.mark.parametrize("state", APPLICATIONS)
async def test_a_front_end_makes_the_moves_of_its_state_and_no_other(
    partners: Service, district_id: UUID, state: str
) -> None:
    caller = partners.machine(district_id)
    await registered(partners, district_id)

    async def move(application: Thing, verb: str) -> httpx.Response:
        match verb:
            case "sign_in":
                return await begun(partners, application["id"])
            case "change":
                return await patch(caller, application, {"name": "y"})
        return await delete(caller, application)

    async def bring(state: str) -> Thing:
        id_ = await sign_ins.application(partners, district_id)
        application = {"id": id_, "url": f"/v1/applications/{id_}"}
        if state == "removed":
            assert (await move(application, "remove")).status_code == 204
        return application

    async def read(application: Thing) -> str:
        return {200: "live", 404: "removed"}[(await caller.get(application["url"])).status_code]

    await walk(APPLICATIONS, state, bring, move, read)


@pytest.mark.parametrize("state", IDENTITY_PROVIDERS)
async def test_an_identity_provider_makes_the_moves_of_its_state_and_no_other(
    partners: Service, district_id: UUID, state: str
) -> None:
    caller = partners.machine(district_id)
    await factories.set_up(partners, district_id)
    application = await sign_ins.application(partners, district_id)
    changes: dict[str, Thing] = {"change": {"name": "y"}, "revive": {"active": True}}

    async def move(provider: Thing, verb: str) -> httpx.Response:
        if verb == "sign_in":
            return await begun(partners, application, provider=provider["id"])
        if verb == "retire":
            return await delete(caller, provider)
        return await patch(caller, provider, changes[verb])

    async def bring(state: str) -> Thing:
        id_ = str(await registered(partners, district_id, client_id=str(new_id())))
        provider = {"id": id_, "url": f"/v1/identity-providers/{id_}"}
        if state == "inactive":
            assert (await move(provider, "retire")).status_code == 200
        return provider

    async def read(provider: Thing) -> str:
        return "active" if (await caller.get(provider["url"])).json()["active"] else "inactive"

    await walk(IDENTITY_PROVIDERS, state, bring, move, read)
