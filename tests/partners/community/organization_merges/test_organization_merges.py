"""Two organisations are made one without a row moving, and two again."""

from uuid import UUID

from shared.testing.calls import Service, assert_refused
from tests.partners.community.organizations.factories import town


async def test_what_refers_to_the_merged_is_shown_with_who_stands_for_both(
    partners: Service, district_id: UUID
) -> None:
    place = await town(partners, district_id)
    kept = await place.add()
    other = await place.add(sites=[{"name": "At Elm", "school_id": place.elm}])
    contact = {"organization_id": other["id"], "given_name": "Dana", "family_name": "Ruiz"}
    assert (await place.machine.post("/v1/organization-contacts", json=contact)).status_code == 201
    merged = await place.merge(kept, other)
    assert merged.status_code == 200, merged.text
    assert [site["name"] for site in merged.json()["sites"]] == ["At Elm"]
    assert await place.named() == await place.named(school_id=place.elm) == [kept["name"]]
    read = await place.read(other)
    assert (read["merged_into"], read["may"]) == ({"id": kept["id"], "name": kept["name"]}, [])
    contacts = (await place.machine.get(f"/v1/organization-contacts?organization_id={kept['id']}")).json()["items"]
    assert [one["given_name"] for one in contacts] == ["Dana"]
    assert await place.matches() == []
    told = [event["data"] for event in await partners.published(district_id, "partners.organization.recorded.v1")]
    assert [(one["organization_id"], one["merged_into_id"]) for one in told[-2:]] == [
        (other["id"], kept["id"]),
        (kept["id"], None),
    ]
    # Whoever syncs hears of the one that stands for both.
    assert merged.json()["version"] > kept["version"]
    site = f"/v1/organizations/{kept['id']}/sites/{merged.json()['sites'][0]['id']}"
    assert (await place.machine.delete(site)).status_code == 204


async def test_who_was_merged_is_changed_by_nobody(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    kept, other = await place.add(), await place.add()
    await place.merge(kept, other)
    contact = {"organization_id": other["id"], "given_name": "Dana", "family_name": "Ruiz"}
    for reply in (
        await place.change(other, name="x"),
        await place.machine.post(f"/v1/organizations/{other['id']}/sites", json={"name": "x"}),
        await place.machine.post("/v1/organization-contacts", json=contact),
        await place.merge(other, await place.add(name="Third")),
    ):
        assert_refused(reply, 409, "organization_merged")
        assert kept["id"] in reply.json()["detail"]


async def test_nothing_is_merged_in_a_circle_with_itself_or_with_nobody(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    one, two, three = [await place.add(name=name) for name in ("One", "Two", "Three")]
    assert_refused(await place.merge(one, one), 422, "one_organization")
    assert_refused(await place.merge(one, {"id": str(district_id)}), 422, "no_such_other_organization")
    assert (await place.merge(two, one)).status_code == 200
    assert (await place.merge(three, two)).status_code == 200
    assert_refused(await place.merge(one, three), 409, "organization_merged")
    assert_refused(await place.merge(three, one), 422, "no_such_other_organization")
    # Whoever was part of the second goes along: nothing leads to somebody who leads on.
    assert (await place.read(one))["merged_into"]["id"] == three["id"]


async def test_a_merge_is_undone_with_what_it_took_along(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    one, two, three = [await place.add(name=name) for name in ("One", "Two", "Three")]
    await place.merge(two, one)
    await place.merge(three, two)
    assert_refused(await place.merge(three, one, "split"), 409, "organizations_not_merged")
    split = await place.merge(three, two, "split")
    assert split.status_code == 200, split.text
    assert await place.named() == ["Three", "Two"]
    assert (await place.read(one))["merged_into"]["id"] == two["id"]
    assert (await place.merge(two, one, "split")).status_code == 200
    assert await place.named() == ["One", "Three", "Two"]
    found = (await place.machine.get(f"/v1/organizations/{two['id']}/merges")).json()["items"]
    assert [(m["organization"]["name"], m["merged"]["name"], m["split_at"] is not None) for m in found] == [
        ("Two", "One", True),
        ("Three", "Two", True),
    ]
    assert_refused(await place.merge(two, one, "split"), 409, "organizations_not_merged")


async def test_who_stands_for_both_is_found_again_by_what_either_had(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    number = {"identifiers": [{"scheme": "ein", "value": "123456789"}]}
    alpha, beta = await place.add(name="Alpha"), await place.add(name="Beta", **number)
    await place.add(name="Gamma", **number)
    await place.merge(alpha, beta)
    assert await place.matches() == [({"Alpha", "Gamma"}, ["same_identifier"])]
    await place.merge(alpha, beta, "split")
    assert await place.matches() == [({"Beta", "Gamma"}, ["same_identifier"])]


async def test_who_stands_alone_again_is_compared_again(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    kept, other = await place.add(), await place.add()
    await place.merge(kept, other)
    assert await place.matches() == []
    await place.merge(kept, other, "split")
    assert [reasons for _, reasons in await place.matches()] == [["same_name"]]
