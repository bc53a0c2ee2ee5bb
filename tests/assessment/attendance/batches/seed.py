"""A batch that covers a student's days."""

from tests.assessment.attendance.factories import PUSH, covering, held, said, school_days
from tests.isolation.answers import ENDS, FIGURES
from tests.isolation.seeds import World

AFTER = ("attendance.codes", "roster.students")
CSV = ("text/csv", b"student_source_id,school_source_id,day,code\n000000,s1,2026-08-24,U\n")
ENROLLMENT = ("text/csv", b"student_source_id,school_source_id,begins_on\n000000,s1,2026-08-24\n")
UPLOADS = {"push_attendance_events": CSV, "push_school_enrollments": ENROLLMENT}
UNVERSIONED = {"take_back_attendance_batch": ENDS}
NO_LIST = {"list_attendance_days": FIGURES}


async def seed(world: World) -> None:
    days = school_days(20)
    await held(world.service, world.district_id, days)
    query = covering(world.district_id, days[0], days[-1])
    rows = [said(0, day, "A") for day in days[:3]]
    reply = await world.machine.post(PUSH, json={"items": rows}, params=query)
    assert reply.status_code == 200, reply.text
    world.things["attendance_batch_id"] = reply.json()["batch"]["id"]


async def changeable(world: World, operation: str) -> dict[str, str]:
    """A batch of its own, to be taken back."""
    reply = await world.machine.post(PUSH, json={"items": []})
    return {"attendance_batch_id": reply.json()["batch"]["id"]}
