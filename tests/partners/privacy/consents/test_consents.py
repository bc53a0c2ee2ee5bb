"""A consent has every part 34 CFR 99.30 wants, or it is none; it is revoked at once and for good."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.partners.privacy.consents import rules
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.factories import consenting_party, place, set_up, signed_consent
from tests.partners.privacy.parties.factories import OFFICIAL

PARTS = ("records", "purpose", "purpose_text", "party_id", "signed_by", "signed_how", "signed_on", "document_reference")


@pytest.fixture
async def caller(partners: Service, district_id: UUID) -> httpx.AsyncClient:
    """A client of a district that is set up."""
    await set_up(partners, district_id)
    return partners.machine(district_id)


@pytest.fixture
async def party_id(caller: httpx.AsyncClient) -> str:
    """A party that reads what parents consent to."""
    return str((await caller.post("/v1/parties", json=consenting_party())).json()["id"])


@pytest.mark.parametrize("part", PARTS)
async def test_a_consent_without_a_part_is_refused_by_the_parts_name(
    caller: httpx.AsyncClient, party_id: str, part: str
) -> None:
    body = {name: value for name, value in signed_consent(party_id).items() if name != part}
    reply = await caller.post("/v1/consents", json=body)
    assert_refused(reply, 422, "consent_incomplete")
    assert [(one["pointer"], one["code"]) for one in reply.json()["errors"]] == [(f"/{part}", "consent_part_missing")]
    assert (await caller.get("/v1/consents")).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"signed_how": "oral"}, "oral_is_no_consent", "/signed_how"),
        ({"signed_how": "electronic"}, "consent_incomplete", "/electronic_method"),
        ({"signed_by": "guardian"}, "consent_incomplete", "/guardian_id"),
        ({"records": ["enrollment"]}, "beyond_the_party", "/records/0"),
        ({"purpose": "marketing"}, "beyond_the_party", "/purpose"),
        ({"party_id": str(new_id())}, "no_such_party", "/party_id"),
        ({"signed_on": "2199-01-01", "expires_on": "2199-12-31"}, "days_out_of_order", "/signed_on"),
        ({"starts_on": "2026-08-31"}, "days_out_of_order", "/starts_on"),
        ({"expires_on": "2026-09-01"}, "days_out_of_order", "/expires_on"),
        ({"expires_on": "2030-09-01"}, "days_out_of_order", "/expires_on"),
        ({"signed_how": "telepathy"}, "invalid", "/signed_how"),
        ({"guardian_name": "x"}, "invalid", "/guardian_name"),
    ],
)
async def test_what_is_no_consent_is_refused_by_name(
    caller: httpx.AsyncClient, party_id: str, changes: dict[str, Any], code: str, pointer: str
) -> None:
    reply = await caller.post("/v1/consents", json=signed_consent(party_id, **changes))
    assert_refused(reply, 422, code)
    assert [entry["pointer"] for entry in reply.json()["errors"]] == [pointer]
    assert (await caller.get("/v1/consents")).json()["items"] == []


async def test_a_consent_is_recorded_found_and_told_in_codes(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient, party_id: str
) -> None:
    guardian = str(new_id())
    body = signed_consent(party_id, signed_by="guardian", guardian_id=guardian, electronic_method="login.gov")
    await place(partners, district_id, body["student_id"])
    made = (await caller.post("/v1/consents", json={**body, "signed_how": "electronic"})).json()
    assert (made["standing"], made["unfit_reason"]) == ("stands", None)
    assert (made["starts_on"], made["revoked_at"], made["guardian_id"]) == ("2026-09-01", None, guardian)
    queries = [{"student_id": body["student_id"]}, {"party_id": party_id}, {"live_on": "2027-06-30"}]
    for query in [*queries, {"updated_since": made["updated_at"]}]:
        (found,) = (await caller.get("/v1/consents", params=query)).json()["items"]
        # PostgreSQL and Python write the same moment with more or fewer zeros.
        assert {**found, "created_at": made["created_at"], "updated_at": made["updated_at"]} == made, query
    for query in ({"student_id": str(new_id())}, {"live_on": "2027-07-01"}, {"live_on": "2026-08-31"}):
        assert (await caller.get("/v1/consents", params=query)).json()["items"] == [], query
    (told,) = await partners.published(district_id, "partners.consent.recorded.v1")
    assert told["data"] == {
        **{"consent_id": made["id"], "student_id": body["student_id"], "party_id": party_id, "records": ["roster"]},
        **{"purpose": "tutoring", "starts_on": "2026-09-01", "expires_on": "2027-06-30", "revoked_at": None},
        **{"guardian_id": guardian, "version": 1},
    }


async def test_a_consent_is_revoked_once_and_by_somebody(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient, party_id: str
) -> None:
    wish = signed_consent(party_id)
    await place(partners, district_id, wish["student_id"])
    made = (await caller.post("/v1/consents", json=wish)).json()
    address = f"/v1/consents/{made['id']}/revoke"
    nobody = await caller.post(address, json={"revoked_by": "guardian"})
    assert_refused(nobody, 422, "consent_incomplete")
    guardian = str(new_id())
    gone = (await caller.post(address, json={"revoked_by": "guardian", "guardian_id": guardian})).json()
    assert gone["revoked_at"] is not None
    assert (gone["revoked_by"], gone["revoking_guardian_id"]) == ("guardian", guardian)
    again = await caller.post(address, json={"revoked_by": "eligible_student"})
    assert_refused(again, 409, "consent_revoked")
    told = await partners.published(district_id, "partners.consent.recorded.v1")
    assert [event["data"]["version"] for event in told] == [1, 2]
    assert told[1]["data"]["revoked_at"] is not None
    assert (await caller.get("/v1/consents", params={"live_on": "2026-10-01"})).json()["items"] == []


async def test_no_consent_can_be_deleted_even_in_the_database(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient, party_id: str
) -> None:
    await caller.post("/v1/consents", json=signed_consent(party_id))
    rights = await partners.sql("select has_table_privilege('throughline_app', 'consents', 'delete') as may")
    assert rights[0]["may"] is False


@pytest.mark.parametrize(
    ("role", "at_school", "status"),
    [
        *(("principal", True, 201), ("school_coordinator", True, 201), ("district_coordinator", False, 201)),
        *(("data_manager", False, 201), ("teacher", True, 403), ("mentor", True, 403), ("principal", False, 403)),
    ],
)
async def test_who_keeps_consents(
    partners: Service,
    district_id: UUID,
    caller: httpx.AsyncClient,
    party_id: str,
    role: str,
    at_school: bool,
    status: int,
) -> None:
    school_id = (await caller.post("/v1/schools", json={"name": "Oak", "local_code": "9"})).json()["id"]
    person = partners.person(district_id, new_id(), (role, UUID(school_id) if at_school else None))
    consent = signed_consent(party_id, school_id=school_id)
    assert (await person.post("/v1/consents", json=consent)).status_code == status


DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


@given(DAYS, DAYS, DAYS, DAYS)
def test_days_are_in_order_exactly_when_none_is_named(signed: date, starts: date, expires: date, today: date) -> None:
    found = rules.out_of_order(signed, starts, expires, today)
    fine = signed <= today and signed <= starts < expires <= starts + timedelta(days=1098)
    assert (not found) == fine


@pytest.mark.parametrize("basis", ["consent", "studies", "directory_information"])
async def test_a_party_writes_no_consent_to_itself_and_reads_nobody_elses(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient, party_id: str, basis: str
) -> None:
    kept = (await caller.post("/v1/consents", json=signed_consent(party_id))).json()
    party = partners.outsider(district_id, UUID(party_id), basis)
    revoking = {"revoked_by": "eligible_student"}
    for reply in (
        await party.post("/v1/consents", json=signed_consent(party_id)),
        await party.get("/v1/consents"),
        await party.get(f"/v1/consents/{kept['id']}"),
        await party.post(f"/v1/consents/{kept['id']}/revoke", json=revoking),
    ):
        assert_refused(reply, 403, "not_permitted")
    assert [one["id"] for one in (await caller.get("/v1/consents")).json()["items"]] == [kept["id"]]


async def test_a_school_official_keeps_consents_for_the_district(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient, party_id: str
) -> None:
    official_id = (await caller.post("/v1/parties", json=OFFICIAL)).json()["id"]
    official = partners.outsider(district_id, UUID(official_id), "school_official")
    assert (await official.post("/v1/consents", json=signed_consent(party_id))).status_code == 201
    assert len((await official.get("/v1/consents")).json()["items"]) == 1


@pytest.mark.parametrize(
    "lack", [{"active": False}, {"agreement_until": "2026-01-31"}, {"records": ["directory_information"]}]
)
async def test_a_school_official_whose_time_is_over_or_who_is_down_for_less_keeps_none(
    partners: Service, district_id: UUID, caller: httpx.AsyncClient, party_id: str, lack: dict[str, Any]
) -> None:
    kept = (await caller.post("/v1/consents", json=signed_consent(party_id))).json()
    official_id = (await caller.post("/v1/parties", json=OFFICIAL)).json()["id"]
    await caller.patch(f"/v1/parties/{official_id}", json=lack, headers={"If-Match": '"1"'})
    official = partners.outsider(district_id, UUID(official_id), "school_official")
    for reply in (
        await official.get("/v1/consents"),
        await official.get(f"/v1/consents/{kept['id']}"),
        await official.post(f"/v1/consents/{kept['id']}/revoke", json={"revoked_by": "eligible_student"}),
    ):
        assert_refused(reply, 403, "not_permitted")


async def test_who_leads_a_school_keeps_its_consents_and_no_others(
    partners: Service, caller: httpx.AsyncClient, party_id: str, district_id: UUID
) -> None:
    oak, elm = [
        (await caller.post("/v1/schools", json={"name": code, "local_code": code})).json()["id"] for code in ("1", "2")
    ]
    of_elm = (await caller.post("/v1/consents", json=signed_consent(party_id, school_id=elm))).json()
    of_all = (await caller.post("/v1/consents", json=signed_consent(party_id))).json()
    principal = partners.person(district_id, new_id(), ("principal", UUID(oak)))
    own = await principal.post("/v1/consents", json=signed_consent(party_id, school_id=oak))
    assert own.status_code == 201
    for school_id in (elm, None):
        refused = await principal.post("/v1/consents", json=signed_consent(party_id, school_id=school_id))
        assert_refused(refused, 403, "not_permitted")
    for other in (of_elm["id"], of_all["id"]):
        assert (await principal.get(f"/v1/consents/{other}")).status_code == 404
        gone = await principal.post(f"/v1/consents/{other}/revoke", json={"revoked_by": "eligible_student"})
        assert gone.status_code == 404
    listed = (await principal.get("/v1/consents")).json()["items"]
    assert [one["id"] for one in listed] == [own.json()["id"]]
    assert len((await caller.get("/v1/consents")).json()["items"]) == 3
    revoked = await principal.post(f"/v1/consents/{own.json()['id']}/revoke", json={"revoked_by": "eligible_student"})
    assert revoked.status_code == 200
    unknown = await caller.post("/v1/consents", json=signed_consent(party_id, school_id=str(new_id())))
    assert_refused(unknown, 422, "no_such_school")
