"""Terms by hand: where they may lie, whose they are, and how they go."""

from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.calendar.calendars.years import add_year

FALL: dict[str, Any] = {
    **{"kind": "semester", "code": "S1", "title": "Fall", "starts_on": "2026-08-24", "ends_on": "2026-12-18"},
}
SPRING: dict[str, Any] = {**FALL, "code": "S2", "title": "Spring", "starts_on": "2026-12-19", "ends_on": "2027-06-11"}


async def add(scheduling: Service, district_id: UUID, **wish: Any) -> dict[str, Any]:
    """A term."""
    reply = await scheduling.machine(district_id).post("/v1/terms", json=wish)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def test_a_day_says_which_terms_it_lies_in(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    year, caller = await add_year(scheduling, district_id), scheduling.machine(district_id)
    oak = str(schools["0101"])
    for wish in (FALL, SPRING, {**FALL, "kind": "grading_period", "code": "Q1", "ends_on": "2026-10-23"}):
        await add(scheduling, district_id, school_year_id=year["id"], **wish)
    await add(scheduling, district_id, school_year_id=year["id"], school_id=oak, **{**FALL, "ends_on": "2027-01-29"})

    async def terms_on(day: str, school_id: str | None) -> list[str]:
        query = {"from": day, "until": day} | ({"school_id": school_id} if school_id else {})
        (found,) = (await caller.get("/v1/calendar", params=query)).json()["days"]
        return list(found["terms"])

    assert await terms_on("2026-09-01", None) == ["Q1", "S1"]
    assert await terms_on("2027-01-04", None) == ["S2"]
    # Oak's own semesters stand instead of the district's, its grading periods are the district's.
    assert await terms_on("2027-01-04", oak) == ["S1"]
    assert await terms_on("2027-02-01", oak) == []
    assert await terms_on("2026-09-01", oak) == ["Q1", "S1"]
    own = (await caller.get("/v1/terms", params={"school_id": oak})).json()["items"]
    assert [term["code"] for term in own] == ["S1"]


async def test_a_term_changes_and_goes(scheduling: Service, district_id: UUID) -> None:
    year, caller = await add_year(scheduling, district_id), scheduling.machine(district_id)
    term = await add(scheduling, district_id, school_year_id=year["id"], **FALL)
    path = f"/v1/terms/{term['id']}"
    moved = await caller.patch(path, json={"ends_on": "2027-01-15"}, headers={"If-Match": '"1"'})
    assert (moved.status_code, moved.json()["ends_on"], moved.json()["version"]) == (200, "2027-01-15", 2)
    read = await caller.get(path)
    assert read.json() == moved.json()
    assert read.headers["etag"].partition("-")[0] == moved.headers["etag"].partition("-")[0] == '"2'
    assert (await caller.delete(path)).status_code == 204
    assert (await caller.get(path)).status_code == 404
    assert (await caller.get("/v1/terms")).json()["items"] == []
    (gone,) = (await caller.get("/v1/terms", params={"updated_since": term["created_at"]})).json()["items"]
    assert gone["deleted_at"] is not None
    await add(scheduling, district_id, school_year_id=year["id"], **FALL)


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"ends_on": "2026-08-23"}, 422, "days_out_of_order"),
        ({"starts_on": "2026-08-23"}, 422, "term_outside_school_year"),
        ({"ends_on": "2027-06-12"}, 422, "term_outside_school_year"),
        ({"school_year_id": str(new_id())}, 422, "no_such_school_year"),
        ({"school_id": str(new_id())}, 422, "no_such_school"),
        ({"code": "T1"}, 422, "terms_overlap"),
        ({"kind": "term"}, 409, "term_code_taken"),
        ({"kind": "decade"}, 422, "invalid"),
    ],
)
async def test_a_term_that_cannot_be_is_refused_with_its_name(
    scheduling: Service, district_id: UUID, wrong: dict[str, Any], status: int, code: str
) -> None:
    year = await add_year(scheduling, district_id)
    await add(scheduling, district_id, school_year_id=year["id"], **FALL)
    reply = await scheduling.machine(district_id).post(
        "/v1/terms", json={"school_year_id": year["id"], **FALL, **wrong}
    )
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text


async def test_a_change_that_would_overlap_is_refused_and_one_within_itself_is_not(
    scheduling: Service, district_id: UUID
) -> None:
    year, caller = await add_year(scheduling, district_id), scheduling.machine(district_id)
    fall = await add(scheduling, district_id, school_year_id=year["id"], **FALL)
    await add(scheduling, district_id, school_year_id=year["id"], **SPRING)
    path, match = f"/v1/terms/{fall['id']}", {"If-Match": '"1"'}
    refused = await caller.patch(path, json={"ends_on": "2026-12-19"}, headers=match)
    assert_refused(refused, 422, "terms_overlap")
    assert (await caller.patch(path, json={"ends_on": "2026-12-17"}, headers=match)).status_code == 200


async def test_a_schools_own_year_is_no_place_for_the_districts_terms(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    own = await add_year(scheduling, district_id, school_id=str(schools["0101"]))
    wish = {**FALL, "school_year_id": own["id"]}
    reply = await scheduling.machine(district_id).post("/v1/terms", json=wish)
    assert_refused(reply, 422, "no_such_school_year")
    await add(scheduling, district_id, **{**wish, "school_id": str(schools["0101"])})
