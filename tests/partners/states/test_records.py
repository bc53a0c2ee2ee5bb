"""Every move from every state of what opens records or roles: parties, consents, covers, emergency access, claim rules."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from services.partners.directory.roles.repository import lent_to
from shared import clock
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.isolation.giving import THREAT, World, role_of
from tests.one_day import ZONE
from tests.partners.factories import consenting_party, signed_consent
from tests.partners.machines import made, token_for
from tests.partners.privacy.emergency_access.factories import moved_back
from tests.partners.states.factories import Thing, delete, passed, patch
from tests.states.matrix import walk
from tests.states.partners import CLAIM_RULES, CONSENTS, COVERS, EMERGENCIES, GRANT_PROPOSALS, PARTIES

TODAY = clock.day_in(ZONE, clock.now())
BEFORE, AFTER = ((TODAY + timedelta(days=days)).isoformat() for days in (-30, 30))


@pytest_asyncio.fixture(loop_scope="session")
async def world(partners: Service, district_id: UUID) -> AsyncIterator[World]:
    """A district with two schools."""
    yield await World(partners, district_id).seed()


@pytest.mark.parametrize("state", PARTIES)
async def test_a_party_makes_the_moves_of_its_state_and_no_other(world: World, state: str) -> None:
    changes: dict[str, Thing] = {
        **{"change": {"criteria": "x"}, "prolong": {"agreement_until": AFTER}},
        **{"end": {"active": False}, "revive": {"active": True}},
    }

    async def move(party: Thing, verb: str) -> httpx.Response:
        if verb == "token":
            return await token_for(world.partners, party["client"])
        return await patch(world.machine, party, changes[verb])

    async def bring(state: str) -> Thing:
        until = BEFORE if state == "over" else TODAY.isoformat()
        id_ = await world.made("/v1/parties", consenting_party(name=str(new_id()), agreement_until=until))
        party = {"url": f"/v1/parties/{id_}", "client": await made(world.partners, world.id, party_id=id_)}
        if state == "ended":
            assert (await move(party, "end")).status_code == 200
        return party

    async def read(party: Thing) -> str:
        row = (await world.machine.get(party["url"])).json()
        if not row["active"]:
            return "ended"
        return "over" if row["agreement_until"] < TODAY.isoformat() else "standing"

    await walk(PARTIES, state, bring, move, read)


async def test_a_consent_makes_the_moves_of_its_state_and_no_other(world: World) -> None:
    party = await world.made("/v1/parties", consenting_party())
    days = {
        "ahead": {"signed_on": BEFORE, "starts_on": AFTER, "expires_on": "2028-06-30"},
        "over": {"signed_on": "2025-09-01", "expires_on": BEFORE},
    }

    async def revoke(url: str, _: str) -> httpx.Response:
        return await world.machine.post(f"{url}/revoke", json={"revoked_by": "eligible_student"})

    async def bring(state: str) -> str:
        url = f"/v1/consents/{await world.made('/v1/consents', signed_consent(party, **days.get(state, {})))}"
        if state == "revoked":
            assert (await revoke(url, "revoke")).status_code == 200
        return url

    async def read(url: str) -> str:
        row = (await world.machine.get(url)).json()
        if row["revoked_at"]:
            return "revoked"
        if row["starts_on"] > TODAY.isoformat():
            return "ahead"
        return "over" if row["expires_on"] < TODAY.isoformat() else "standing"

    for state in CONSENTS:
        await walk(CONSENTS, state, bring, revoke, read)


async def test_a_cover_makes_the_moves_of_its_state_and_no_other(world: World) -> None:
    absent = await world.staff(("principal", world.oak))
    spans = {"ahead": (AFTER, AFTER), "over": (BEFORE, BEFORE)}

    async def move(cover: Thing, verb: str) -> httpx.Response:
        type_ = {"begin": "scheduling.delegation.began.v1", "end": "scheduling.delegation.ended.v1"}[verb]
        await world.partners.receive(world.id, (type_, cover))
        return httpx.Response(200)

    async def bring(state: str) -> Thing:
        first, last = spans.get(state, (TODAY.isoformat(), TODAY.isoformat()))
        cover: Thing = {"delegation_id": str(new_id()), "from_id": str(absent), "to_id": str(await world.staff())}
        cover |= {"school_id": None, "starts_on": first, "ends_on": last}
        if state != "unheard":
            await move(cover, "end" if state == "ended" else "begin")
        return cover

    async def read(cover: Thing) -> str:
        rows = await world.partners.sql("select * from covers where id = $1", UUID(cover["delegation_id"]))
        async with work_for(world.partners.app.state.db, world.partners.settings, world.id) as ctx:
            lent = await lent_to(ctx, UUID(cover["to_id"]), TODAY)
        found = "unheard" if not rows else "ended" if rows[0]["is_over"] else "standing"
        if found == "standing":
            found = "ahead" if rows[0]["starts_on"] > TODAY else "over" if rows[0]["ends_on"] < TODAY else found
        assert lent == ([("principal", UUID(world.oak), absent)] if found == "standing" else [])
        return found

    for state in COVERS:
        await walk(COVERS, state, bring, move, read)


@pytest.mark.parametrize("state", EMERGENCIES)
async def test_an_emergency_access_makes_the_moves_of_its_state_and_no_other(world: World, state: str) -> None:
    steward = world.person(world.other, [("district_coordinator", None)])

    def opener(emergency: Thing) -> httpx.AsyncClient:
        """Whoever opened it, with a token of this moment: those they had end with what they close."""
        return world.person(emergency["staff_id"], [("counselor", None)])

    async def move(emergency: Thing, verb: str) -> httpx.Response:
        by = opener(emergency)
        match verb:
            case "close":
                return await by.post(f"{emergency['url']}/close")
            case "review":
                found = {"outcome": "justified", "note": "x"}
                return await steward.post(f"{emergency['url']}/review", json=found)
        return await by.post("/v1/emergency-access", json=THREAT)

    async def bring(state: str) -> Thing:
        emergency: Thing = {"staff_id": await world.staff(("counselor", None))}
        id_ = await world.made("/v1/emergency-access", THREAT, opener(emergency))
        emergency["url"] = f"/v1/emergency-access/{id_}"
        for verb in {"closed": ("close",), "reviewed": ("close", "review")}.get(state, ()):
            assert (await move(emergency, verb)).status_code == 200
        if state == "over":
            await moved_back(world.partners, "staff_id", emergency["staff_id"], 5)
        return emergency

    async def read(emergency: Thing) -> str:
        row = (await opener(emergency).get(emergency["url"])).json()
        if row["outcome"]:
            return "reviewed"
        if row["closed_at"]:
            return "closed"
        return "over" if passed(row["until"]) else "open"

    await world.meet()
    await walk(EMERGENCIES, state, bring, move, read)


async def test_a_proposed_grant_makes_the_moves_of_its_state_and_no_other(world: World) -> None:
    asker, second = world.person(new_id()), world.person(new_id(), [("executive_leader", None)])

    async def move(proposal: Thing, verb: str) -> httpx.Response:
        if verb == "refuse":
            return await second.post(f"{proposal['url']}/refuse")
        return await (asker if verb == "own" else second).post(f"{proposal['url']}/confirm")

    async def bring(state: str) -> Thing:
        reply = await asker.post("/v1/role-assignments", json=role_of(await world.staff(), "executive_leader"))
        assert reply.status_code == 202, reply.text
        proposal = {"url": f"/v1/grant-proposals/{reply.json()['id']}"}
        if state in ("confirmed", "refused"):
            assert (await move(proposal, "confirm" if state == "confirmed" else "refuse")).status_code == 200
        if state == "over":
            await world.partners.sql(
                "update grant_proposals set expires_at = now() where id = $1", UUID(reply.json()["id"])
            )
        return proposal

    async def read(proposal: Thing) -> str:
        row = (await second.get(proposal["url"])).json()
        return str(row["outcome"] or ("over" if passed(row["expires_at"]) else "waiting"))

    for state in GRANT_PROPOSALS:
        await walk(GRANT_PROPOSALS, state, bring, move, read)


async def test_a_claim_rule_makes_the_moves_of_its_state_and_no_other(world: World) -> None:
    async def move(rule: Thing, verb: str) -> httpx.Response:
        match verb:
            case "try":
                said = (await world.machine.post("/v1/claim-rule-dry-runs", json={"facts": rule["facts"]})).json()
                brought = rule["id"] in [grant["rule_id"] for grant in said["granted"]]
                return httpx.Response(200) if brought else httpx.Response(409, json={"code": "no_match"})
            case "change":
                return await patch(world.machine, rule, {"note": "x"})
        return await delete(world.machine, rule)

    async def bring(state: str) -> Thing:
        facts = {"groups": [str(new_id())]}
        when = [{"claim": "groups", "operator": "contains", "values": facts["groups"]}]
        wish: dict[str, Any] = {"position": 1, "when": when, "role": "counselor", "school": "district"}
        id_ = await world.made("/v1/claim-rules", wish)
        rule = {"id": id_, "facts": facts, "url": f"/v1/claim-rules/{id_}"}
        if state == "removed":
            assert (await move(rule, "remove")).status_code == 204
        return rule

    async def read(rule: Thing) -> str:
        return {200: "kept", 404: "removed"}[(await world.machine.get(rule["url"])).status_code]

    for state in CLAIM_RULES:
        await walk(CLAIM_RULES, state, bring, move, read)
