"""Organisations that may be one are proposed with the reasons, and no longer once that was looked at."""

from uuid import UUID

from services.partners.community.organization_matches.repository import MOST_ALIKE
from shared.testing.calls import Service, assert_refused
from tests.partners.community.organizations.factories import town

SITE = {"name": "Office", "street": "12 River Street", "postal_code": "48502"}


async def test_pairs_are_proposed_with_their_reasons(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    await place.add(website="https://riverside.example", sites=[SITE])
    await place.add(name="Family Clinic Riverside, LLC", website="http://www.riverside.example/x", sites=[SITE])
    await place.add(name="House Mates", sites=[SITE])
    names = {"Riverside Family Clinic", "Family Clinic Riverside, LLC"}
    assert await place.matches() == [(names, ["same_website", "same_name", "same_address"])]


async def test_a_pair_goes_with_what_it_had_in_common_and_comes_back_with_it(
    partners: Service, district_id: UUID
) -> None:
    place = await town(partners, district_id)
    await place.add()
    other = await place.add()
    assert len(await place.matches(organization_id=other["id"])) == 1
    await place.change(other, name="Another")
    assert await place.matches() == []
    await place.change(other, name="Riverside Family Clinic")
    assert [reasons for _, reasons in await place.matches()] == [["same_name"]]


async def test_what_was_dismissed_comes_back_only_with_something_new(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    one = await place.add(identifiers=[{"scheme": "ein", "value": "123456789"}])
    other = await place.add()
    (match,) = (await place.machine.get("/v1/organization-matches")).json()["items"]
    address = f"/v1/organization-matches/{match['id']}"
    assert match["may"] == ["delete"]
    assert_refused(await place.person("school_coordinator", place.oak).delete(address), 403, "not_permitted")
    assert (await place.machine.delete(address)).status_code == 204
    assert_refused(await place.machine.delete(address), 404, "not_found")
    await place.change(other, description="x")
    await place.change(one, description="x")
    assert await place.matches() == []
    since = (await place.machine.get("/v1/organization-matches?updated_since=2020-01-01T00:00:00Z")).json()["items"]
    assert [(one["ended_as"], one["may"]) for one in since] == [("dismissed", [])]
    await place.change(other, identifiers=[{"scheme": "ein", "value": "12-3456789"}])
    assert [reasons for _, reasons in await place.matches()] == [["same_identifier", "same_name"]]


async def test_what_many_have_in_common_tells_none_of_them_apart(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    for number in range(MOST_ALIKE + 1):
        await place.add(name=f"Club {number:02}", website="https://clubs.example")
    assert len(await place.matches(limit="500")) == MOST_ALIKE * (MOST_ALIKE - 1) // 2


async def test_another_district_is_never_compared_with(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    await place.add()
    neighbour = await town(partners, UUID(int=district_id.int ^ 1))
    await neighbour.add()
    assert await neighbour.matches() == await place.matches() == []
