"""A batch of incidents."""

from tests.assessment.indicators.factories import INCIDENTS, incident
from tests.isolation.answers import ENDS
from tests.isolation.seeds import World

AFTER = ("attendance.batches", "roster.students")
CSV = b"student_source_id,school_source_id,day,incident_source_id,participation\n000000,s1,2026-08-24,D-9,witness\n"
UPLOADS = {"push_incidents": ("text/csv", CSV)}
UNVERSIONED = {"take_back_indicator_batch": ENDS}


async def seed(world: World) -> None:
    reply = await world.machine.post(INCIDENTS, json={"items": [incident(0)]})
    assert reply.status_code == 200, reply.text
    world.things["indicator_batch_id"] = reply.json()["batch"]["id"]


async def changeable(world: World, operation: str) -> dict[str, str]:
    """A batch of its own, to be taken back."""
    reply = await world.machine.post(INCIDENTS, json={"items": []})
    return {"indicator_batch_id": reply.json()["batch"]["id"]}
