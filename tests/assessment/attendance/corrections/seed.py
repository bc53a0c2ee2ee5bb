"""A correction of a student's day."""

from tests.assessment.attendance.corrections.factories import CORRECTIONS, correction
from tests.assessment.attendance.factories import school_days
from tests.isolation.answers import ENDS, OF_THEIRS
from tests.isolation.seeds import World

AFTER = ("attendance.batches",)
TO_MENTORS = {"list_attendance_corrections": OF_THEIRS}
UNVERSIONED = {"take_back_attendance_correction": ENDS}
QUERIES = {"read_attendance_history": {"day": "2026-08-24"}}


def bodies(things: dict[str, str]) -> dict[str, object]:
    """Of the student of these things, at a school of theirs."""
    named = {"student_id": things["student_id"], "school_id": things["corrected_school_id"]}
    return {"correct_attendance": {**named, "day": school_days(20)[4].isoformat(), "code": "A"}}


async def seed(world: World) -> None:
    body = correction(world.district_id, 0, 5)
    world.things["corrected_school_id"] = body["school_id"]
    world.things["attendance_correction_id"] = await world.made(CORRECTIONS, body)


async def changeable(world: World, operation: str) -> dict[str, str]:
    """One of its own, to be taken back."""
    return {"attendance_correction_id": await world.made(CORRECTIONS, correction(world.district_id, 0, 6))}
