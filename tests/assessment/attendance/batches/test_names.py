"""Whom rows name: a day of which a row reached nobody is not whole, and rows that wait count once they name somebody."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment.attendance.factories import begun, covering, enrolled, owed, push, said
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
    ]
    assert (told["batch"]["day_count"], told["batch"]["held_count"], told["batch"]["changed_count"]) == (10, 2, 1)
    assert await owed(assessment, district_id, days[:4]) == [days[0].isoformat(), days[1].isoformat()]


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
