"""That somebody was in touch is noted by day, told, and can be taken back."""

from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.community.relationships.factories import day, keeping

LOG = "/v1/contact-log"


async def test_who_was_in_touch_is_told_and_what_was_said_is_not(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept()
    ana = partners.person(district_id, UUID(place.ana), ("school_coordinator", UUID(place.town.oak)))
    entry = await place.log(made, ana, happened_on=str(day(-2)), way="visit", note="They have a new nurse.")
    assert entry.status_code == 201, entry.text
    assert (entry.json()["by"]["id"], entry.json()["note"], entry.json()["may"]) == (
        *(place.ana, "They have a new nurse."),
        ["delete"],
    )
    (told,) = await place.told("partners.contact.logged.v1")
    assert told == {
        **{"contact_log_id": entry.json()["id"], "relationship_id": made["id"], "school_id": place.town.oak},
        **{"organization_id": place.clinic["id"], "by_id": place.ana, "way": "visit", "happened_on": str(day(-2))},
        "version": 1,
    }


async def test_the_last_contact_is_the_latest_day_and_goes_back_with_what_is_taken_back(
    partners: Service, district_id: UUID
) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept()
    last = (await place.log(made)).json()
    await place.log(made, happened_on=str(day(-30)))
    assert (await place.read(made))["last_contact_on"] == str(day(0))
    assert (await place.town.machine.delete(f"{LOG}/{last['id']}")).status_code == 204
    assert (await place.read(made))["last_contact_on"] == str(day(-30))
    assert_refused(await place.town.machine.delete(f"{LOG}/{last['id']}"), 404, "not_found")
    since = (await place.town.machine.get(f"{LOG}?updated_since=2020-01-01T00:00:00Z")).json()["items"]
    assert [(one["note"], one["may"]) for one in since if one["withdrawn_at"]] == [(None, [])]
    assert len((await place.town.machine.get(LOG)).json()["items"]) == 1
    (taken,) = await place.told("partners.contact.withdrawn.v1")
    assert taken["contact_log_id"] == last["id"]


async def test_what_cannot_have_been_is_refused_and_nothing_noted(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept()
    other = await place.town.add(name="Another")
    body = {"organization_id": other["id"], "given_name": "Dana", "family_name": "Ruiz"}
    dana = (await place.town.machine.post("/v1/organization-contacts", json=body)).json()["id"]
    assert_refused(await place.log(made, happened_on=str(day(1))), 422, "contact_ahead")
    for contact in (dana, str(new_id())):
        assert_refused(await place.log(made, organization_contact_id=contact), 422, "no_such_contact_there")
    eva = await place.staff("Eva", school_id=place.town.elm)
    for who in (eva, str(new_id())):
        assert_refused(await place.log(made, by_id=who), 422, "not_of_the_place")
    assert_refused(await place.log(made, next_step_on=str(day(9))), 422, "invalid")
    own = {"organization_id": place.clinic["id"], "given_name": "Eli", "family_name": "Ruiz"}
    eli = (await place.town.machine.post("/v1/organization-contacts", json=own)).json()["id"]
    assert (await place.town.machine.delete(f"/v1/organization-contacts/{eli}")).status_code == 204
    assert_refused(await place.log(made, organization_contact_id=eli), 422, "no_such_contact_there")
    assert_refused(await place.log(made, way="telepathy"), 422, "invalid")
    assert (await place.town.machine.get(LOG)).json()["items"] == []
    assert (await place.read(made))["last_contact_on"] is None


async def test_being_in_touch_on_the_day_of_a_step_or_after_it_was_the_step(
    partners: Service, district_id: UUID
) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept(started_on=str(day(-60)), next_step="Call", next_step_on=str(day(-20)))
    assert made["health"] == "stale"
    await place.log(made, happened_on=str(day(-21)))
    assert (await place.read(made))["next_step"] == "Call"
    await place.log(made, happened_on=str(day(-20)))
    well = await place.read(made)
    assert (well["health"], well["next_step"], well["next_step_on"]) == ("good", None, None)
    assert (await place.wishes())[-1] == ("settled", "done")


async def test_entries_are_found_by_day_way_and_relationship(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept()
    board = await place.kept(organization_id=None, body="School board")
    await place.log(made, happened_on=str(day(-5)))
    await place.log(board, way="meeting")
    for asked, ways in (
        ({}, ["call", "meeting"]),
        ({"relationship_id": board["id"]}, ["meeting"]),
        ({"way": "call,mail"}, ["call"]),
        ({"from_day": str(day(-5)), "to_day": str(day(-5))}, ["call"]),
        ({"from_day": str(day(-4))}, ["meeting"]),
        ({"school_id": place.town.elm}, []),
    ):
        found = (await place.town.machine.get(LOG, params=asked)).json()["items"]
        assert [one["way"] for one in found] == ways, asked
    stranger = place.town.person("principal", place.town.elm)
    assert (await stranger.get(LOG)).json()["items"] == []
