"""Organisations are the district's: whoever works with some anywhere writes them down, and everybody finds them."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from tests.partners.community.organizations.factories import CLINIC, town

SITE = {"name": "Main office", "street": "12 River Street", "postal_code": "48502", "area": "Riverside"}


async def test_an_organisation_is_written_down_whole_and_told(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    made = await place.add(
        identifiers=[{"scheme": "ein", "value": "12-3456789"}, {"scheme": "ein", "value": "123456789"}],
        website="https://www.riverside.example/en",
        languages=["es", "en", "es"],
        pillars=["integrated_student_supports"],
        sites=[SITE, {"name": "At Oak", "school_id": place.oak}],
    )
    assert made["status"] == "lead"
    assert made["identifiers"] == [{"scheme": "ein", "value": "123456789"}]
    assert made["languages"] == ["es", "en"]
    assert [site["name"] for site in made["sites"]] == ["Main office", "At Oak"]
    assert made["sites"][1]["school"] == {"id": place.oak, "name": "Oak"}
    (told,) = await partners.published(district_id, "partners.organization.recorded.v1")
    assert told["data"] == {
        **{"organization_id": made["id"], "name": CLINIC["name"], "kind": "health", "status": "lead"},
        **{"pillars": ["integrated_student_supports"], "domains": ["health"], "languages": ["es", "en"]},
        **{"merged_into_id": None, "version": 1},
    }


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"identifiers": [{"scheme": "ein", "value": "12-34"}]}, "/identifiers/0"),
        ({"identifiers": [{"scheme": "uei", "value": "ABCDEF"}]}, "/identifiers/0"),
        ({"website": "riverside.example"}, "/website"),
        ({"website": "javascript:alert(1)"}, "/website"),
        ({"kind": "charity"}, "/kind"),
        ({"domains": ["surgery"]}, "/domains/0"),
        ({"sites": [{"name": "x", "latitude": 91.0, "longitude": 0.0}]}, "/sites/0/latitude"),
        ({"sites": [{"name": "x", "latitude": 9.0}]}, "/sites/0"),
        ({"name": "  "}, "/name"),
        ({"unheard": 1}, "/unheard"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_place(
    partners: Service, district_id: UUID, changes: dict[str, Any], pointer: str
) -> None:
    place = await town(partners, district_id)
    reply = await place.machine.post("/v1/organizations", json={**CLINIC, **changes})
    assert_refused(reply, 422, "invalid")
    assert [entry["pointer"] for entry in reply.json()["errors"]] == [pointer]
    assert await place.named() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"introduced_by": "family", "introducer": "Maria G."},
        {"introduced_by": "student_invitation", "introducer": "A child", "introducer_agreed_on": "2026-10-02"},
    ],
)
async def test_nobody_is_named_who_did_not_agree_and_no_child_at_all(
    partners: Service, district_id: UUID, changes: dict[str, Any]
) -> None:
    place = await town(partners, district_id)
    reply = await place.machine.post("/v1/organizations", json={**CLINIC, **changes})
    assert_refused(reply, 422, "introducer_not_asked")
    made = await place.add(introduced_by="family", introducer="Maria G.", introducer_agreed_on="2026-10-02")
    assert_refused(await place.change(made, introducer_agreed_on=None), 422, "introducer_not_asked")


async def test_a_school_or_somebody_of_no_district_is_refused(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    for changes, code in (
        ({"introduced_at_school_id": str(district_id)}, "no_such_school"),
        ({"introduced_by_staff_id": str(district_id)}, "no_such_staff"),
        ({"sites": [{"name": "x", "school_id": str(district_id)}]}, "no_such_school"),
    ):
        reply = await place.machine.post("/v1/organizations", json={**CLINIC, **changes})
        assert_refused(reply, 422, code)
    assert await place.named() == []


async def test_sites_come_change_and_go_with_the_version_of_the_organisation(
    partners: Service, district_id: UUID
) -> None:
    place = await town(partners, district_id)
    made = await place.add()
    address = f"/v1/organizations/{made['id']}/sites"
    one = await place.machine.post(address, json=SITE)
    assert (one.status_code, one.json()["version"]) == (201, made["version"] + 1)
    site = f"{address}/{one.json()['sites'][0]['id']}"
    moved = await place.machine.patch(site, json={"area": "Old Town"}, headers={"If-Match": one.headers["etag"]})
    assert moved.json()["sites"][0]["area"] == "Old Town"
    stale = await place.machine.patch(site, json={"area": "x"}, headers={"If-Match": one.headers["etag"]})
    assert_refused(stale, 412, "stale")
    half = await place.machine.patch(site, json={"latitude": 9.0}, headers={"If-Match": moved.headers["etag"]})
    assert_refused(half, 422, "position_not_whole")
    other = await place.add(name="Other")
    elsewhere = f"/v1/organizations/{other['id']}/sites/{one.json()['sites'][0]['id']}"
    assert_refused(await place.machine.delete(elsewhere), 404, "not_found")
    assert (await place.machine.delete(site)).status_code == 204
    assert (await place.read(made))["sites"] == []


async def test_a_coordinator_finds_them_by_what_they_ask_for(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    await place.add(status="active", languages=["es"], sites=[SITE, {"name": "At Oak", "school_id": place.oak}])
    await place.add(name="Reading Friends", kind="community_based", domains=["tutoring", "mentoring"])
    everybody = ["Reading Friends", "Riverside Family Clinic"]
    for asked, found in (
        ({}, everybody),
        ({"domain": "mentoring,health"}, everybody),
        ({"domain": "mentoring"}, everybody[:1]),
        ({"kind": "health"}, everybody[1:]),
        ({"status": "lead"}, everybody[:1]),
        ({"language": "es"}, everybody[1:]),
        ({"school_id": place.oak}, everybody[1:]),
        ({"school_id": place.elm}, []),
        ({"area": "riverSIDE"}, everybody[1:]),
        ({"search": "family CLIN"}, everybody[1:]),
        ({"search": "%" * 2}, []),
        ({"pillar": "expanded_learning"}, []),
    ):
        assert await place.named(**asked) == found, asked


@pytest.mark.parametrize("profile", ["volunteer", "partner_staff", "network_member"])
async def test_guests_find_none(partners: Service, district_id: UUID, profile: str) -> None:
    place = await town(partners, district_id)
    made = await place.add()
    caller = place.person(profile, place.oak)
    assert_refused(await caller.get(f"/v1/organizations/{made['id']}"), 403, "not_permitted")
    assert_refused(await caller.get("/v1/organizations"), 403, "not_permitted")
