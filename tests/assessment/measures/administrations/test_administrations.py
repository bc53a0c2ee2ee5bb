"""An instrument is answered about a school, and the answers are scored once."""

from uuid import UUID, uuid4

import pytest

from shared.testing.calls import Service, assert_refused
from tests.assessment.measures.administrations.factories import begin, prepare, put, withdraw
from tests.assessment.measures.instruments.factories import small


async def test_answers_become_results_and_an_event(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = (await begin(caller, school_id, instrument_id)).json()
    assert (row["state"], row["answers"], row["results"]) == ("open", [], None)
    first = {"item_code": "a0", "points": 2, "note": "seen in every room"}
    row = (await put(caller, row, {"item_code": "a1", "points": 0}, first)).json()
    assert [answer["item_code"] for answer in row["answers"]] == ["a0", "a1"]
    blocked = await caller.post(f"/v1/administrations/{row['id']}/score")
    assert_refused(blocked, 409, "items_unanswered")
    assert "b1" in blocked.json()["detail"]
    row = (await put(caller, row, {"item_code": "b1", "not_applicable": True})).json()
    scored = (await caller.post(f"/v1/administrations/{row['id']}/score")).json()
    assert scored["results"] == {
        "total": {"points": 2, "possible": 4, "met_threshold": False},
        "subscales": [
            {"code": "a", "points": 2, "possible": 4, "met_threshold": True},
            {"code": "b", "points": 0, "possible": 0, "met_threshold": None},
        ],
    }
    opened, event = (await assessment.published(district_id, "assessment.administration%"))[:2]
    assert opened["type"] == "assessment.administration.opened.v2"
    assert (event["data"]["points"], event["data"]["possible"], event["data"]["met_threshold"]) == (2, 4, False)
    assert event["data"]["subscales"] == scored["results"]["subscales"]
    assert "seen in every room" not in str(event)
    again = await caller.post(f"/v1/administrations/{row['id']}/score")
    assert_refused(again, 409, "scored_already")
    late = await put(caller, scored, {"item_code": "a0", "points": 1})
    assert late.json()["code"] == "administration_not_open"


async def test_one_wrong_answer_changes_nothing(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = (await begin(caller, school_id, instrument_id)).json()
    wrong = {"item_code": "a1", "not_applicable": True}
    reply = await put(caller, row, {"item_code": "a0", "points": 2}, wrong, {"item_code": "b1", "points": 7})
    assert_refused(reply, 422, "answers_unfit")
    assert {error["pointer"]: error["code"] for error in reply.json()["errors"]} == {
        "/answers/1/not_applicable": "always_applies",
        "/answers/2/points": "points_not_offered",
    }
    assert (await caller.get(f"/v1/administrations/{row['id']}")).json()["answers"] == []


async def test_a_stale_answer_is_refused(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = (await begin(caller, school_id, instrument_id)).json()
    await put(caller, row, {"item_code": "a0", "points": 2})
    assert (await put(caller, row, {"item_code": "a0", "points": 1})).status_code == 412


async def test_an_instrument_is_open_once_per_school_and_window(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = (await begin(caller, school_id, instrument_id)).json()
    assert (await begin(caller, school_id, instrument_id)).json()["code"] == "administration_exists"
    assert (await begin(caller, school_id, instrument_id, "spring")).status_code == 201
    assert (await withdraw(caller, row)).json()["state"] == "withdrawn"
    assert (await begin(caller, school_id, instrument_id)).status_code == 201
    listed = await caller.get("/v1/administrations", params={"window": "fall", "instrument_code": "check"})
    assert [one["state"] for one in listed.json()["items"]] == ["withdrawn", "open"]


async def test_only_what_the_district_has_can_be_administered(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    assert (await begin(caller, uuid4(), instrument_id)).json()["code"] == "no_such_school"
    assert (await begin(caller, school_id, str(uuid4()))).json()["code"] == "no_such_instrument"
    draft = (await caller.post("/v1/instruments", json={**small(), "version": "2"})).json()["id"]
    assert (await begin(caller, school_id, draft)).json()["code"] == "instrument_not_published"


async def test_people_administer_at_their_own_school(assessment: Service, district_id: UUID) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    mine = assessment.person(district_id, uuid4(), ("school_coordinator", school_id))
    other = assessment.person(district_id, uuid4(), ("school_coordinator", uuid4()))
    above = assessment.person(district_id, uuid4(), ("district_team_member", None))
    teacher = assessment.person(district_id, uuid4(), ("teacher", school_id))
    assert (await begin(other, school_id, instrument_id)).json()["code"] == "not_permitted"
    row = (await begin(mine, school_id, instrument_id)).json()
    for caller, status, count in ((mine, 200, 1), (above, 200, 1), (other, 404, 0), (teacher, 404, 0)):
        assert (await caller.get(f"/v1/administrations/{row['id']}")).status_code == status
        assert len((await caller.get("/v1/administrations")).json()["items"]) == count
    assert (await put(other, row, {"item_code": "a0", "points": 2})).status_code == 404


@pytest.mark.parametrize(("name", "value"), [("points", True), ("points", "2"), ("not_applicable", "yes")])
async def test_an_answer_is_a_whole_number_or_a_truth(
    assessment: Service, district_id: UUID, name: str, value: object
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    row = (await begin(caller, school_id, instrument_id)).json()
    reply = await put(caller, row, {"item_code": "b1", name: value})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, f"/answers/0/{name}")
