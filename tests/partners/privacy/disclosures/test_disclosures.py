"""The ledger keeps every line it is told, for good, and a parent gets who saw their child's records in one call."""

import csv
import io
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.factories import consenting_party, disclosed, set_up, signed_consent

TOLD = "assessment.records.disclosed.v1"
READ = "assessment.records.read.v1"


@pytest.fixture
async def caller(partners: Service, district_id: UUID) -> httpx.AsyncClient:
    """A client of a district that is set up."""
    await set_up(partners, district_id, "America/Detroit")
    return partners.machine(district_id)


def read(*student_ids: str, **changes: Any) -> dict[str, Any]:
    """A reading by a school official as assessment tells it."""
    return {
        **{"day": "2026-10-02", "reader_kind": "person", "reader_id": new_id(), "party_id": None},
        **{"records": "roster", "student_ids": list(student_ids)},
        **changes,
    }


async def lines(caller: httpx.AsyncClient, student_id: str, **query: str) -> list[dict[str, Any]]:
    """Who saw a student's records."""
    reply = await caller.get(f"/v1/students/{student_id}/disclosures", params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def test_a_line_is_kept_once_and_found_by_all_it_says(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    one, two, party = str(new_id()), str(new_id()), str(new_id())
    line = disclosed(one, two, party_id=party)
    envelopes = await partners.receive(district_id, (TOLD, line))
    await partners.redeliver(*envelopes)
    other = disclosed(one, basis="consent", required_by_99_32=False, occurred_at="2026-11-01T15:00:00Z")
    await partners.receive(district_id, (TOLD, other))
    rows = (await caller.get("/v1/disclosures")).json()["items"]
    assert [row["id"] for row in rows] == [str(line["disclosure_id"]), str(other["disclosure_id"])]
    assert (set(rows[0]["student_ids"]), rows[0]["service"]) == ({one, two}, "assessment")
    named = (rows[0]["reader"], rows[0]["party"])
    assert named == ({"id": str(line["reader_id"]), "name": None}, {"id": party, "name": None})
    for query, expected in [
        ({"student_id": one}, 2),
        ({"student_id": two}, 1),
        ({"student_id": str(new_id())}, 0),
        ({"party_id": party}, 1),
        ({"basis": "consent"}, 1),
        ({"required_by_99_32": "true"}, 1),
        ({"outcome": "refused"}, 0),
        ({"since": "2026-10-15T00:00:00Z"}, 1),
        ({"until": "2026-10-15T00:00:00Z"}, 1),
        ({"updated_since": "2020-01-01T00:00:00Z"}, 2),
    ]:
        assert len((await caller.get("/v1/disclosures", params=query)).json()["items"]) == expected, query
    bad = await caller.get("/v1/disclosures", params={"basis": "curiosity"})
    assert_refused(bad, 422, "invalid")


@pytest.mark.parametrize("table", ["disclosures", "disclosed_students", "student_readings"])
@pytest.mark.parametrize("deed", ["update {} set district_id = district_id", "delete from {}", "truncate {}"])
async def test_the_database_lets_no_line_be_changed_or_dropped(partners: Service, table: str, deed: str) -> None:
    connection = await asyncpg.connect(partners.settings.database_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(deed.format(table))
    finally:
        await connection.close()


async def test_a_parent_sees_outside_readings_each_and_officials_by_role_and_day(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    student = str(new_id())
    party = (await caller.post("/v1/parties", json=consenting_party())).json()["id"]
    person = (await caller.post("/v1/staff", json={"given_name": "Zoë", "family_name": "Secret"})).json()["id"]
    role = {"staff_id": person, "role": "counselor", "starts_on": "2026-08-01"}
    await caller.post("/v1/role-assignments", json=role)
    by_consent = disclosed(student, party_id=party, basis="consent", purpose="tutoring", required_by_99_32=False)
    mine = read(student, reader_id=person)
    await partners.receive(district_id, (TOLD, by_consent), (READ, mine), (READ, mine), (READ, read(student)))
    await partners.receive(district_id, (READ, mine), (READ, read(str(new_id()), reader_id=person)))
    found = await lines(caller, student)
    assert [(line["who"], line["basis"], line["records"], line["outcome"]) for line in found] == [
        ("Reading Friends", "consent", "roster", "disclosed"),
        *sorted(
            [
                ("counselor", "school_official", "roster", "disclosed"),
                ("school staff", "school_official", "roster", "disclosed"),
            ],
            key=lambda line: [row["who"] for row in found].index(line[0]),
        ),
    ]
    assert (found[0]["purpose"], found[0]["required_by_99_32"]) == ("tutoring", False)
    # The day of a reading begins by the district's clock.
    assert found[1]["at"].startswith(("2026-10-02T04:00:00", "2026-10-02T00:00:00-04"))
    assert "Secret" not in str(found)
    assert [line["who"] for line in await lines(caller, student, until="2026-10-02T00:00:00Z")] == ["Reading Friends"]


async def test_a_reader_is_told_of_by_each_role_once_however_often_they_hold_it(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    person = (await caller.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    for code in ("1", "2"):
        school = (await caller.post("/v1/schools", json={"name": code, "local_code": code})).json()["id"]
        role = {"staff_id": person, "school_id": school, "role": "counselor", "starts_on": "2026-08-01"}
        assert (await caller.post("/v1/role-assignments", json=role)).status_code == 201
    student, by_person = str(new_id()), {"reader_kind": "person", "reader_id": person}
    await partners.receive(district_id, (TOLD, disclosed(student, **by_person)), (READ, read(student, **by_person)))
    assert [line["who"] for line in await lines(caller, student)] == ["counselor", "counselor"]


async def test_of_an_emergency_a_parent_is_told_the_threat_and_who_may_have_heard(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    """34 CFR 99.32(a)(5)."""
    person = (await caller.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    role = {"staff_id": person, "role": "district_coordinator", "starts_on": "2026-01-01"}
    await caller.post("/v1/role-assignments", json=role)
    threat = {"reason": "A student wrote of a plan to harm others.", "disclosed_to": "County sheriff"}
    opener = partners.person(district_id, UUID(person), ("district_coordinator", None))
    opened = (await opener.post("/v1/emergency-access", json=threat)).json()
    student = str(new_id())
    facts = {"basis": "health_or_safety_emergency", "purpose": None, "emergency_access_id": opened["id"]}
    await partners.receive(district_id, (TOLD, disclosed(student, **facts)), (TOLD, disclosed(student)))
    found = await lines(caller, student)
    assert [(line["threat"], line["disclosed_to"]) for line in found] == [
        (threat["reason"], threat["disclosed_to"]),
        (None, None),
    ]
    sheet = (await caller.get(f"/v1/students/{student}/disclosures/export")).text
    assert threat["reason"] in sheet


async def test_what_an_order_forbids_to_tell_of_is_in_the_ledger_and_not_in_the_parents_view(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    student = str(new_id())
    sealed = disclosed(student, basis="legal_order", sealed=True, required_by_99_32=False)
    await partners.receive(district_id, (TOLD, sealed), (TOLD, disclosed(student, outcome="refused")))
    assert len((await caller.get("/v1/disclosures", params={"student_id": student})).json()["items"]) == 2
    assert [(line["basis"], line["outcome"]) for line in await lines(caller, student)] == [("studies", "refused")]


async def test_a_parents_file_holds_the_same_lines_and_no_formula(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    student = str(new_id())
    party = (await caller.post("/v1/parties", json=consenting_party(name="=cmd()|'x'!A1"))).json()["id"]
    told = [(TOLD, disclosed(student, party_id=party)), (READ, read(student))]
    await partners.receive(district_id, *told)
    address = f"/v1/students/{student}/disclosures/export"
    reply = await caller.get(address)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/csv; charset=utf-8; header=present")
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert [(row["basis"], row["required_by_99_32"]) for row in rows] == [("studies", "yes"), ("school_official", "no")]
    assert rows[0]["who"] == "'=cmd()|'x'!A1"
    assert rows[0]["at"].startswith("2026-10-01")
    later = await caller.get(address, params={"since": "2026-10-01T20:00:00Z"})
    assert [row["basis"] for row in csv.DictReader(io.StringIO(later.text))] == ["school_official"]


async def test_a_student_of_a_consent_whom_nobody_read_has_no_line(caller: httpx.AsyncClient) -> None:
    party = (await caller.post("/v1/parties", json=consenting_party())).json()["id"]
    consent = signed_consent(party)
    await caller.post("/v1/consents", json=consent)
    assert await lines(caller, consent["student_id"]) == []
    nobody = await caller.get(f"/v1/students/{new_id()}/disclosures")
    assert_refused(nobody, 404, "not_found")


@pytest.mark.parametrize(
    ("role", "at_school", "status"),
    [
        *(("principal", True, 403), ("school_coordinator", True, 403), ("data_manager", False, 200)),
        *(("district_coordinator", False, 200), ("teacher", True, 403), ("executive_leader", False, 403)),
    ],
)
async def test_who_reads_the_ledger(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient, role: str, at_school: bool, status: int
) -> None:
    student = str(new_id())
    await partners.receive(district_id, (TOLD, disclosed(student)))
    person = partners.person(district_id, new_id(), (role, new_id() if at_school else None))
    for path in (
        "/v1/disclosures",
        f"/v1/students/{student}/disclosures",
        f"/v1/students/{student}/disclosures/export",
    ):
        assert (await person.get(path)).status_code == status, path
    party = partners.outsider(district_id, new_id(), "school_official")
    for path in ("/v1/disclosures", f"/v1/students/{student}/disclosures"):
        assert_refused(await party.get(path), 403, "not_permitted")


async def test_reading_the_ledger_or_a_consent_is_a_reading_of_student_records(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    party = (await caller.post("/v1/parties", json=consenting_party())).json()
    consent = (await caller.post("/v1/consents", json=signed_consent(party["id"]))).json()
    student = consent["student_id"]
    await partners.receive(district_id, (TOLD, disclosed(student)))
    reader = partners.person(district_id, new_id(), ("data_manager", None))
    paths = {
        "/v1/consents": "list_consents",
        f"/v1/consents/{consent['id']}": "read_consent",
        "/v1/disclosures": "list_disclosures",
        f"/v1/students/{student}/disclosures": "list_student_disclosures",
        f"/v1/students/{student}/disclosures/export": "export_student_disclosures",
    }
    for path in paths:
        assert (await reader.get(path)).status_code == 200, path
    rows = await partners.sql(
        """select action, records, student_ids from audit_entries
        where district_id = $1 and records is not null order by id""",
        district_id,
    )
    assert [row["action"] for row in rows] == list(paths.values())
    assert [row["records"] for row in rows] == ["consents"] * 2 + ["disclosures"] * 3
    assert {str(id_) for row in rows for id_ in row["student_ids"]} == {student}
