"""What an assignment says its caller may do is what they can do, wherever its student is today."""

from uuid import UUID

from services.assessment.support.caseloads import transitions as of_caseloads
from shared.testing.calls import Service
from tests.assessment.bundles import school
from tests.assessment.support.caseloads.factories import LONG, PATH, TODAY, Roster
from tests.scheduling.may import sending
from tests.states.may import Held, hold, listed

OF_DISTRICT = ("district_coordinator", "district_team_member", "executive_leader", "data_manager")


async def test_what_may_be_done_to_an_assignment_is_what_can_be_done(assessment: Service, district_id: UUID) -> None:
    roster, held = await Roster(assessment, district_id).seed(), Held()
    people = {
        **{role: roster.at(role, None) for role in OF_DISTRICT},
        **{f"{role} there": roster.at(role, "s1") for role in ("principal", "counselor", "teacher", "mentor")},
        "principal elsewhere": roster.at("principal", "s2"),
        "who has it": roster.mentor,
        "system": assessment.machine(district_id),
        "system of the school": assessment.machine_at(district_id, school(district_id, "s1")),
        "system of another": assessment.machine_at(district_id, school(district_id, "s2")),
        "reading system": assessment.machine(district_id, "caseloads:read"),
    }
    for about, changes in {
        "going on": {},
        "over": {"ends_on": (TODAY - LONG).isoformat(), "relation": "referral"},
    }.items():
        made = await roster.assigned(**changes)
        assert made["may"] == ["change"]
        send = sending(f"{PATH}/{made['id']}")
        tries = {"change": send("PATCH", json={"ends_on": TODAY.isoformat()}, headers={"If-Match": "*"})}
        await hold(people, listed(PATH, made["id"]), tries, held, about)
    assert held.one_sided({move.name for move in of_caseloads.TRANSITIONS}) == set()
