"""Whoever asks each list of facts for what changed has what the list shows, whatever happens to the facts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.assessment.attendance.corrections.factories import CORRECTIONS, correction
from tests.assessment.attendance.factories import FIRST, PUSH, covering, enrolled, said, school_days
from tests.assessment.attendance.school_enrollments.factories import ENROLL, enrolling
from tests.assessment.bundles import files, pack, person, run
from tests.assessment.indicators.factories import INCIDENTS, MARKS, RESULTS, SCREENER, incident, mark, result

#: A list, where its facts are sent, one of a student, and the same said otherwise.
Row = Callable[[int], dict[str, Any]]
FACTS: dict[str, tuple[str, Row, dict[str, Any]]] = {
    "/v1/school-enrollments": (ENROLL, lambda n: enrolling(n, FIRST), {"grade": "04"}),
    "/v1/incidents": (INCIDENTS, incident, {"days_removed": 4}),
    "/v1/marks": (MARKS, mark, {"mark": "D"}),
    "/v1/screening-results": (RESULTS, result, {"score": 9}),
}


@dataclass
class Copy:
    """What a client has that asks for what changed since it last asked."""

    assessment: Service
    district_id: UUID
    path: str
    rows: dict[str, Any] = field(default_factory=dict)
    asked_at: str = "2020-01-01T00:00:00Z"

    async def follow(self) -> list[Any]:
        """Ask, and hold what it has then against what the list shows; returns that."""
        asked_at = clock.now().isoformat()
        for row in await self._items(updated_since=self.asked_at):
            if row.get("deleted_at"):
                self.rows.pop(row["id"], None)
            else:
                self.rows[row["id"]] = row
        self.asked_at = asked_at
        shown = await self._items()
        assert self.rows == {row["id"]: row for row in shown}
        return shown

    async def _items(self, **query: str) -> list[Any]:
        reply = await self.assessment.machine(self.district_id).get(self.path, params={"limit": 500, **query})
        assert reply.status_code == 200, reply.text
        # What is reported beside a correction is no part of it.
        return [{**row, **dict.fromkeys(("reported", "disagrees"))} for row in reply.json()["items"]]


async def act(assessment: Service, district_id: UUID, what: str) -> None:
    """Make students 0 and 3 one, or two again, and have the worker hear of it."""
    kept, other = (person(district_id, f"{n:06d}") for n in (0, 3))
    body = {"student_id": other, "reason": "same child, entered twice"}
    reply = await assessment.machine(district_id).post(f"/v1/students/{kept}/{what}", json=body)
    assert reply.status_code == 200, reply.text
    kind = "assessment.students.merged.v1" if what == "merge" else "assessment.students.split.v1"
    await assessment.receive(district_id, (kind, (await assessment.published(district_id, kind))[-1]["data"]))


@pytest.mark.parametrize("path", FACTS)
async def test_facts_that_were_sent(assessment: Service, district_id: UUID, path: str) -> None:
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    assert (await caller.post("/v1/screeners", json=SCREENER)).status_code == 201
    copy, (door, row, otherwise) = Copy(assessment, district_id, path), FACTS[path]

    async def push(*rows: dict[str, Any]) -> str:
        reply = await caller.post(door, json={"items": rows})
        assert (reply.status_code, {one["code"] for one in reply.json()["faults"]} - {"student_held"}) == (200, set())
        return str(reply.json()["batch"]["id"])

    async def take_back(batch: str) -> None:
        room = "attendance" if path == "/v1/school-enrollments" else "indicator"
        assert (await caller.post(f"/v1/{room}-batches/{batch}/take-back")).status_code == 200

    await push(row(0), row(1), row(3), row(12))
    assert len(await copy.follow()) == 3
    corrected = await push({**row(0), **otherwise})
    assert len(await copy.follow()) == 3
    removed = await push({**row(1), "is_removed": True})
    assert len(await copy.follow()) == 2
    await take_back(removed)
    assert len(await copy.follow()) == 3
    await take_back(corrected)
    assert len(await copy.follow()) == 3
    await take_back(await push(row(4)))
    assert len(await copy.follow()) == 3
    job = await run(assessment, district_id, pack(files(13)))
    imported = {"import_id": job["id"], "state": "finished"}
    await assessment.receive(district_id, ("assessment.roster_import.finished.v1", imported))
    assert len(await copy.follow()) == 4
    # Both have the same: of one child it is there once.
    await act(assessment, district_id, "merge")
    assert len(await copy.follow()) == 3
    await act(assessment, district_id, "split")
    assert len(await copy.follow()) == 4


async def test_corrections(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    copy = Copy(assessment, district_id, CORRECTIONS)

    async def correct(student: int, code: str) -> str:
        reply = await caller.post(CORRECTIONS, json=correction(district_id, student, 0, code))
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    first = await correct(0, "U")
    await copy.follow()
    second = await correct(0, "E")
    assert {row["id"]: row["state"] for row in await copy.follow()} == {first: "replaced", second: "standing"}
    other = await correct(3, "U")
    batch = await caller.post(PUSH, json={"items": [said(0, days[0], "E")]}, params=covering(district_id, days[0]))
    assert {row["id"]: row["state"] for row in await copy.follow()} == {
        **{first: "replaced", second: "agreed", other: "standing"}
    }
    taken_back = await caller.post(f"/v1/attendance-batches/{batch.json()['batch']['id']}/take-back")
    assert taken_back.status_code == 200
    assert {row["id"]: row["state"] for row in await copy.follow()}[second] == "standing"
    assert (await caller.post(f"{CORRECTIONS}/{second}/take-back")).status_code == 200
    assert {row["id"]: row["state"] for row in await copy.follow()}[second] == "taken_back"
    for what in ("merge", "split"):
        await act(assessment, district_id, what)
        assert len(await copy.follow()) == 3


@pytest.mark.parametrize("path", ["/v1/attendance-standings", "/v1/attendance-batches"])
async def test_how_students_stand_and_what_was_sent(assessment: Service, district_id: UUID, path: str) -> None:
    days = school_days(60)
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    copy = Copy(assessment, district_id, path)
    sent = []
    for rows in ([said(0, days[0], "U")], [said(3, days[0], "U")]):
        reply = await caller.post(PUSH, json={"items": rows}, params=covering(district_id, days[0], days[9]))
        sent.append(reply.json()["batch"]["id"])
        assert await copy.follow() != []
    for what in ("merge", "split"):
        await act(assessment, district_id, what)
        await copy.follow()
    for batch in sent:
        assert (await caller.post(f"/v1/attendance-batches/{batch}/take-back")).status_code == 200
        await copy.follow()
