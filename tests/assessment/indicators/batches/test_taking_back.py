"""Of what several batches say of one fact the newest word that stands holds, also of students who became one."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment.attendance.factories import enrolled
from tests.assessment.bundles import files, pack, person, run
from tests.assessment.indicators.factories import act, incident, listed, push


async def sent(assessment: Service, district_id: UUID, *words: str | None, student: int = 0) -> list[str]:
    """Batches that each say this behavior of one incident, or (None) that there is none; their ids."""
    rows = [incident(student, behavior=word) if word else incident(student, is_removed=True) for word in words]
    return [(await push(assessment, district_id, [row]))["batch"]["id"] for row in rows]


async def take_back(assessment: Service, district_id: UUID, batch_id: str) -> dict[str, Any]:
    """Take a batch back; the batch."""
    reply = await assessment.machine(district_id).post(f"/v1/indicator-batches/{batch_id}/take-back")
    assert reply.status_code == 200, reply.text
    event = (await assessment.published(district_id, "assessment.indicator_batch.taken_back.v1"))[-1]
    return dict(event["data"])


async def behaviors(assessment: Service, district_id: UUID) -> list[str]:
    """Of the incidents there are."""
    return [one["behavior"] for one in await listed(assessment, district_id)]


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
async def test_what_several_batches_say_stands_until_the_last_is_taken_back(
    assessment: Service, district_id: UUID, order: tuple[int, ...]
) -> None:
    await enrolled(assessment, district_id)
    batches = await sent(assessment, district_id, "A", "A", "A")
    (first,) = await listed(assessment, district_id)
    for number in order[:2]:
        assert (await take_back(assessment, district_id, batches[number]))["changed_count"] == 0
        (found,) = await listed(assessment, district_id)
        assert (found["id"], found["behavior"]) == (first["id"], "A")
    assert (await take_back(assessment, district_id, batches[order[2]]))["changed_count"] == 1
    assert await behaviors(assessment, district_id) == []


@pytest.mark.parametrize(
    ("words", "taken_back", "stands"),
    [
        (["A", "A", "B"], [0, 2], ["A"]),
        (["A", "B", "B"], [1, 2], ["A"]),
        (["A", "B", "A"], [2, 1], ["A"]),
        (["A", "B", "B"], [0, 1], ["B"]),
        (["A", None, None], [1], []),
        (["A", None, None], [1, 2], ["A"]),
        (["A", "A", None], [0, 2], ["A"]),
    ],
)
async def test_the_newest_word_that_stands_holds(
    assessment: Service, district_id: UUID, words: list[str | None], taken_back: list[int], stands: list[str]
) -> None:
    await enrolled(assessment, district_id)
    batches = await sent(assessment, district_id, *words)
    for number in taken_back:
        await take_back(assessment, district_id, batches[number])
    assert await behaviors(assessment, district_id) == stands


async def test_a_row_that_waited_says_nothing_of_what_was_said_since(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await sent(assessment, district_id, "OLD", student=12)
    job = await run(assessment, district_id, pack(files(13)))
    await sent(assessment, district_id, "NEW", student=12)
    finished = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await assessment.receive(district_id, finished)
    assert await behaviors(assessment, district_id) == ["NEW"]
    assert await assessment.sql("select from indicator_held_rows where district_id = $1", district_id) == []


async def test_what_stayed_with_the_other_student_stands_again(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    kept, other = person(district_id, "000000"), person(district_id, "000003")
    (first,) = await sent(assessment, district_id, "A", student=3)
    (second,) = await sent(assessment, district_id, "B", student=0)
    await act(assessment, district_id, "merge", kept, other)
    assert await behaviors(assessment, district_id) == ["B"]
    await take_back(assessment, district_id, second)
    assert await behaviors(assessment, district_id) == ["A"]
    await act(assessment, district_id, "split", kept, other)
    assert [(one["student_id"], one["behavior"]) for one in await listed(assessment, district_id)] == [(other, "A")]
    await take_back(assessment, district_id, first)
    assert await behaviors(assessment, district_id) == []
