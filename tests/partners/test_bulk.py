"""Many rows in one call: each with its own fate."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused


async def prepared(partners: Service, district_id: UUID) -> None:
    """Two schools."""
    for code in ("0101", "0102"):
        await partners.machine(district_id).post("/v1/schools", json={"name": "s", "local_code": code})


ITEMS: list[Any] = [
    {"local_code": "0101", "tags": ["title-1"]},
    {"local_code": "9999", "tags": []},
    {"local_code": "0102", "tags": ["Not A Tag"]},
    {"local_code": "0102", "cohort": "2"},
    "no object",
]


async def test_a_faulty_row_does_not_fail_its_neighbours(partners: Service, district_id: UUID) -> None:
    await prepared(partners, district_id)
    reply = await partners.machine(district_id).post("/v1/bulk/schools", json={"items": ITEMS})
    assert reply.status_code == 200, reply.text
    found = reply.json()
    assert (found["done"], found["refused"]) == (2, 3)
    codes = [row["refusal"] and row["refusal"]["code"] for row in found["rows"]]
    assert codes == [None, "not_found", "invalid", None, "invalid"]
    assert found["rows"][2]["refusal"]["errors"][0]["pointer"] == "/items/2/tags/0"
    schools = (await partners.machine(district_id).get("/v1/schools")).json()["items"]
    assert [(school["tags"], school["cohort"]) for school in schools] == [(["title-1"], None), ([], "2")]
    told = await partners.published(district_id, "partners.school.recorded.v1")
    assert len(told) == 4


async def test_validate_only_says_the_same_and_changes_nothing(partners: Service, district_id: UUID) -> None:
    await prepared(partners, district_id)
    before = await partners.published(district_id)
    caller = partners.machine(district_id)
    found = (await caller.post("/v1/bulk/schools?validate_only=true", json={"items": ITEMS})).json()
    assert (found["validate_only"], found["done"], found["refused"]) == (True, 2, 3)
    assert await partners.published(district_id) == before
    assert {school["cohort"] for school in (await caller.get("/v1/schools")).json()["items"]} == {None}


async def test_a_row_that_breaks_a_constraint_is_refused_by_name(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    people = [{"given_name": "A", "family_name": "B"}, {"given_name": "", "family_name": "B"}]
    staff = (await caller.post("/v1/bulk/staff", json={"items": people})).json()
    assert [row["refusal"] is None for row in staff["rows"]] == [True, False]
    role = {"role": "teacher", "starts_on": "2026-08-01"}
    items = [{**role, "staff_id": staff["rows"][0]["id"]}, {**role, "staff_id": str(new_id())}]
    found = (await caller.post("/v1/bulk/role-assignments", json={"items": items})).json()
    assert [row["refusal"] and row["refusal"]["code"] for row in found["rows"]] == [None, "no_such_staff"]
    assert len((await caller.get("/v1/role-assignments")).json()["items"]) == 1


async def test_too_many_rows_are_refused_whole(partners: Service, district_id: UUID) -> None:
    reply = await partners.machine(district_id).post("/v1/bulk/staff", json={"items": [{}] * 1001})
    assert_refused(reply, 422, "invalid")


async def test_a_trial_knows_what_its_earlier_rows_would_have_done(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    staff = await caller.post("/v1/staff", json={"given_name": "A", "family_name": "B"})
    role = {"role": "teacher", "starts_on": "2026-08-01", "staff_id": staff.json()["id"]}
    path, items = "/v1/bulk/role-assignments", {"items": [role, role]}
    before = await partners.published(district_id)
    tried = (await caller.post(path, params={"validate_only": "true"}, json=items)).json()
    assert [row["refusal"] and row["refusal"]["code"] for row in tried["rows"]] == [None, "role_held_already"]
    assert await partners.published(district_id) == before
    entries = "select action, outcome, rows::text from audit_entries where district_id = $1 and action like '%role%' order by id"
    kept = [tuple(entry) for entry in await partners.sql(entries, district_id)]
    assert kept == [("assign_roles", "tried", "[]")]
    done = (await caller.post(path, json=items)).json()
    assert (done["done"], done["refused"]) == (tried["done"], tried["refused"]) == (1, 1)
