"""What was reported of a student goes along when two become one, whatever was said before of the one that stands for both."""

from uuid import UUID

from shared.testing.calls import Service
from tests.assessment.attendance.factories import covering, enrolled, push, said, standing
from tests.assessment.bundles import person


async def act(assessment: Service, district_id: UUID, what: str) -> None:
    """Make students 0 and 3 one, or two again, and have the worker hear of it."""
    kept, other = (person(district_id, f"{n:06d}") for n in (0, 3))
    body = {"student_id": other, "reason": "same child, entered twice"}
    reply = await assessment.machine(district_id).post(f"/v1/students/{kept}/{what}", json=body)
    assert reply.status_code == 200, reply.text
    kind = "assessment.students.merged.v1" if what == "merge" else "assessment.students.split.v1"
    await assessment.receive(district_id, (kind, (await assessment.published(district_id, kind))[-1]["data"]))


async def test_what_is_said_no_more_of_one_keeps_nothing_of_the_other_behind(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[9]))
    # It was wrong of the one id, and is so of the other.
    await push(assessment, district_id, [said(0, days[0], "P"), said(3, days[0], "U")])
    assert (await standing(assessment, district_id, 0))["days_absent"] == 0
    await act(assessment, district_id, "merge")
    assert (await standing(assessment, district_id, 0))["days_absent"] == 1
    await act(assessment, district_id, "split")
    assert (await standing(assessment, district_id, 0))["days_absent"] == 0
    assert (await standing(assessment, district_id, 3))["days_absent"] == 1
