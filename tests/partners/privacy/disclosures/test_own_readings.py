"""What school officials read in partners itself stands in the parent's view too, out of partners' own audit."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.privacy.disclosures.recording import keep_own_readings
from shared.audit import chain
from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.factories import consenting_party, disclosed, set_up, signed_consent

VENDOR = {
    **{"name": "Forms Inc.", "kind": "vendor", "basis": "school_official", "purposes": ["administration"]},
    **{"records": ["roster"], "agreement_reference": "A", "criteria": "c", "direct_control": "d"},
    "agreement_until": "2099-01-31",
}


@pytest.fixture
async def caller(partners: Service, district_id: UUID) -> httpx.AsyncClient:
    """A client of a district that is set up."""
    await set_up(partners, district_id)
    return partners.machine(district_id)


async def consent_of(caller: httpx.AsyncClient) -> dict[str, Any]:
    """A consent somebody signed."""
    party = (await caller.post("/v1/parties", json=consenting_party())).json()["id"]
    return dict((await caller.post("/v1/consents", json=signed_consent(party))).json())


async def keep(partners: Service) -> None:
    """What the worker's timers do."""
    await chain.seal(partners.app.state.db)
    await keep_own_readings(partners.app.state.db, partners.settings)


async def seen(caller: httpx.AsyncClient, student_id: str) -> list[tuple[str, str, str]]:
    """Who saw which records of a student, on which basis."""
    reply = await caller.get(f"/v1/students/{student_id}/disclosures")
    assert reply.status_code == 200, reply.text
    return sorted((line["who"], line["records"], line["basis"]) for line in reply.json()["items"])


async def test_a_vendors_and_a_persons_reading_of_a_consent_is_a_line_and_the_districts_systems_is_none(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    consent = await consent_of(caller)
    vendor_id = (await caller.post("/v1/parties", json=VENDOR)).json()["id"]
    vendor = partners.outsider(district_id, UUID(vendor_id), "school_official")
    staff_id = (await caller.post("/v1/staff", json={"given_name": "A", "family_name": "Secret"})).json()["id"]
    held = {"staff_id": staff_id, "role": "data_manager", "starts_on": "2026-01-01"}
    await caller.post("/v1/role-assignments", json=held)
    person = partners.person(district_id, UUID(staff_id), ("data_manager", None))
    for reader in (vendor, vendor, person, caller):
        assert (await reader.get("/v1/consents")).status_code == 200
        assert (await reader.get(f"/v1/consents/{consent['id']}")).status_code == 200
    expected = [("Forms Inc.", "consents", "school_official"), ("data_manager", "consents", "school_official")]
    for _ in range(2):
        await keep(partners)
        assert await seen(caller, consent["student_id"]) == expected
    await person.get(f"/v1/students/{consent['student_id']}/disclosures")
    await keep(partners)
    assert await seen(caller, consent["student_id"]) == [
        *expected,
        ("data_manager", "disclosures", "school_official"),
    ]


async def test_whoever_reads_in_the_ledger_what_an_order_seals_gives_nothing_away(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    sealed, shown = str(new_id()), str(new_id())
    for student, order in ((sealed, True), (shown, False)):
        line = disclosed(student, basis="legal_order", sealed=order, required_by_99_32=not order)
        await partners.receive(district_id, ("assessment.records.disclosed.v1", line))
    person = partners.person(district_id, new_id(), ("data_manager", None))
    assert (await person.get("/v1/disclosures")).status_code == 200
    await keep(partners)
    assert await seen(caller, sealed) == []
    assert len(await seen(caller, shown)) == 2


async def test_a_district_whose_readings_cannot_be_kept_holds_up_no_other(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    other = new_id()
    await set_up(partners, other)
    students = {}
    for district in (district_id, other):
        consent = await consent_of(partners.machine(district))
        person = partners.person(district, new_id(), ("data_manager", None))
        assert (await person.get(f"/v1/consents/{consent['id']}")).status_code == 200
        students[district] = consent["student_id"]
    zone = "update districts set timezone = $2 where district_id = $1"
    for broken in (district_id, other):
        whole = next(district for district in (district_id, other) if district != broken)
        await partners.sql(zone, broken, "Nowhere")
        await keep(partners)
        await partners.sql(zone, broken, "UTC")
        assert len(await seen(partners.machine(whole), students[whole])) == 1
    await keep(partners)
    assert len(await seen(caller, students[district_id])) == 1
