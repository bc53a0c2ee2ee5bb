"""District IT sees whose answer links there are and takes them back; what opens one is in no reply."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio
from httpx import AsyncClient

from services.notifications.occasions.answers.transitions import TRANSITIONS
from shared.answers.rules import seal
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.web.throttle import Guesses
from tests.notifications.occasions.answers.factories import answer_link
from tests.notifications.occasions.escalations.factories import Staffed
from tests.states.may import Held, hold, listed

PATH = "/v1/answer-links"
#: How a link that is live comes to another state.
STATES = {
    "live": "expires_at = expires_at",
    "used": "ended_at = now(), ended_as = 'used'",
    "revoked": "ended_at = now(), ended_as = 'revoked'",
    "expired": "expires_at = now() - interval '1 second'",
}


@pytest_asyncio.fixture(loop_scope="session")
async def place(notifications: Service, district_id: UUID) -> Staffed:
    found = Staffed(notifications, district_id)
    await found.staff()
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def steward(place: Staffed) -> AsyncIterator[AsyncClient]:
    async with place.service.person(place.id, new_id(), ("data_manager", None)) as caller:
        yield caller


async def test_a_link_that_was_taken_back_opens_nothing(
    place: Staffed, steward: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guesses, "wait", lambda *_: 0)
    await place.morning(place.late(3))
    [sent] = (await steward.get(PATH, params={"recipient_id": str(place.pia)})).json()["items"]
    assert (sent["recipient"]["id"], sent["state"]) == (str(place.pia), "live")
    assert sent["purpose"] == "escalations.acknowledge"
    address = f"/v1/answers/{seal(UUID(sent['id']), place.service.settings)}"
    anybody = place.service.caller()
    assert (await anybody.get(address)).status_code == 200
    revoked = await steward.post(f"{PATH}/{sent['id']}/revoke")
    assert (revoked.status_code, revoked.json()["state"], revoked.json()["may"]) == (200, "revoked", [])
    assert revoked.json()["ended_at"] is not None
    assert (await anybody.get(address)).status_code == 404
    assert (await anybody.post(address)).status_code == 404
    assert_refused(await steward.post(f"{PATH}/{sent['id']}/revoke"), 409, "wrong_state")
    entries = await place.service.sql(
        "select action from audit_entries where district_id = $1 and action = 'revoke_answer_link'", place.id
    )
    assert len(entries) == 1


async def test_lists_are_of_a_state_or_a_person_and_show_no_address(place: Staffed, steward: AsyncClient) -> None:
    made = {}
    for state, change in STATES.items():
        made[state] = await answer_link(place.service, place.id, place.ana)
        await place.service.sql(f"update answer_links set {change} where id = $1", UUID(made[state]))
    await answer_link(place.service, place.id, place.cora)
    for state, id_ in made.items():
        reply = await steward.get(PATH, params={"state": state, "recipient_id": str(place.ana)})
        assert [(one["id"], one["state"]) for one in reply.json()["items"]] == [(id_, state)]
        assert seal(UUID(id_), place.service.settings) not in reply.text
    several = await steward.get(PATH, params={"state": "used,revoked"})
    assert {one["id"] for one in several.json()["items"]} == {made["used"], made["revoked"]}


async def test_what_may_be_done_to_a_link_is_what_can_be_done(place: Staffed) -> None:
    held, service = Held(), place.service
    callers = {
        **{
            role: service.person(place.id, new_id(), (role, None))
            for role in ("district_coordinator", "data_manager", "executive_leader")
        },
        "whose it is": service.person(place.id, place.ana, ("principal", place.oak)),
        "system": service.machine(place.id),
        "system of a school": service.machine_at(place.id, place.oak),
        "reading system": service.machine(place.id, "operations:read"),
    }
    for state, change in STATES.items():
        id_ = await answer_link(service, place.id, place.ana)
        await service.sql(f"update answer_links set {change} where id = $1", UUID(id_))
        tries = {"revoke": lambda caller, id_=id_: caller.post(f"{PATH}/{id_}/revoke")}
        await hold(callers, listed(PATH, id_), tries, held, state)
    assert held.one_sided({move.name for move in TRANSITIONS}) == set()
