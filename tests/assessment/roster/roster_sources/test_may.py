"""What a source says its caller may do is what they can do."""

from uuid import UUID

from services.assessment.roster.roster_sources import transitions as of_sources
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import pack, post, run
from tests.assessment.roster.roster_sources.factories import CODE, declare, smaller, steward
from tests.scheduling.may import sending
from tests.states.may import Held, hold, listed

PATH = "/v1/roster-sources"


async def test_what_may_be_done_to_a_source_is_what_can_be_done(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    source, held, machine = await declare(assessment, district_id), Held(), assessment.machine(district_id)
    people = {
        "data manager": steward(assessment, district_id),
        "executive leader": assessment.person(district_id, new_id(), ("executive_leader", None)),
        "principal": assessment.person(district_id, new_id(), ("principal", new_id())),
        "system": machine,
    }
    send = sending(f"{PATH}/{source['id']}")
    tries = {
        "change": send("PATCH", json={"title": "Another"}, headers={"If-Match": "*"}),
        "end": send("POST", "/end"),
    }
    await hold(people, listed(PATH, source["id"]), tries, held, "at rest")
    sent = (await post(machine, pack(smaller("900")), source=CODE)).json()
    await hold(people, listed(PATH, source["id"]), tries, held, "being imported")
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": sent["id"]}))
    end = (await steward(assessment, district_id).post(f"{PATH}/{source['id']}/end")).json()
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": end["id"]}))
    assert (await steward(assessment, district_id).get(f"{PATH}/{source['id']}")).json()["ended_at"]
    await hold(people, listed(PATH, source["id"]), tries, held, "ended")
    assert held.one_sided({move.name for move in of_sources.TRANSITIONS}) == set()
