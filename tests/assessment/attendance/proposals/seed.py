"""A proposal of a trigger."""

from tests.assessment.attendance.factories import PUSH, said, school_days
from tests.assessment.attendance.proposals.factories import PROPOSALS, mentor
from tests.assessment.attendance.triggers.factories import TRIGGERS, trigger
from tests.isolation.answers import A_PERSON_ANSWERS, ENDS, OF_THEIRS
from tests.isolation.seeds import World

AFTER = ("attendance.triggers",)
BODIES = {"decline_attendance_proposal": {"reason": "The team meets with the family."}}
BY_PERSON = dict.fromkeys(("accept_attendance_proposal", "decline_attendance_proposal"), A_PERSON_ANSWERS)
TO_MENTORS = {"list_attendance_proposals": OF_THEIRS}
UNVERSIONED = dict.fromkeys(BY_PERSON, ENDS)


async def seed(world: World) -> None:
    made = await world.made(TRIGGERS, trigger(days=1, actions=["proposal"], proposal=mentor()))
    reply = await world.machine.post(PUSH, json={"items": [said(3, day, "A") for day in school_days(2)]})
    assert reply.status_code == 200, reply.text
    assert (await world.machine.post(f"{TRIGGERS}/{made}/activate")).status_code == 200
    found = (await world.machine.get(PROPOSALS, params={"state": "open"})).json()["items"]
    world.things["attendance_proposal_id"] = found[0]["id"]
