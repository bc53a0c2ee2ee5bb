"""An enrolment that was sent, of a student of the roster."""

from tests.assessment.attendance.school_enrollments.factories import ENROLL, enrolling
from tests.isolation.answers import OF_THEIRS
from tests.isolation.seeds import World

TO_MENTORS = {"list_school_enrollments": OF_THEIRS}
AFTER = ("attendance.batches",)


async def seed(world: World) -> None:
    reply = await world.machine.post(ENROLL, json={"items": [enrolling(0, "2026-08-24")]})
    assert reply.status_code == 200, reply.text
