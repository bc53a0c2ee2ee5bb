"""What was scored is put right with a reason: the score is found anew, and what stood before stays readable."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.testing.calls import Service, assert_refused
from tests.assessment.measures.administrations.factories import begin, correct, prepare, put, scored_at, withdraw

FORMER = {"points": 3, "possible": 6, "met_threshold": False}


async def corrections_of(caller: httpx.AsyncClient, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What is listed of a row."""
    reply = await caller.get(f"/v1/administrations/{row['id']}/corrections")
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def test_a_correction_scores_anew_and_keeps_what_stood(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    person_id = uuid4()
    caller = assessment.person(district_id, person_id, ("principal", school_id))
    row = await scored_at(caller, school_id, instrument_id)
    assert row["results"]["total"] == FORMER
    reply = await correct(caller, row, {"item_code": "a1", "points": 2}, {"item_code": "b1", "not_applicable": True})
    assert reply.status_code == 200, reply.text
    now = reply.json()
    assert now["results"]["total"] == {"points": 4, "possible": 4, "met_threshold": True}
    assert (now["state"], now["corrections"]) == ("scored", 1)
    assert (now["held_on"], now["scored_on"]) == (row["held_on"], row["scored_on"])
    (kept,) = await corrections_of(caller, row)
    assert (kept["number"], kept["reason"]) == (1, "Read off the wrong sheet.")
    assert kept["corrected_by"] == {"kind": "person", "id": str(person_id), "name": None}
    assert (kept["answers"], kept["results"]) == (row["answers"], row["results"])


async def test_what_is_told_of_a_correction_names_both_scores_and_no_reason(
    assessment: Service, district_id: UUID
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = await scored_at(caller, school_id, instrument_id, school_year="2026-27")
    now = (await correct(caller, row, {"item_code": "a1", "points": 2, "note": "a word"})).json()
    _, scored, event = await assessment.published(district_id, "assessment.administration.%")
    data = event["data"]
    assert event["type"] == "assessment.administration.corrected.v1"
    assert (data["points"], data["possible"], data["met_threshold"]) == (5, 6, True)
    assert data["former"]["points"] == 3
    assert [part["points"] for part in data["former"]["subscales"]] == [2, 1]
    assert [part["points"] for part in data["subscales"]] == [4, 1]
    assert (data["item_count"], data["applicable_count"], data["former"]["applicable_count"]) == (3, 3, 3)
    assert (data["subject_kind"], data["subject_id"], data["school_id"]) == ("school", str(school_id), str(school_id))
    assert (data["school_year"], data["window"], data["sequence"]) == ("2026-27", "fall", 1)
    assert (data["held_on"], data["corrections"]) == (row["held_on"], 1)
    assert (scored["data"]["version"], data["version"]) == (row["version"], now["version"])
    assert "wrong sheet" not in str(event)
    assert "a word" not in str(event)


async def test_each_correction_keeps_the_one_before(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = await scored_at(caller, school_id, instrument_id)
    points = [row["results"]["total"]["points"]]
    for more in (1, 2):
        row = (await correct(caller, row, {"item_code": "a1", "points": more}, reason=f"Again {more}.")).json()
        points.append(row["results"]["total"]["points"])
    kept = await corrections_of(caller, row)
    assert [(one["number"], one["reason"]) for one in kept] == [(1, "Again 1."), (2, "Again 2.")]
    assert [one["results"]["total"]["points"] for one in kept] == points[:2] == [3, 4]


async def test_a_correction_that_cannot_be_scored_changes_nothing(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = await scored_at(caller, school_id, instrument_id)
    assert_refused(await correct(caller, row, {"item_code": "a1"}), 409, "items_unanswered")
    assert_refused(await correct(caller, row, {"item_code": "zz", "points": 1}), 422, "answers_unfit")
    assert_refused(await correct(caller, row, {"item_code": "a1", "points": 0}), 422, "nothing_corrected")
    assert_refused(await correct(caller, row, {"item_code": "a1", "points": 1}, reason=" "), 422, "invalid")
    stale = await correct(caller, {**row, "version": 1}, {"item_code": "a1", "points": 1})
    assert_refused(stale, 412, "stale")
    assert (await caller.get(f"/v1/administrations/{row['id']}")).json() == row
    assert await corrections_of(caller, row) == []
    assert len(await assessment.published(district_id, "assessment.administration.corrected%")) == 0


async def test_corrections_are_read_by_whom_the_administration_is_shown_to(
    assessment: Service, district_id: UUID
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    row = await scored_at(assessment.machine(district_id), school_id, instrument_id)
    row = (await correct(assessment.machine(district_id), row, {"item_code": "a1", "points": 1})).json()
    path = f"/v1/administrations/{row['id']}/corrections"
    for place, status in ((school_id, 200), (uuid4(), 404)):
        reply = await assessment.person(district_id, uuid4(), ("principal", place)).get(path)
        assert reply.status_code == status
    elsewhere = assessment.person(district_id, uuid4(), ("principal", uuid4()))
    assert_refused(await correct(elsewhere, row, {"item_code": "a1", "points": 2}), 404, "not_found")
    assert_refused(await withdraw(elsewhere, row), 404, "not_found")


async def test_a_scored_one_is_withdrawn_with_its_reason_and_had_again(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = await scored_at(caller, school_id, instrument_id)
    gone = (await withdraw(caller, row, "The other Oak.")).json()
    assert (gone["state"], gone["withdrawn_reason"]) == ("withdrawn", "The other Oak.")
    assert (gone["results"], gone["answers"]) == (row["results"], row["answers"])
    (event,) = await assessment.published(district_id, "assessment.administration.withdrawn.v1")
    assert event["data"]["former"]["points"] == 3
    assert event["data"]["held_on"] == row["held_on"]
    assert "Oak" not in str(event)
    again = await scored_at(caller, school_id, instrument_id)
    assert (again["sequence"], again["school_year"]) == (1, row["school_year"])


async def test_an_open_one_is_withdrawn_with_a_reason_alone(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = (await begin(caller, school_id, instrument_id)).json()
    await put(caller, row, {"item_code": "a0", "points": 1})
    path = f"/v1/administrations/{row['id']}/withdraw"
    for body in ({}, {"reason": ""}, {"reason": None}):
        reply = await caller.post(path, json=body)
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (await withdraw(caller, row)).json()["state"] == "withdrawn"
    (event,) = await assessment.published(district_id, "assessment.administration.withdrawn.v1")
    assert (event["data"]["former"], event["data"]["held_on"], event["data"]["scored_on"]) == (None, None, None)
    assert_refused(await withdraw(caller, row), 409, "withdrawn_already")


async def test_the_audit_says_who_corrected(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.person(district_id, uuid4(), ("school_coordinator", school_id))
    row = await scored_at(caller, school_id, instrument_id)
    await correct(caller, row, {"item_code": "a1", "points": 1})
    found = await assessment.sql(
        "select rows, reason from audit_entries where district_id = $1 and action = 'correct_administration'",
        district_id,
    )
    assert len(found) == 1
    assert row["id"] in found[0]["rows"]
    assert "school_coordinator at the school" in found[0]["reason"]
