"""A batch of incidents, one of marks, and one of screening results."""

from tests.assessment.indicators.factories import INCIDENTS, MARKS, RESULTS, SCREENER, incident, mark, result
from tests.isolation.answers import ENDS
from tests.isolation.seeds import World

AFTER = ("attendance.batches", "roster.students")
CSV = b"student_source_id,school_source_id,day,incident_source_id,participation\n000000,s1,2026-08-24,D-9,witness\n"
UPLOADS = {
    "push_incidents": ("text/csv", CSV),
    "push_marks": ("text/csv", b"student_source_id,school_source_id,day,course,grading_period,mark\n"),
    "push_screening_results": ("text/csv", b"student_source_id,school_source_id,day,screener,score\n"),
}
UNVERSIONED = {"take_back_indicator_batch": ENDS}


async def seed(world: World) -> None:
    reply = await world.machine.post(INCIDENTS, json={"items": [incident(0)]})
    assert reply.status_code == 200, reply.text
    world.things["indicator_batch_id"] = reply.json()["batch"]["id"]
    await world.made("/v1/screeners", SCREENER)
    for path, row in ((MARKS, mark(0)), (RESULTS, result(0))):
        assert (await world.machine.post(path, json={"items": [row]})).status_code == 200


async def changeable(world: World, operation: str) -> dict[str, str]:
    """A batch of its own, to be taken back."""
    reply = await world.machine.post(INCIDENTS, json={"items": []})
    return {"indicator_batch_id": reply.json()["batch"]["id"]}
