"""Whom rows name: a day of which a row reached nobody is not whole, and rows that wait count once they name somebody."""

from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import begun, covering, enrolled, owed, push, said, standing
from tests.assessment.bundles import files, pack, person, run


async def fact_count(assessment: Service, district_id: UUID) -> int:
    path = "select from attendance_events where district_id = $1 and superseded_at is null"
    return len(await assessment.sql(path, district_id))


def by_number(student: int, day: Any, code: str, number: str) -> dict[str, Any]:
    row = {**said(student, day, code), "student_local_id": number}
    del row["student_source_id"]
    return row


async def test_a_day_of_which_a_row_reached_nobody_is_not_whole(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await assessment.sql(
        "update students set local_id = '77' where district_id = $1 and source_id in ('000000', '000003')", district_id
    )
    nobody = {**said(0, days[1], "U"), "student_source_id": None, "student_id": str(new_id())}
    rows = [by_number(0, days[0], "U", "77"), nobody, said(6, days[0], "U"), said(12, days[2], "U")]
    told = await push(assessment, district_id, rows, **covering(district_id, days[0], days[3]))
    assert sorted((one["row"], one["code"], one["pointer"]) for one in told["faults"]) == [
        (1, "student_unclear", "/student_local_id"),
        (2, "student_unknown", "/student_id"),
        (4, "student_held", "/student_source_id"),
    ]
    assert (told["batch"]["day_count"], told["batch"]["held_count"], told["batch"]["changed_count"]) == (9, 2, 1)
    assert await owed(assessment, district_id, days[:4]) == [day.isoformat() for day in days[:3]]
    path = f"/v1/attendance-batches/{told['batch']['id']}/faults"
    listed = (await assessment.machine(district_id).get(path)).json()["items"]
    assert [(one["row"], one["code"]) for one in listed] == [
        *((1, "student_unclear"), (2, "student_unknown"), (4, "student_held")),
    ]


async def pushed(assessment: Service, district_id: UUID, source_id: str) -> None:
    """A student comes, and the worker hears of it."""
    body = {"given_name": "Ana", "family_name": "Bo", "school_source_id": "s1"}
    reply = await assessment.machine(district_id).put(f"/v1/students/sis/{source_id}", json=body)
    assert reply.status_code in (200, 201), reply.text
    event = (await assessment.published(district_id, "assessment.students.named.v1"))[-1]
    await assessment.receive(district_id, ("assessment.students.named.v1", event["data"]))


async def batch_of(assessment: Service, district_id: UUID, told: dict[str, Any]) -> dict[str, Any]:
    reply = await assessment.machine(district_id).get(f"/v1/attendance-batches/{told['batch']['id']}")
    return dict(reply.json())


@pytest.mark.parametrize("listed", ["exceptions", "everybody"])
async def test_a_day_of_which_rows_wait_is_whole_once_all_their_students_have_come(
    assessment: Service, district_id: UUID, listed: str
) -> None:
    days = await enrolled(assessment, district_id)
    whole = covering(district_id, days[0], days[1], listed)
    here = [said(student, days[0], "P") for student in (3, 6, 9)]
    rows = [said(0, days[0], "U"), said(12, days[0], "U"), said(15, days[0], "P")]
    told = await push(assessment, district_id, [*here, *rows], **whole)
    assert [(one["row"], one["code"]) for one in told["faults"]] == [(5, "student_held"), (6, "student_held")]
    facts = ("day_count", "held_count", "first_on", "last_on")
    span = [days[0].isoformat(), days[1].isoformat()]
    assert [told["batch"][name] for name in facts] == [5, 2, *span]
    day = [days[0].isoformat()]
    assert await owed(assessment, district_id, days[:1]) == day
    assert (await standing(assessment, district_id, 0))["days_absent"] == 0
    await pushed(assessment, district_id, "000012")
    assert await owed(assessment, district_id, days[:1]) == day
    await pushed(assessment, district_id, "000015")
    assert await owed(assessment, district_id, days[:1]) == []
    assert [(await batch_of(assessment, district_id, told))[name] for name in facts] == [6, 2, *span]
    assert (await standing(assessment, district_id, 0))["days_absent"] == 1
    # Once is enough.
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(days[30])))
    assert (await batch_of(assessment, district_id, told))["day_count"] == 6
    # Of a report that came on top and is taken back again the day is as it was let go.
    later = await push(assessment, district_id, [], **covering(district_id, days[0], listed="exceptions"))
    assert (await standing(assessment, district_id, 0))["days_absent"] == 0
    back = await assessment.machine(district_id).post(f"/v1/attendance-batches/{later['batch']['id']}/take-back")
    assert back.status_code == 200
    assert (await standing(assessment, district_id, 0))["days_absent"] == 1
    assert await owed(assessment, district_id, days[:1]) == []


async def test_a_day_that_waits_is_no_longer_what_it_was_before_and_is_again_once_that_is_taken_back(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id)
    whole, day = covering(district_id, days[0]), [days[0].isoformat()]
    await push(assessment, district_id, [said(0, days[0], "U")], **whole)
    assert (await standing(assessment, district_id, 0))["days_absent"] == 1
    typo = await push(assessment, district_id, [{**said(0, days[0], "U"), "student_source_id": "00000O"}], **whole)
    assert (typo["batch"]["day_count"], await owed(assessment, district_id, days[:1])) == (2, day)
    back = await assessment.machine(district_id).post(f"/v1/attendance-batches/{typo['batch']['id']}/take-back")
    assert back.status_code == 200
    assert await owed(assessment, district_id, days[:1]) == []
    assert (await standing(assessment, district_id, 0))["days_absent"] == 1


async def test_a_later_report_of_a_day_that_waits_stands_in_its_place(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    whole = covering(district_id, days[0])
    await push(assessment, district_id, [said(12, days[0], "U")], **whole)
    mended = await push(assessment, district_id, [said(0, days[0], "U")], **whole)
    assert (mended["batch"]["day_count"], await owed(assessment, district_id, days[:1])) == (3, [])
    await pushed(assessment, district_id, "000012")
    school = bundles.school(district_id, "s1")
    path = f"/v1/schools/{school}/attendance-days?first_on={days[0]}&last_on={days[0]}"
    (day,) = (await assessment.machine(district_id).get(path)).json()["items"]
    assert (day["reported"], day["attendance_batch_id"]) == (True, mended["batch"]["id"])


async def test_rows_count_once_whom_they_name_is_pushed(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    # Of two that wait of the same, the later one stands, now as ever.
    told = await push(assessment, district_id, [said(12, days[0], "E"), said(12, days[0], "U")])
    assert told["batch"]["held_count"] == 2
    caller = assessment.machine(district_id)
    body = {"given_name": "Ana", "family_name": "Bo", "school_source_id": "s1"}
    reply = await caller.put("/v1/students/sis/000012", json=body)
    assert reply.status_code in (200, 201), reply.text
    (event,) = await assessment.published(district_id, "assessment.students.named.v1")
    await assessment.receive(district_id, ("assessment.students.named.v1", event["data"]))
    assert await fact_count(assessment, district_id) == 1
    facts = await assessment.sql("select outcome from attendance_events where district_id = $1", district_id)
    assert [fact["outcome"] for fact in facts] == ["unexcused"]
    assert await assessment.sql("select from attendance_held_rows where district_id = $1", district_id) == []


async def test_rows_count_once_a_student_has_the_id_they_name(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    row = {**said(0, days[0], "U"), "student_source_id": "new-0"}
    await push(assessment, district_id, [row])
    address = f"/v1/students/{person(district_id, '000000')}/aliases"
    reply = await assessment.machine(district_id).post(address, json={"source": "sis", "source_id": "new-0"})
    assert reply.status_code in (200, 201), reply.text
    (event,) = await assessment.published(district_id, "assessment.students.named.v1")
    await assessment.receive(district_id, ("assessment.students.named.v1", event["data"]))
    assert await fact_count(assessment, district_id) == 1


async def test_rows_count_once_one_student_alone_has_a_number(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    twins = [person(district_id, one) for one in ("000000", "000003")]
    await assessment.sql(
        "update students set local_id = '77' where district_id = $1 and id = any ($2::uuid[])", district_id, twins
    )
    await push(assessment, district_id, [by_number(0, days[0], "U", "77")])
    body = {"student_id": str(twins[1]), "reason": "the same child"}
    reply = await assessment.machine(district_id).post(f"/v1/students/{twins[0]}/merge", json=body)
    assert reply.status_code in (200, 201), reply.text
    (event,) = await assessment.published(district_id, "assessment.students.merged.v1")
    await assessment.receive(district_id, ("assessment.students.merged.v1", event["data"]))
    assert await fact_count(assessment, district_id) == 1


async def test_each_day_what_waited_is_looked_at(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [by_number(0, days[0], "U", "78")])
    await assessment.sql(
        "update students set local_id = '78' where district_id = $1 and source_id = '000000'", district_id
    )
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(days[30])))
    assert await fact_count(assessment, district_id) == 1


async def test_the_last_part_sent_again_completes(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = {"batch": "b", **covering(district_id, days[0])}
    await push(assessment, district_id, [said(0, days[0], "U")], part=1, complete="false", **query)
    await push(assessment, district_id, [said(3, days[0], "U")], part=2, complete="false", **query)
    last = await push(assessment, district_id, [said(3, days[0], "U")], part=2, rows=2, **query)
    facts = ("state", "row_count", "changed_count", "day_count")
    assert [last["batch"][name] for name in facts] == ["applied", 2, 2, 3]
    again = await push(assessment, district_id, [said(3, days[0], "U")], part=2, rows=2, **query)
    assert again["batch"] == last["batch"]


async def test_a_row_that_waited_says_nothing_of_what_was_said_since(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(12, days[0], "U"), said(12, days[1], "U")])
    job = await run(assessment, district_id, pack(files(13)))
    newer = await push(assessment, district_id, [said(12, days[0], "E")])
    finished = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await assessment.receive(district_id, finished)
    query = "select code from attendance_events where district_id = $1 and superseded_at is null order by day"
    assert [row["code"] for row in await assessment.sql(query, district_id)] == ["E", "U"]
    assert await assessment.sql("select from attendance_held_rows where district_id = $1", district_id) == []
    path = f"/v1/attendance-batches/{newer['batch']['id']}/take-back"
    assert (await assessment.machine(district_id).post(path)).status_code == 200
    assert [row["code"] for row in await assessment.sql(query, district_id)] == ["U"]


async def test_of_rows_that_waited_the_one_sent_last_stands(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    for code in "UE":
        await push(assessment, district_id, [said(12, days[0], code)])
    job = await run(assessment, district_id, pack(files(13)))
    finished = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await assessment.receive(district_id, finished)
    query = "select code from attendance_events where district_id = $1 and superseded_at is null"
    assert [row["code"] for row in await assessment.sql(query, district_id)] == ["E"]
