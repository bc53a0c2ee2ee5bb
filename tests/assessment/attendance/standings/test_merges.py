"""What was reported of a student goes along when two become one, whatever was said before of the one that stands for both."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment.attendance.factories import covering, enrolled, push, said, standing
from tests.assessment.attendance.school_enrollments.factories import enroll, enrolling
from tests.assessment.bundles import items, person


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


async def take_back(assessment: Service, district_id: UUID, told: dict[str, Any]) -> None:
    path = f"/v1/attendance-batches/{told['batch']['id']}/take-back"
    reply = await assessment.machine(district_id).post(path)
    assert reply.status_code == 200, reply.text


async def test_what_stayed_with_the_other_counts_once_its_place_is_free(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[9]))
    first = await push(assessment, district_id, [said(3, days[0], "U")])
    second = await push(assessment, district_id, [said(0, days[0], "T")])
    await act(assessment, district_id, "merge")
    assert (await standing(assessment, district_id, 0))["days_absent"] == 0
    await take_back(assessment, district_id, second)
    assert (await standing(assessment, district_id, 0))["days_absent"] == 1
    await act(assessment, district_id, "split")
    assert [(await standing(assessment, district_id, n))["days_absent"] for n in (0, 3)] == [0, 1]
    await take_back(assessment, district_id, first)
    assert [(await standing(assessment, district_id, n))["days_absent"] for n in (0, 3)] == [0, 0]


async def test_who_is_said_to_be_there_since_gets_nothing_from_the_other(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[9]))
    await push(assessment, district_id, [said(3, days[0], "U")])
    second = await push(assessment, district_id, [said(0, days[0], "T")])
    await act(assessment, district_id, "merge")
    await push(assessment, district_id, [said(0, days[0], "P")])
    await take_back(assessment, district_id, second)
    assert (await standing(assessment, district_id, 0))["days_absent"] == 0


async def test_an_enrolment_that_a_word_of_the_other_makes_goes_back_with_it(
    assessment: Service, district_id: UUID
) -> None:
    await enrolled(assessment, district_id)
    kept, other = (person(district_id, f"{n:06d}") for n in (0, 3))

    async def found() -> list[tuple[str, str]]:
        rows = await items(assessment, district_id, "/v1/school-enrollments")
        return sorted((row["student_id"], row["ends_on"]) for row in rows)

    first = await enroll(assessment, district_id, [enrolling(3, "2026-08-24", "2026-10-01")])
    both = [enrolling(3, "2026-08-24", "2026-11-01"), enrolling(0, "2026-08-24", "2026-12-01")]
    second = await enroll(assessment, district_id, both)
    await act(assessment, district_id, "merge")
    await take_back(assessment, district_id, second)
    assert await found() == [(kept, "2026-10-01")]
    await act(assessment, district_id, "split")
    assert await found() == [(other, "2026-10-01")]
    await take_back(assessment, district_id, first)
    assert await found() == []
