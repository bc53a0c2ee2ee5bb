"""An outside party stands on a legal basis only with everything that basis needs written down."""

import json
from typing import Any
from uuid import UUID

import pytest
from joserfc import jws

from shared.auth.scopes import SCOPES
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from tests.partners.factories import consenting_party, set_up
from tests.partners.privacy.parties.factories import OFFICIAL

STUDY = {
    **{"name": "State University", "kind": "researcher", "basis": "studies", "records": ["roster"], "purposes": ["x"]},
    **{"agreement_reference": "IRB 12", "agreement_until": "2027-06-30"},
}
BASES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "school_official": (OFFICIAL, ("agreement_reference", "criteria", "direct_control", "purposes")),
    "studies": (STUDY, ("agreement_reference", "agreement_until", "purposes")),
    "audit_or_evaluation": (
        {**STUDY, "basis": "audit_or_evaluation"},
        ("agreement_reference", "agreement_until", "purposes"),
    ),
    "legal_order": ({**STUDY, "basis": "legal_order"}, ("agreement_reference", "agreement_until", "purposes")),
    "consent": (consenting_party(), ("purposes",)),
}
LACKING = [(basis, name) for basis, (_, needed) in BASES.items() for name in needed]


@pytest.mark.parametrize(("basis", "name"), LACKING)
async def test_what_a_basis_needs_is_asked_for_by_name(
    partners: Service, district_id: UUID, basis: str, name: str
) -> None:
    caller = partners.machine(district_id)
    whole = BASES[basis][0]
    reply = await caller.post("/v1/parties", json={key: value for key, value in whole.items() if key != name})
    assert_refused(reply, 422, "basis_incomplete")
    assert [entry["pointer"] for entry in reply.json()["errors"]] == [f"/{name}"]
    made = await caller.post("/v1/parties", json=whole)
    assert made.status_code == 201, made.text
    # Nor can it be taken away afterwards.
    blank: Any = [] if name == "purposes" else None
    address = f"/v1/parties/{made.json()['id']}"
    gone = await caller.patch(address, json={name: blank}, headers={"If-Match": made.headers["etag"]})
    assert_refused(gone, 422, "basis_incomplete")
    assert (await caller.get(address)).json() == made.json()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (consenting_party(basis="directory_information", records=["roster"]), "/records"),
        (consenting_party(sealed=True), "/sealed"),
    ],
)
async def test_what_does_not_go_with_a_basis_is_refused(
    partners: Service, district_id: UUID, body: dict[str, Any], pointer: str
) -> None:
    reply = await partners.machine(district_id).post("/v1/parties", json=body)
    assert_refused(reply, 422, "basis_contradicted")
    assert [entry["pointer"] for entry in reply.json()["errors"]] == [pointer]


async def test_a_party_is_told_to_every_service_without_its_name(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/parties", json=OFFICIAL)).json()
    (told,) = await partners.published(district_id, "partners.party.recorded.v1")
    assert told["data"] == {
        **{"party_id": made["id"], "basis": "school_official", "records": ["roster"], "purposes": ["meals"]},
        **{"agreement_until": None, "sealed": False, "active": True, "version": 1},
    }


async def test_two_parties_have_two_names(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    await caller.post("/v1/parties", json=OFFICIAL)
    reply = await caller.post("/v1/parties", json=OFFICIAL)
    assert_refused(reply, 409, "party_name_taken")


@pytest.mark.parametrize("records", [[], ["rosters"], ["roster"] * 21])
async def test_records_are_known_kinds(partners: Service, district_id: UUID, records: list[str]) -> None:
    reply = await partners.machine(district_id).post("/v1/parties", json=consenting_party(records=records))
    assert_refused(reply, 422, "invalid")


async def test_a_change_of_a_party_ends_the_tokens_of_its_people(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    party = await caller.post("/v1/parties", json=OFFICIAL)
    staff = {"given_name": "M", "family_name": "N", "party_id": party.json()["id"]}
    person = await caller.post("/v1/staff", json=staff)
    assert person.json()["party"] == {"id": party.json()["id"], "name": party.json()["name"]}
    ended = await caller.patch(
        f"/v1/parties/{party.json()['id']}", json={"active": False}, headers={"If-Match": party.headers["etag"]}
    )
    assert ended.json()["active"] is False
    (told,) = await partners.published(district_id, "partners.access.ended.v1")
    assert (told["data"]["holder"], told["data"]["holder_id"]) == ("person", person.json()["id"])


async def test_nobody_changes_their_own_party_and_a_party_must_be_there(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    party = (await caller.post("/v1/parties", json=OFFICIAL)).json()["id"]
    person = await caller.post("/v1/staff", json={"given_name": "M", "family_name": "N", "party_id": party})
    address, match = f"/v1/staff/{person.json()['id']}", {"If-Match": person.headers["etag"]}
    themselves = partners.person(district_id, UUID(person.json()["id"]), ("data_manager", None))
    reply = await themselves.patch(address, json={"party_id": None}, headers=match)
    assert_refused(reply, 403, "not_to_yourself")
    reply = await caller.patch(address, json={"party_id": str(new_id())}, headers=match)
    assert_refused(reply, 422, "no_such_party")


@pytest.mark.parametrize(("role", "status"), [("data_manager", 201), ("district_coordinator", 403), ("principal", 403)])
async def test_data_managers_write_parties(partners: Service, district_id: UUID, role: str, status: int) -> None:
    school = new_id() if role == "principal" else None
    reply = await partners.person(district_id, new_id(), (role, school)).post("/v1/parties", json=OFFICIAL)
    assert reply.status_code == status


async def test_no_party_writes_the_ground_it_stands_on(partners: Service, district_id: UUID) -> None:
    made = (await partners.machine(district_id).post("/v1/parties", json=consenting_party())).json()
    party = partners.outsider(district_id, UUID(made["id"]), "consent")
    wider = {"basis": "studies", "agreement_reference": "x", "agreement_until": "2099-01-01"}
    changed = await party.patch(f"/v1/parties/{made['id']}", json=wider, headers={"If-Match": '"1"'})
    assert_refused(changed, 403, "not_permitted")
    added = await party.post("/v1/parties", json=OFFICIAL)
    assert_refused(added, 403, "not_permitted")
    assert (await partners.machine(district_id).get("/v1/parties")).json()["items"] == [made]


async def token_of(partners: Service, district_id: UUID, **client: Any) -> dict[str, Any]:
    """What the token endpoint says to a client."""
    wish = {"name": "x", "scopes": ["directory:read"], **client}
    made = await partners.machine(district_id).post("/v1/clients", json=wish)
    assert made.status_code == 201, made.text
    auth = (made.json()["id"], made.json()["secret"])
    reply = await partners.caller().post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
    return dict(reply.json())


@pytest.mark.parametrize("over", [{"active": False}, {"agreement_until": "2026-01-31"}])
async def test_whose_party_is_over_gets_no_token(partners: Service, district_id: UUID, over: dict[str, Any]) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    party = (await caller.post("/v1/parties", json=OFFICIAL)).json()["id"]
    person = {"given_name": "A", "family_name": "B", "party_id": party}
    staff_id = (await caller.post("/v1/staff", json=person)).json()["id"]
    role = {"staff_id": staff_id, "role": "data_manager", "starts_on": "2026-01-01"}
    assert (await caller.post("/v1/role-assignments", json=role)).status_code == 201
    for client in ({"party_id": party}, {"staff_id": staff_id}):
        assert "access_token" in await token_of(partners, district_id, **client)
    changed = await caller.patch(f"/v1/parties/{party}", json=over, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    for client in ({"party_id": party}, {"staff_id": staff_id}):
        said = await token_of(partners, district_id, **client)
        assert said["error"] == "unauthorized_client"
        assert "ended" in said["error_description"]


async def test_a_person_of_one_party_gets_no_token_by_a_client_of_another(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    official = (await caller.post("/v1/parties", json=OFFICIAL)).json()["id"]
    other = (await caller.post("/v1/parties", json=consenting_party())).json()["id"]
    person = {"given_name": "A", "family_name": "B", "party_id": other}
    staff_id = (await caller.post("/v1/staff", json=person)).json()["id"]
    role = {"staff_id": staff_id, "role": "data_manager", "starts_on": "2026-01-01"}
    assert (await caller.post("/v1/role-assignments", json=role)).status_code == 201
    said = await token_of(partners, district_id, party_id=official, staff_id=staff_id)
    assert (said["error"], said["error_description"]) == (
        "unauthorized_client",
        "the client and the person belong to different parties",
    )


DIRECTORY = consenting_party(basis="directory_information", records=["directory_information"])
STANDING = {"directory_information": DIRECTORY, **{basis: whole for basis, (whole, _) in BASES.items()}}
FREE = ["tasks:read", "barriers:read", "messages:read"]


@pytest.mark.parametrize("basis", [*sorted(BASES.keys() - {"school_official"}), "directory_information"])
async def test_no_client_of_a_party_that_is_no_school_official_gets_what_opens_free_text(
    partners: Service, district_id: UUID, basis: str
) -> None:
    await set_up(partners, district_id)
    caller = partners.caller(token(district_id, [*SCOPES], sets_up=True))
    party = (await caller.post("/v1/parties", json=STANDING[basis])).json()["id"]
    mentor = {"given_name": "A", "family_name": "B", "party_id": party}
    staff_id = (await caller.post("/v1/staff", json=mentor)).json()["id"]
    for whose in ({"party_id": party}, {"staff_id": staff_id}):
        wish = {"name": "x", "scopes": ["directory:read", *FREE], **whose}
        reply = await caller.post("/v1/clients", json=wish)
        assert_refused(reply, 422, "scope_not_for_parties")
        assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/scopes/1", "/scopes/2", "/scopes/3"]
        made = await caller.post("/v1/clients", json={**wish, "scopes": ["directory:read"]})
        assert made.status_code == 201, made.text
        address, match = f"/v1/clients/{made.json()['id']}", {"If-Match": '"1"'}
        more = await caller.patch(address, json={"scopes": ["directory:read", "tasks:write"]}, headers=match)
        assert_refused(more, 422, "scope_not_for_parties")
        assert (await caller.get(address)).json()["scopes"] == ["directory:read"]


async def test_what_a_client_had_before_its_party_stood_on_another_basis_is_in_no_token(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    caller = partners.caller(token(district_id, [*SCOPES]))
    party = (await caller.post("/v1/parties", json=OFFICIAL)).json()["id"]
    wish = {"name": "x", "scopes": ["directory:read", *FREE], "party_id": party}
    mixed, all_free = [
        (await caller.post("/v1/clients", json={**wish, "scopes": scopes})).json() for scopes in (wish["scopes"], FREE)
    ]

    async def got(client: dict[str, Any], **form: str) -> dict[str, Any]:
        sent = {"grant_type": "client_credentials", **form}
        reply = await partners.caller().post("/oauth/token", data=sent, auth=(client["id"], client["secret"]))
        return dict(reply.json())

    assert (await got(mixed))["scope"].split() == ["directory:read", *FREE]
    consent = {"basis": "consent", "agreement_reference": None, "criteria": None, "direct_control": None}
    changed = await caller.patch(f"/v1/parties/{party}", json=consent, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    said = await got(mixed)
    assert (said["scope"], claims_of(said["access_token"])["scope"]) == ("directory:read", "directory:read")
    assert (await got(mixed, scope="tasks:read directory:read"))["scope"] == "directory:read"
    for refused in (await got(mixed, scope="tasks:read"), await got(all_free)):
        assert refused["error"] == "invalid_scope"
    renamed = await caller.patch(f"/v1/clients/{mixed['id']}", json={"name": "y"}, headers={"If-Match": '"1"'})
    assert renamed.status_code == 200, "a client that is as it was can be looked after"


def claims_of(bearer: str) -> dict[str, Any]:
    """What a token says, unverified."""
    return dict(json.loads(jws.extract_compact(bearer.encode()).payload))


async def test_only_a_legal_order_forbids_telling_of_itself(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    made = await caller.post("/v1/parties", json={**BASES["legal_order"][0], "sealed": True})
    assert (made.status_code, made.json()["sealed"]) == (201, True), made.text
    refused = await caller.patch(
        f"/v1/parties/{made.json()['id']}", json={"basis": "studies"}, headers={"If-Match": made.headers["etag"]}
    )
    assert_refused(refused, 422, "basis_contradicted")
