"""What holds of a batch whichever its feed: parts are taken once, rows wait for their students, and what waits is forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment.attendance.factories import FIRST, PUSH, enrolled, said
from tests.assessment.attendance.school_enrollments.factories import ENROLL, enrolling
from tests.assessment.bundles import files, pack, run
from tests.assessment.indicators.factories import INCIDENTS, MARKS, RESULTS, SCREENER, incident, mark, result


@dataclass(frozen=True)
class Feed:
    """A feed: where its rows are sent, one of a student, what its codes begin with, and its tables."""

    path: str
    row: Callable[[int], dict[str, Any]]
    codes: str
    table: str
    held: str

    @property
    def batches(self) -> str:
        return f"/v1/{self.codes}-batches"


FEEDS = {
    "attendance events": Feed(
        PUSH, lambda n: said(n, FIRST, "U"), "attendance", "attendance_events", "attendance_held_rows"
    ),
    "enrolments": Feed(
        ENROLL, lambda n: enrolling(n, FIRST), "attendance", "school_enrollments", "school_enrollment_held_rows"
    ),
    "incidents": Feed(INCIDENTS, incident, "indicator", "incidents", "indicator_held_rows"),
    "marks": Feed(MARKS, mark, "indicator", "marks", "indicator_held_rows"),
    "screening results": Feed(RESULTS, result, "indicator", "screening_results", "indicator_held_rows"),
}


@pytest.fixture(params=FEEDS)
async def feed(request: pytest.FixtureRequest, assessment: Service, district_id: UUID) -> Feed:
    """Each of them, in a district of twelve students."""
    await enrolled(assessment, district_id)
    assert (await assessment.machine(district_id).post("/v1/screeners", json=SCREENER)).status_code == 201
    return FEEDS[request.param]


def named(feed: Feed, student: int, **name: Any) -> dict[str, Any]:
    """A row that names its student otherwise."""
    row = {**feed.row(student), **name}
    del row["student_source_id"]
    return row


async def facts(assessment: Service, district_id: UUID, feed: Feed) -> int:
    """How many are in force."""
    return len(
        await assessment.sql(
            f"select from {feed.table} where district_id = $1 and superseded_at is null",
            district_id,
        )
    )


async def waiting(assessment: Service, district_id: UUID, feed: Feed) -> list[str]:
    """Whom rows wait for."""
    rows = await assessment.sql(
        f'select student from {feed.held} where district_id = $1 order by part, "row"',
        district_id,
    )
    return [row["student"] for row in rows]


async def test_each_part_is_taken_once_and_the_last_one_sent_again_completes(
    assessment: Service, district_id: UUID, feed: Feed
) -> None:
    caller = assessment.machine(district_id)

    async def push(*students: int, **query: Any) -> Any:
        return await caller.post(feed.path, json={"items": [feed.row(n) for n in students]}, params=query)

    first: dict[str, Any] = {"batch": "night", "complete": False}
    assert (await push(0, **first)).json()["batch"]["state"] == "open"
    assert (await push(0, **first)).json()["batch"]["row_count"] == 1
    assert_refused(await push(1, **first), 409, f"{feed.codes}_part_differs")
    second: dict[str, Any] = {"batch": "night", "part": 2}
    assert_refused(await push(1, **second, rows=3), 409, f"{feed.codes}_rows_missing")
    assert (await push(1, 2, **second, complete=False)).json()["batch"]["state"] == "open"
    assert await facts(assessment, district_id, feed) == 0
    whole = (await push(1, 2, **second, rows=3)).json()
    counts = ("state", "row_count", "changed_count", "held_count", "refused_count", "fault_count")
    assert [whole["batch"][one] for one in counts] == ["applied", 3, 3, 0, 0, 0]
    assert await facts(assessment, district_id, feed) == 3
    assert (await push(1, 2, **second)).json()["batch"]["version"] == whole["batch"]["version"]
    assert_refused(await push(3, **second | {"part": 3}), 409, f"{feed.codes}_batch_complete")
    url = f"{feed.batches}/{whole['batch']['id']}/take-back"
    assert (await caller.post(url)).json()["state"] == "taken_back"
    assert_refused(await push(3, **second | {"part": 3}), 409, f"{feed.codes}_batch_taken_back")
    assert_refused(await push(1, 2, **second), 409, f"{feed.codes}_batch_taken_back")
    assert_refused(await push(0, **first), 409, f"{feed.codes}_batch_taken_back")
    assert_refused(await caller.post(url), 409, f"{feed.codes}_batch_taken_back")


async def test_a_batch_that_lacks_a_part_stays_open(assessment: Service, district_id: UUID, feed: Feed) -> None:
    caller = assessment.machine(district_id)

    async def push(student: int, part: int, **query: Any) -> Any:
        return await caller.post(
            feed.path, json={"items": [feed.row(student)]}, params={"batch": "night", "part": part, **query}
        )

    assert (await push(1, 2, complete=False)).status_code == 200
    refused = await push(4, 5)
    assert_refused(refused, 409, f"{feed.codes}_parts_missing")
    assert refused.json()["detail"] == "Of 5 parts these did not come: 1, 3, 4."
    (batch,) = (await caller.get(feed.batches, params={"batch": "night"})).json()["items"]
    assert (batch["state"], [part["part"] for part in batch["parts"]]) == ("open", [2])
    assert await facts(assessment, district_id, feed) == 0
    for part, student in ((3, 2), (1, 0), (4, 3)):
        assert (await push(student, part, complete=False)).json()["batch"]["state"] == "open"
    whole = (await push(4, 5)).json()["batch"]
    assert (whole["state"], whole["changed_count"], whole["row_count"]) == ("applied", 5, 5)
    # A name of which the last part alone came lacks the others.
    assert_refused(await push(5, 2, batch="other"), 409, f"{feed.codes}_parts_missing")


async def test_rows_wait_for_their_students_and_count_once_they_come(
    assessment: Service, district_id: UUID, feed: Feed
) -> None:
    await assessment.sql(
        "update students set local_id = '77' where district_id = $1 and source_id in ('000000', '000003')", district_id
    )
    caller = assessment.machine(district_id)
    shared, nobody = named(feed, 0, student_local_id="77"), named(feed, 0, student_id=str(new_id()))
    rows = [feed.row(12), feed.row(12), feed.row(99), shared, nobody]
    told = (await caller.post(feed.path, json={"items": rows})).json()
    counts = ("row_count", "changed_count", "held_count", "refused_count", "fault_count")
    assert [told["batch"][one] for one in counts] == [5, 0, 4, 1, 5]
    assert sorted((one["row"], one["code"]) for one in told["faults"]) == [
        *((row, "student_held") for row in (1, 2, 3)),
        (4, "student_unclear"),
        (5, "student_unknown"),
    ]
    assert await waiting(assessment, district_id, feed) == ["000012", "000012", "000099", "77"]
    # An incident of somebody else who waits is of another kind, and stays what it is.
    await caller.post(INCIDENTS, json={"items": [incident(12, "D-2")]})
    job = await run(assessment, district_id, pack(files(13)))
    await assessment.receive(
        district_id, ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    )
    others = 1 if feed.table == "incidents" else 0
    assert await facts(assessment, district_id, feed) == 1 + others
    assert await waiting(assessment, district_id, feed) == ["000099", "77"]
    assert (await caller.post(f"{feed.batches}/{told['batch']['id']}/take-back")).status_code == 200
    assert await waiting(assessment, district_id, feed) == []
