"""Whom to turn to for a student, who has custody, and who must not be contacted."""

from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, person, run, school

BULK = "/v1/bulk/student-contacts"
CHILD, MOTHER, FATHER = "000000", "g000000", "g000003"


def wish(contact: str = MOTHER, **said: Any) -> dict[str, Any]:
    return {"student_source_id": CHILD, "contact_source_id": contact, "priority": 1, **said}


async def put(assessment: Service, district_id: UUID, *rows: dict[str, Any]) -> list[str | None]:
    """Send them; the codes of their refusals."""
    reply = await assessment.machine(district_id).post(BULK, json={"items": list(rows)})
    assert reply.status_code == 200, reply.text
    return [row["refusal"] and row["refusal"]["code"] for row in reply.json()["rows"]]


async def contacts(assessment: Service, district_id: UUID) -> list[dict[str, Any]]:
    return await items(assessment, district_id, f"/v1/students/{person(district_id, CHILD)}/contacts")


async def test_contacts_stand_in_their_order_and_nobody_is_told_how_to_reach_who_must_not_be_contacted(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    father = wish(FATHER, priority=2, relationship="father", no_contact=True, has_custody=False)
    mother = wish(relationship="mother", lives_with=True, has_custody=True, household="Hill Road 7")
    assert await put(assessment, district_id, father, mother) == [None, None]
    first, second = await contacts(assessment, district_id)
    assert (first["guardian_id"], first["email"], first["lives_with"]) == (
        *(person(district_id, MOTHER), "g000000@example.org"),
        True,
    )
    assert UUID(first["household_id"])
    assert (second["given_name"], second["no_contact"]) == ("Gus", True)
    assert {second[way] for way in ("email", "phone", "sms")} == {None}
    events = await assessment.published(district_id)
    assert not [event for event in events if "Hill Road" in str(event) or "no_contact" in str(event)]
    assert await put(assessment, district_id, father, mother) == [None, None]
    assert await contacts(assessment, district_id) == [first, second]


async def test_who_calls_home_sees_about_whom_they_must_not_call(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    next(row for row in found["users"] if row["sourcedId"] == CHILD)["agentSourcedIds"] = f"{MOTHER},{FATHER}"
    await run(assessment, district_id, pack(found))
    await put(assessment, district_id, wish(FATHER, no_contact=True))
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school(district_id, "s1")))
    rows = {row["id"]: row for row in (await teacher.get("/v1/guardians?limit=500")).json()["items"]}
    father = rows[person(district_id, FATHER)]
    assert father["no_contact_student_ids"] == [person(district_id, CHILD)]
    assert set(father["student_ids"]) == {person(district_id, CHILD), person(district_id, "000003")}
    assert rows[person(district_id, MOTHER)]["no_contact_student_ids"] == []


async def test_that_somebody_must_not_be_contacted_outlives_the_rosters_word(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    await put(assessment, district_id, wish(no_contact=True))
    found = bundles.files()
    next(row for row in found["users"] if row["sourcedId"] == CHILD)["agentSourcedIds"] = ""
    await run(assessment, district_id, pack(found))
    await run(assessment, district_id, pack(bundles.files()))
    (mother,) = await contacts(assessment, district_id)
    assert mother["no_contact"] is True
    # What a row does not say stays as it is, until something else is said; and a contact can be removed.
    await put(assessment, district_id, wish(relationship="mother", household="Hill Road 7", lives_with=True))
    await put(assessment, district_id, wish(lives_with=None))
    (mother,) = await contacts(assessment, district_id)
    assert (mother["no_contact"], mother["relationship"], mother["lives_with"]) == (True, "mother", None)
    assert mother["household_id"]
    await put(assessment, district_id, wish(no_contact=False))
    assert [one["no_contact"] for one in await contacts(assessment, district_id)] == [False]
    assert await put(assessment, district_id, wish(is_removed=True)) == [None]
    assert await contacts(assessment, district_id) == []


async def test_what_names_nobody_is_refused_alone(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    rows = [wish("nobody"), wish(student_source_id="nobody"), wish("t1"), wish(priority=0), wish()]
    codes = [*("no_such_contact", "no_such_student", "no_such_contact", "invalid"), None]
    assert await put(assessment, district_id, *rows) == codes
    assert len(await contacts(assessment, district_id)) == 1


@pytest.mark.parametrize(
    ("role", "where", "reads", "writes"),
    [
        *(("data_manager", None, 200, 1), ("principal", "s1", 200, 1), ("counselor", "s1", 200, None)),
        *(("principal", "s2", 404, 0), ("teacher", "s1", 404, None)),
    ],
)
async def test_who_reads_and_says_them(
    assessment: Service, district_id: UUID, role: str, where: str | None, reads: int, writes: int | None
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    held = (role, school(district_id, where) if where else None)
    caller = assessment.person(district_id, new_id(), held)
    reply = await caller.get(f"/v1/students/{person(district_id, CHILD)}/contacts")
    assert reply.status_code == reads
    sent = await caller.post(BULK, json={"items": [wish()]})
    if writes is None:
        assert_refused(sent, 403, "not_permitted")
    else:
        assert sent.json()["done"] == writes


async def test_a_scope_of_students_is_none_of_contacts(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    caller = assessment.machine(district_id, "roster:read")
    reply = await caller.get(f"/v1/students/{person(district_id, CHILD)}/contacts")
    assert_refused(reply, 403, "scope_missing")
