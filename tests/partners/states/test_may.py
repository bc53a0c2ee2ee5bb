"""What consents, emergency accesses and proposed grants say their caller may do is what they can do."""

from typing import Any
from uuid import UUID

from services.partners.access.grant_proposals import transitions as of_proposals
from services.partners.privacy.consents import transitions as of_consents
from services.partners.privacy.emergency_access import transitions as of_emergencies
from shared.ids import new_id
from tests.isolation.giving import THREAT, World, role_of
from tests.partners.factories import consenting_party, signed_consent
from tests.partners.states.may import callers
from tests.states.may import Held, hold, listed


async def test_what_may_be_done_to_a_consent_is_what_can_be_done(world: World) -> None:
    held, party = Held(), await world.made("/v1/parties", consenting_party())
    for about in ("recorded", "revoked"):
        id_ = await world.made("/v1/consents", signed_consent(party))
        url = f"/v1/consents/{id_}"
        if about == "revoked":
            assert (await world.machine.post(f"{url}/revoke", json={"revoked_by": "eligible_student"})).is_success
        tries = {
            "revoke": lambda caller, url=url: caller.post(f"{url}/revoke", json={"revoked_by": "eligible_student"})
        }
        await hold(callers(world), listed("/v1/consents", id_), tries, held, about)
    assert held.one_sided({move.name for move in of_consents.TRANSITIONS}) == set()


async def test_what_may_be_done_to_an_emergency_access_is_what_can_be_done(world: World) -> None:
    held = Held()
    await world.meet()
    steward = world.person(world.other, [("district_coordinator", None)])
    for about in ("open", "closed", "reviewed"):
        staff_id = await world.staff(("counselor", None))
        opener = world.person(staff_id, [("counselor", None)])
        id_ = await world.made("/v1/emergency-access", THREAT, opener)
        url = f"/v1/emergency-access/{id_}"
        found = {"outcome": "justified", "note": "x"}
        if about != "open":
            assert (await steward.post(f"{url}/close")).is_success
        if about == "reviewed":
            assert (await steward.post(f"{url}/review", json=found)).is_success
        tries: dict[str, Any] = {
            "close": lambda caller, url=url: caller.post(f"{url}/close"),
            "review": lambda caller, url=url, found=found: caller.post(f"{url}/review", json=found),
        }
        again = world.person(staff_id, [("counselor", None)])
        leader = world.person(staff_id, [("executive_leader", None)])
        people = callers(world, opener=again, leading_opener=leader)
        await hold(people, listed("/v1/emergency-access", id_), tries, held, about)
    assert held.one_sided({move.name for move in of_emergencies.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_proposed_grant_is_what_can_be_done(world: World) -> None:
    held = Held()
    asking, holder = new_id(), await world.staff()
    asker = world.person(asking)
    for about in ("waiting", "over", "refused"):
        whose = holder if about == "waiting" else await world.staff()
        reply = await asker.post("/v1/role-assignments", json=role_of(whose, "executive_leader"))
        assert reply.status_code == 202, reply.text
        id_ = str(reply.json()["id"])
        url = f"/v1/grant-proposals/{id_}"
        if about == "over":
            await world.partners.sql("update grant_proposals set expires_at = now() where id = $1", UUID(id_))
        if about == "refused":
            assert (await asker.post(f"{url}/refuse")).is_success
        tries = {
            verb: lambda caller, url=url, verb=verb: caller.post(f"{url}/{verb}") for verb in ("confirm", "refuse")
        }
        people = callers(world, asker=asker, whose_it_becomes=world.person(whose, [("executive_leader", None)]))
        await hold(people, listed("/v1/grant-proposals", id_), tries, held, about)
    assert held.one_sided({move.name for move in of_proposals.TRANSITIONS}) == set()
