"""People at organisations are written to only where they agreed, and forgotten when they wish."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from tests.partners.community.organizations.factories import Town, town

DANA = {"given_name": "Dana", "family_name": "Ruiz", "email": "dana@riverside.example", "phone": "+1 (810) 555-0100"}
AGREED = {"writing_consent": "given", "writing_consent_on": "2026-10-05", "writing_consent_how": "In a mail."}
CONTACTS = "/v1/organization-contacts"


async def contact(place: Town, **changes: Any) -> Any:
    """Dana of a clinic."""
    organization = await place.add()
    body = {**DANA, "organization_id": organization["id"], **changes}
    reply = await place.machine.post(CONTACTS, json=body)
    assert reply.status_code == 201, reply.text
    return reply


async def told(place: Town) -> list[dict[str, Any]]:
    """What was told of contacts."""
    found = await place.service.published(place.id, "partners.organization_contact.recorded.v1")
    return [event["data"] for event in found]


async def test_only_who_agreed_may_be_written_to(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    made = await contact(place)
    address = f"{CONTACTS}/{made.json()['id']}"
    agreed = await place.machine.patch(address, json=AGREED, headers={"If-Match": made.headers["etag"]})
    assert agreed.status_code == 200, agreed.text
    gone = await place.machine.patch(address, json={"email": None}, headers={"If-Match": agreed.headers["etag"]})
    assert gone.status_code == 200, gone.text
    assert [one["may_be_written_to"] for one in await told(place)] == [False, True, False]


@pytest.mark.parametrize("lacks", ["writing_consent_on", "writing_consent_how"])
@pytest.mark.parametrize("said", ["given", "refused", "withdrawn"])
async def test_what_somebody_said_stands_there_with_day_and_way(
    partners: Service, district_id: UUID, lacks: str, said: str
) -> None:
    place = await town(partners, district_id)
    body = {**DANA, **AGREED, "writing_consent": said, lacks: None, "organization_id": (await place.add())["id"]}
    assert_refused(await place.machine.post(CONTACTS, json=body), 422, "writing_consent_not_shown")


async def test_who_is_removed_is_forgotten(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    made = (await contact(place, **AGREED)).json()
    address = f"{CONTACTS}/{made['id']}"
    assert (await place.machine.delete(address)).status_code == 204
    read = (await place.machine.get(address)).json()
    assert not {"Dana", "Ruiz", DANA["email"], DANA["phone"], "In a mail."} & {*map(str, read.values())}
    assert (read["removed_at"] is not None, read["may"]) == (True, [])
    assert (await place.machine.get(CONTACTS)).json()["items"] == []
    assert not {"Dana", "Ruiz", DANA["email"]} & {*str(await told(place)).split("'")}
    assert (await told(place))[-1] == {
        **{"organization_contact_id": made["id"], "organization_id": made["organization"]["id"], "language": "en"},
        **{"may_be_written_to": False, "active": False},
        "version": 2,
    }
    assert_refused(await place.machine.delete(address), 404, "not_found")
    assert_refused(await place.machine.patch(address, json={"title": "x"}), 404, "not_found")


async def test_an_organisation_nobody_knows_is_refused_by_name(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    reply = await place.machine.post(CONTACTS, json={**DANA, "organization_id": str(district_id)})
    assert_refused(reply, 422, "no_such_organization")


async def test_they_are_found_by_what_they_said(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    await contact(place, **AGREED)
    await contact(place, given_name="Eli", active=False)
    for asked, names in (
        ({}, ["Dana", "Eli"]),
        ({"writing_consent": "given"}, ["Dana"]),
        ({"writing_consent": "given,not_asked"}, ["Dana", "Eli"]),
        ({"active": "false"}, ["Eli"]),
    ):
        found = (await place.machine.get(CONTACTS, params=asked)).json()["items"]
        assert sorted(one["given_name"] for one in found) == names, asked


@pytest.mark.parametrize("changes", [{"email": "dana"}, {"phone": "call me"}, {"given_name": None}, {"language": "x"}])
async def test_what_is_no_address_is_refused(partners: Service, district_id: UUID, changes: dict[str, Any]) -> None:
    place = await town(partners, district_id)
    body = {**DANA, "organization_id": (await place.add())["id"], **changes}
    reply = await place.machine.post(CONTACTS, json=body)
    assert_refused(reply, 422, "invalid")
    assert [entry["pointer"] for entry in reply.json()["errors"]] == [f"/{next(iter(changes))}"]
