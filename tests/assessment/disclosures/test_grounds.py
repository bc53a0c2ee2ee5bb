"""Who is no school official of the district's own reads exactly what a legal basis covers, and a line is written of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, token
from tests.assessment import bundles
from tests.assessment.disclosures.factories import World, students_in

LISTS = {
    "roster": "/v1/students",
    "contacts": "/v1/guardians",
    "enrollment": "/v1/enrollments",
    "directory_information": "/v1/directory-information",
}
BY_AGREEMENT = ("studies", "audit_or_evaluation", "legal_order")
REQUIRED = {"studies": True, "audit_or_evaluation": True, "legal_order": True}


@pytest.fixture
async def world(assessment: Service, district_id: UUID) -> World:
    """A district with a roster and a public notice."""
    world = await World(assessment, district_id).seed()
    assert (await world.notice("name", "grade_level")).status_code == 200
    return world


async def seen(caller: httpx.AsyncClient, kind: str) -> set[str]:
    """The students a list shows."""
    reply = await caller.get(LISTS[kind], params={"limit": "500"})
    assert reply.status_code == 200, reply.text
    return {student for item in reply.json()["items"] for student in students_in(kind, item)}


async def refused(caller: httpx.AsyncClient, path: str) -> str:
    """The words of a refusal for want of a basis."""
    reply = await caller.get(path)
    assert (reply.status_code, reply.json()["code"]) == (403, "no_legal_basis"), reply.text
    return str(reply.json()["detail"])


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("basis", BY_AGREEMENT)
async def test_an_agreement_opens_the_kinds_the_party_is_down_for_and_a_line_is_required(
    world: World, basis: str, kind: str
) -> None:
    caller = await world.party(basis, records=[kind], agreement_until=world.today)
    shown = await seen(caller, kind)
    assert shown == {world.student(number) for number in range(12)}
    (line,) = await world.ledger()
    assert set(line["student_ids"]) == shown
    assert (line["basis"], line["records"], line["outcome"]) == (basis, kind, "disclosed")
    assert (line["required_by_99_32"], line["party_id"]) == (True, str(world.parties[basis]))
    assert line["purpose"] == "tutoring"
    for other in LISTS.keys() - {kind}:
        assert "not down for" in await refused(caller, LISTS[other])


@pytest.mark.parametrize("kind", LISTS)
async def test_a_party_that_is_a_school_official_reads_what_it_is_down_for_and_stands_in_no_ledger(
    world: World, kind: str
) -> None:
    caller = await world.party("school_official", records=[kind])
    assert len(await seen(caller, kind)) == 12
    assert await world.ledger() == []
    for other in LISTS.keys() - {kind}:
        await refused(caller, LISTS[other])
    assert {line["outcome"] for line in await world.ledger()} == {"refused"}


@pytest.mark.parametrize("kind", LISTS)
async def test_by_consent_a_party_reads_consenting_students_and_the_kind_they_consented_to(
    world: World, kind: str
) -> None:
    caller = await world.party("consent")
    assert await seen(caller, kind) == set()
    await world.consent(0, records=[kind])
    await world.consent(1, records=[other for other in LISTS if other != kind])
    await world.consent(2, records=[kind], party_id=new_id())
    assert await seen(caller, kind) == {world.student(0)}
    (line,) = await world.ledger()
    assert (line["student_ids"], line["basis"], line["required_by_99_32"]) == ([world.student(0)], "consent", False)


@pytest.mark.parametrize("kind", LISTS)
async def test_a_consent_holds_from_its_first_day_to_its_last_by_the_districts_clock(world: World, kind: str) -> None:
    caller, day = await world.party("consent"), timedelta(days=1)
    spans = [(-2, 0, True), (0, 1, True), (-2, -1, False), (1, 2, False)]
    for number, (begins, ends, _) in enumerate(spans):
        days = {"starts_on": world.today + begins * day, "expires_on": world.today + ends * day}
        await world.consent(number, records=[kind], **days)
    assert await seen(caller, kind) == {world.student(n) for n, (_, _, holds) in enumerate(spans) if holds}


@pytest.mark.parametrize("kind", LISTS)
async def test_a_revocation_takes_effect_at_once_and_an_older_word_does_not_undo_it(world: World, kind: str) -> None:
    caller = await world.party("consent")
    given = await world.consent(0, records=[kind])
    assert await seen(caller, kind) == {world.student(0)}
    revoked = {**given, "revoked_at": datetime.now(UTC), "version": 2}
    await world.assessment.receive(world.district_id, ("partners.consent.recorded.v1", revoked))
    assert await seen(caller, kind) == set()
    await world.assessment.receive(world.district_id, ("partners.consent.recorded.v1", given))
    assert await seen(caller, kind) == set()


async def test_a_single_student_is_decided_as_the_list_is(world: World) -> None:
    caller = await world.party("consent")
    await world.consent(0)
    there = await caller.get(f"/v1/students/{world.student(0)}")
    assert (there.status_code, there.json()["id"]) == (200, world.student(0))
    hidden = await caller.get(f"/v1/students/{world.student(1)}")
    never = await caller.get(f"/v1/students/{new_id()}")
    assert (hidden.status_code, hidden.json()["detail"]) == (404, never.json()["detail"])
    lines = [(line["outcome"], line["student_ids"], line["required_by_99_32"]) for line in await world.ledger()]
    assert lines == [("disclosed", [world.student(0)], False), ("refused", [world.student(1)], True)]


async def test_guardians_name_only_consenting_students_and_filters_find_no_other(
    assessment: Service, district_id: UUID
) -> None:
    found = bundles.files()
    for row in found["users"]:
        if row["sourcedId"] in ("000000", "000001"):
            row["agentSourcedIds"] = "g000000"
    world = World(assessment, district_id)
    await bundles.run(assessment, district_id, bundles.pack(found))
    caller = await world.party("consent")
    await world.consent(0, records=["contacts"])
    (guardian,) = (await caller.get("/v1/guardians")).json()["items"]
    assert guardian["student_ids"] == [world.student(0)]
    other = await caller.get("/v1/guardians", params={"student_id": world.student(1)})
    assert other.json()["items"] == []


@pytest.mark.parametrize("query", [{}, {"updated_since": "2020-01-01T00:00:00Z"}])
async def test_a_person_of_a_party_is_bound_by_role_and_consent_both(world: World, query: dict[str, str]) -> None:
    await world.party("consent")
    party = {"id": str(world.parties["consent"]), "basis": "consent"}
    roles = [("principal", bundles.school(world.district_id, "s1"))]
    bearer = token(world.district_id, world.assessment.scopes, person_id=new_id(), roles=roles, party=party)
    caller = world.assessment.caller(bearer)
    for number in (0, 1):
        await world.consent(number, records=["roster", "contacts", "enrollment"])
    # Student 0 is at s1, student 1 at s2.
    assert {row["id"] for row in (await caller.get("/v1/students", params=query)).json()["items"]} == {world.student(0)}
    guardians = (await caller.get("/v1/guardians", params=query)).json()["items"]
    assert [row["student_ids"] for row in guardians] == [[world.student(0)]]
    rows = (await caller.get("/v1/enrollments", params=query)).json()["items"]
    assert {row["person_id"] for row in rows if row["role"] == "student"} <= {world.student(0), world.student(1)}


ENDED: list[tuple[dict[str, Any], str]] = [
    ({"active": False}, "is ended"),
    ({"agreement_until": "2026-01-01"}, "agreement ended on 2026-01-01"),
]


@pytest.mark.parametrize("basis", ["school_official", "consent", "directory_information", *BY_AGREEMENT])
@pytest.mark.parametrize(("changes", "words"), ENDED)
async def test_what_ended_opens_nothing_and_the_request_is_written_down(
    world: World, basis: str, changes: dict[str, Any], words: str
) -> None:
    caller = await world.party(basis, **changes)
    for path in LISTS.values():
        assert words in await refused(caller, path)
    lines = await world.ledger()
    assert [line["outcome"] for line in lines] == ["refused"] * len(LISTS)
    assert {line["records"]: line["required_by_99_32"] for line in lines} == {
        kind: kind != "directory_information" for kind in LISTS
    }


async def test_a_party_nobody_has_told_of_reads_nothing_whatever_its_token_says(world: World) -> None:
    caller = await world.party("school_official", told=False)
    for path in LISTS.values():
        assert "not known here" in await refused(caller, path)


async def test_the_token_of_a_party_whose_basis_changed_does_not_count(world: World) -> None:
    caller = await world.party("school_official")
    assert len(await seen(caller, "roster")) == 12
    await world.tell_party("school_official", basis="consent", version=2)
    assert await seen(caller, "roster") == set()


async def test_an_order_that_forbids_telling_of_itself_requires_no_line_for_parents(world: World) -> None:
    caller = await world.party("legal_order", sealed=True)
    await seen(caller, "roster")
    (line,) = await world.ledger()
    assert (line["sealed"], line["required_by_99_32"]) == (True, False)


async def test_an_emergency_is_written_down_with_its_access(world: World) -> None:
    emergency = new_id()
    roles = [("principal", bundles.school(world.district_id, "s1"))]
    scopes = world.assessment.scopes
    bearer = token(world.district_id, scopes, person_id=new_id(), roles=roles, emergency_id=str(emergency))
    caller = world.assessment.caller(bearer)
    await caller.get(f"/v1/students/{world.student(0)}")
    (line,) = await world.ledger()
    assert (line["basis"], line["required_by_99_32"]) == ("health_or_safety_emergency", True)
    assert (line["emergency_access_id"], line["student_ids"]) == (str(emergency), [world.student(0)])


async def test_the_districts_own_read_as_ever_and_leave_no_line(world: World) -> None:
    caller = world.assessment.machine(world.district_id)
    for kind in LISTS:
        assert len(await seen(caller, kind)) == 12
    assert await world.ledger() == []


async def test_faults_of_an_import_are_for_officials(world: World) -> None:
    job = (await world.assessment.machine(world.district_id).get("/v1/roster-imports")).json()["items"][0]
    path = f"/v1/roster-imports/{job['id']}/faults"
    for basis in ("consent", "directory_information", *BY_AGREEMENT):
        await refused(await world.party(basis), path)
    assert (await (await world.party("school_official")).get(path)).status_code == 200


async def test_the_audit_says_the_ground_too(world: World) -> None:
    caller = await world.party("studies")
    await seen(caller, "roster")
    (entry,) = await world.assessment.sql(
        "select * from audit_entries where district_id = $1 and action = 'list_students' and party_id is not null",
        world.district_id,
    )
    assert (entry["basis"], entry["records"], entry["required_by_99_32"]) == ("studies", "roster", True)
    assert len(entry["student_ids"]) == 12


@pytest.mark.parametrize("basis", ["school_official", "consent"])
async def test_an_emergency_of_somebody_from_a_party_is_written_down_as_one(world: World, basis: str) -> None:
    await world.party(basis)
    emergency, party_id = str(new_id()), world.parties[basis]
    mentor = ("mentor", bundles.school(world.district_id, "s1"))
    facts: dict[str, Any] = {"party": {"id": str(party_id), "basis": basis}, "emergency_id": emergency}
    bearer = token(world.district_id, ["roster:read"], person_id=new_id(), roles=[mentor], **facts)
    reply = await world.assessment.caller(bearer).get(f"/v1/students/{world.student(1)}")
    assert reply.status_code == 200, reply.text
    (line,) = await world.ledger()
    assert (line["basis"], line["required_by_99_32"]) == ("health_or_safety_emergency", True)
    assert (line["emergency_access_id"], line["party_id"]) == (emergency, str(party_id))


@pytest.mark.parametrize("kind", LISTS)
async def test_a_consent_is_good_for_its_purpose_alone(world: World, kind: str) -> None:
    caller = await world.party("consent")
    await world.consent(0, records=[kind])
    await world.consent(1, records=[kind], purpose="research")
    assert await seen(caller, kind) == {world.student(0)}
    await world.tell_party("consent", purposes=["research", "marketing"], version=2)
    assert await seen(caller, kind) == {world.student(1)}
    assert (await caller.get(f"/v1/students/{world.student(0)}")).status_code == 404


async def test_a_party_by_consent_assigns_and_finds_out_only_students_who_consented(world: World) -> None:
    staff_id, caller = new_id(), await world.party("consent")
    names = {"given_name": "M", "family_name": "N", "email": None, "language": "en"}
    known = {"staff_id": staff_id, **names, "active": True, "version": 1}
    await world.assessment.receive(world.district_id, ("partners.staff.recorded.v1", known))
    await world.consent(0, records=["caseloads"])

    async def assigned(student_id: str) -> tuple[int, str]:
        wish = {"student_id": student_id, "staff_id": str(staff_id), "relation": "mentee", "starts_on": "2026-11-02"}
        reply = await caller.post("/v1/caseload-assignments", json=wish)
        return reply.status_code, reply.json().get("code", "")

    assert await assigned(world.student(0)) == (201, "")
    assert await assigned(world.student(1)) == await assigned(str(new_id())) == (422, "no_such_student")
    (line,) = await world.ledger()
    assert (line["outcome"], line["student_ids"]) == ("refused", [world.student(1)])
