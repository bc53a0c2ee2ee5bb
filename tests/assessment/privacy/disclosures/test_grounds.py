"""Who is no school official of the district's own reads exactly what a legal basis covers, and a line is written of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, token
from shared.testing.databases import PATIENCE
from tests.assessment import bundles
from tests.assessment.privacy.disclosures.factories import (
    LISTS,
    World,
    at_school,
    enrolled_at,
    in_emergency,
    refused,
    seen,
)

BY_AGREEMENT = ("studies", "audit_or_evaluation", "legal_order")
REQUIRED = {"studies": True, "audit_or_evaluation": True, "legal_order": True}


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


@pytest.mark.parametrize("kind", ["roster", "contacts", "enrollment"])
async def test_in_an_emergency_only_what_the_roles_do_not_show_is_read_on_its_ground(world: World, kind: str) -> None:
    oak, elm = (bundles.school(world.district_id, code) for code in ("s1", "s2"))
    own, others = await at_school(world, "s2"), await at_school(world, "s1")
    caller = in_emergency(world, ("principal", elm), oak)
    if kind == "enrollment":
        own, others = await enrolled_at(world, "s2"), await enrolled_at(world, "s1")
        own -= others
    assert await seen(caller, kind) == own | others
    (line,) = await world.ledger()
    assert (line["basis"], line["required_by_99_32"]) == ("health_or_safety_emergency", True)
    assert (set(line["student_ids"]), line["records"], line["party_id"]) == (others, kind, None)
    entries = await world.assessment.sql(
        "select basis, student_ids from audit_entries where district_id = $1 and records = $2 and actor like 'person:%'",
        world.district_id,
        kind,
    )
    by_basis = {entry["basis"]: {str(student) for student in entry["student_ids"]} for entry in entries}
    expected = {None: own, "health_or_safety_emergency": others}
    assert by_basis == {basis: students for basis, students in expected.items() if students}


async def test_one_student_is_read_in_an_emergency_or_by_a_role(world: World) -> None:
    oak, elm = (bundles.school(world.district_id, code) for code in ("s1", "s2"))
    caller = in_emergency(world, ("principal", elm), oak)
    mine, other = min(await at_school(world, "s2")), min(await at_school(world, "s1"))
    assert (await caller.get(f"/v1/students/{mine}")).status_code == 200
    assert await world.ledger() == []
    assert (await caller.get(f"/v1/students/{other}")).status_code == 200
    (line,) = await world.ledger()
    assert (line["basis"], line["student_ids"]) == ("health_or_safety_emergency", [other])


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
    entries = await world.assessment.sql(
        "select from audit_entries where district_id = $1 and records = 'roster_import_faults'", world.district_id
    )
    assert len(entries) == 1


async def test_the_audit_says_the_ground_too(world: World) -> None:
    caller = await world.party("studies")
    await seen(caller, "roster")
    (entry,) = await world.assessment.sql(
        "select * from audit_entries where district_id = $1 and action = 'list_students' and party_id is not null",
        world.district_id,
    )
    assert (entry["basis"], entry["records"], entry["required_by_99_32"]) == ("studies", "roster", True)
    assert len(entry["student_ids"]) == 12


@pytest.mark.parametrize("basis", ["school_official", "consent", "studies"])
async def test_an_emergency_lifts_no_partys_bounds(world: World, basis: str) -> None:
    """Whether there is a threat the district finds (34 CFR 99.36(c)); its finding is not the party's to use."""
    await world.party(basis, active=False)
    oak, elm = (bundles.school(world.district_id, code) for code in ("s1", "s2"))
    party = {"id": str(world.parties[basis]), "basis": basis}
    caller = in_emergency(world, ("principal", elm), oak, party=party)
    assert "ended" in await refused(caller, "/v1/students")
    await world.tell_party(basis, active=True, version=2)
    if basis == "consent":
        assert await seen(caller, "roster") == set()
    else:
        assert await seen(caller, "roster") == await at_school(world, "s2")
    assert {line["basis"] for line in await world.ledger()} == {basis}


async def test_a_refusal_names_the_student_and_does_not_tell_whether_there_is_one(world: World) -> None:
    caller = await world.party("directory_information", records=["directory_information"])
    known, unknown = world.student(0), str(new_id())
    for student in (known, unknown):
        await refused(caller, f"/v1/students/{student}")
    lines = await world.ledger()
    assert [line["student_ids"] for line in lines] == [[known], [unknown]]
    assert {(line["outcome"], line["purpose"], line["required_by_99_32"]) for line in lines} == {
        ("refused", "tutoring", True)
    }
    wishes = [
        {"student_id": student, "staff_id": str(new_id()), "relation": "mentee", "starts_on": "2026-11-02"}
        for student in (known, unknown)
    ]
    reply = await caller.post("/v1/bulk/caseload-assignments?validate_only=true", json={"items": wishes})
    assert {row["refusal"]["code"] for row in reply.json()["rows"]} == {"no_legal_basis"}
    assert [line["student_ids"] for line in (await world.ledger())[2:]] == [[known], [unknown]]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/guardians?student_id={id}",
        "/v1/enrollments?person_id={id}",
        "/v1/caseload-assignments?student_id={id}",
        "/v1/students?source_id={source}",
    ],
)
async def test_to_ask_a_list_for_one_student_without_consent_is_a_request_refused(world: World, path: str) -> None:
    caller = await world.party("consent")
    student = world.student(3)
    (source,) = await world.assessment.sql(
        "select source_id from students where district_id = $1 and id = $2", world.district_id, UUID(student)
    )
    reply = await caller.get(path.format(id=student, source=source["source_id"]))
    assert (reply.status_code, reply.json()["items"]) == (200, [])
    (line,) = await world.ledger()
    assert (line["outcome"], line["student_ids"], line["required_by_99_32"]) == ("refused", [student], True)
    (act,) = await world.assessment.sql(
        "select outcome, rows::text from audit_entries where district_id = $1 and action = 'asked_without_consent'",
        world.district_id,
    )
    assert (act["outcome"], student in act["rows"]) == ("refused", True)
    assert (await caller.get(path.format(id=new_id(), source="nobody"))).json()["items"] == []
    assert len(await world.ledger()) == 1


async def test_many_refusals_at_once_wait_for_no_second_connection(world: World) -> None:
    """One connection each: requests that hold one and want another could wait for each other, in every district."""
    caller = await world.party("studies", active=False)
    pool = world.assessment.app.state.db
    count = 4 * pool.pool_size
    async with asyncio.timeout(PATIENCE):
        replies = await asyncio.gather(*(caller.get("/v1/students") for _ in range(count)))
    assert {reply.status_code for reply in replies} == {403}
    assert len(await world.ledger()) == count


async def test_guardians_of_nobody_leave_to_no_party(world: World) -> None:
    await world.assessment.sql("delete from student_guardians where district_id = $1", world.district_id)
    own = (await world.assessment.machine(world.district_id).get("/v1/guardians")).json()["items"]
    assert own
    for basis in ("studies", "consent", "school_official"):
        assert (await (await world.party(basis)).get("/v1/guardians")).json()["items"] == []


async def test_a_student_enrolled_as_an_aide_is_written_down_too(world: World) -> None:
    student = world.student(0)
    await world.assessment.sql(
        "update enrollments set role = 'aide' where district_id = $1 and person_id = $2",
        world.district_id,
        UUID(student),
    )
    caller = await world.party("studies")
    items = (await caller.get(f"/v1/enrollments?person_id={student}")).json()["items"]
    assert {(item["role"], item["is_student"]) for item in items} == {("aide", True)}
    (line,) = await world.ledger()
    assert line["student_ids"] == [student]


async def test_by_consent_a_party_sees_who_teaches_and_a_student_only_consented_to_even_as_an_aide(
    world: World,
) -> None:
    aide = "update enrollments set role = 'aide' where district_id = $1 and person_id = $2"
    await world.assessment.sql(aide, world.district_id, UUID(world.student(0)))
    caller = await world.party("consent")
    for consented, seen_as in ((False, ["teacher"]), (True, ["aide", "teacher"])):
        if consented:
            await world.consent(0, records=["enrollment"])
        rows = (await caller.get("/v1/enrollments", params={"limit": "500"})).json()["items"]
        assert sorted(row["role"] for row in rows) == seen_as
    (line,) = await world.ledger()
    assert line["student_ids"] == [world.student(0)]


async def test_a_page_on_which_nobody_stands_is_no_reading(world: World) -> None:
    caller = await world.party("studies")
    assert (await caller.get("/v1/students", params={"school_id": str(new_id())})).json()["items"] == []
    read = "select student_ids from audit_entries where district_id = $1 and action = 'list_students'"
    assert (await world.ledger(), await world.assessment.sql(read, world.district_id)) == ([], [])
    assert len(await seen(caller, "roster")) == 12
    (entry,) = await world.assessment.sql(read, world.district_id)
    assert len(entry["student_ids"]) == 12


async def test_a_line_by_consent_says_what_was_consented_to(world: World) -> None:
    caller = await world.party("consent", purposes=["tutoring", "marketing"])
    await world.consent(0)
    await world.consent(1, purpose="marketing")
    await world.consent(1)
    await seen(caller, "roster")
    lines = {tuple(line["student_ids"]): line["purpose"] for line in await world.ledger()}
    assert lines == {(world.student(0),): "tutoring", (world.student(1),): "marketing tutoring"}


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
    await world.assessment.receive(world.district_id, *bundles.at_work(staff_id))
    await world.consent(0, records=["caseloads"])

    async def assigned(student_id: str) -> tuple[int, str]:
        wish = {"student_id": student_id, "staff_id": str(staff_id), "relation": "mentee", "starts_on": "2026-11-02"}
        reply = await caller.post("/v1/caseload-assignments", json=wish)
        return reply.status_code, reply.json().get("code", "")

    assert await assigned(world.student(0)) == (201, "")
    assert await assigned(world.student(1)) == await assigned(str(new_id())) == (422, "no_such_student")
    (line,) = await world.ledger()
    assert (line["outcome"], line["student_ids"]) == ("refused", [world.student(1)])
