"""Of batches of enrolments that stand the newest word holds, in whichever order they came and are taken back."""

import random
from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import enrolled
from tests.assessment.attendance.school_enrollments.factories import enroll, enrolling
from tests.assessment.bundles import items, pack, run

#: An enrolment, by student and first day; what is said of it: its last day and grade, or that there is none.
Key = tuple[int, str]
Word = tuple[str | None, str] | None


class Batches:
    """What was sent, and what holds of it."""

    def __init__(self, assessment: Service, district_id: UUID) -> None:
        self.assessment, self.id = assessment, district_id
        self.said: dict[str, dict[Key, Word]] = {}

    async def send(self, words: dict[Key, Word]) -> str:
        rows = [
            enrolling(number, begins, word[0], grade=word[1]) if word else enrolling(number, begins, is_removed=True)
            for (number, begins), word in words.items()
        ]
        told = await enroll(self.assessment, self.id, rows)
        self.said[told["batch"]["id"]] = words
        return str(told["batch"]["id"])

    async def take_back(self, batch_id: str) -> None:
        reply = await self.assessment.machine(self.id).post(f"/v1/attendance-batches/{batch_id}/take-back")
        assert reply.status_code == 200, reply.text
        del self.said[batch_id]

    @property
    def holds(self) -> list[tuple[Any, ...]]:
        found: dict[Key, Word] = {}
        for words in self.said.values():
            found |= words
        return sorted((f"{number:06d}", begins, *word) for (number, begins), word in found.items() if word)

    async def found(self) -> list[tuple[Any, ...]]:
        numbers = {bundles.person(self.id, f"{number:06d}"): f"{number:06d}" for number in range(20)}
        rows = await items(self.assessment, self.id, "/v1/school-enrollments")
        return sorted((numbers[row["student_id"]], row["begins_on"], row["ends_on"], row["grade"]) for row in rows)


A, B = "2026-08-24", "2026-09-14"
KEYS: list[Key] = [(0, A), (0, B), (3, A)]
WORDS: list[Word] = [None, (None, "03"), (None, "04"), ("2026-12-18", "03")]


@pytest.mark.parametrize("seed", range(4))
async def test_what_stood_there_before_stands_again(assessment: Service, district_id: UUID, seed: int) -> None:
    await enrolled(assessment, district_id)
    dice, batches = random.Random(seed), Batches(assessment, district_id)
    for _ in range(14):
        if batches.said and dice.random() < 0.4:
            await batches.take_back(dice.choice(sorted(batches.said)))
        else:
            keys = dice.sample(KEYS, dice.randint(1, 3))
            await batches.send({key: dice.choice(WORDS) for key in keys})
        assert await batches.found() == batches.holds
    while batches.said:
        await batches.take_back(dice.choice(sorted(batches.said)))
        assert await batches.found() == batches.holds


@pytest.mark.parametrize("first", [0, 1])
async def test_what_waited_for_its_student_is_as_old_as_it_was_sent(
    assessment: Service, district_id: UUID, first: int
) -> None:
    """Two batches speak of a student to come; whichever is taken back, before or after they come, the other holds."""
    await enrolled(assessment, district_id)
    batches = Batches(assessment, district_id)
    sent = [await batches.send({(12, A): (None, "03")}), await batches.send({(12, A): ("2026-12-18", "04")})]
    await come(assessment, district_id)
    assert await batches.found() == batches.holds
    await batches.take_back(sent[first])
    assert await batches.found() == batches.holds
    await batches.take_back(sent[1 - first])
    assert await batches.found() == batches.holds


async def test_one_taken_back_while_it_waits_leaves_the_other(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    batches = Batches(assessment, district_id)
    await batches.send({(12, A): (None, "03")})
    await batches.take_back(await batches.send({(12, A): ("2026-12-18", "04")}))
    await come(assessment, district_id)
    assert await batches.found() == batches.holds


async def come(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(bundles.files(13)))
    finished = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await assessment.receive(district_id, finished)
