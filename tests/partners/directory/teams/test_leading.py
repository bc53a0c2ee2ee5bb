"""Whoever must name a team's leader is asked while it has none, and a leaver is on no team any more."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared import clock
from shared.asked_work import texts
from shared.testing.calls import Service
from tests.one_day import ZONE
from tests.partners.directory.teams.factories import Place, leader, placed


def day(offset: int) -> date:
    """A day around today, by the district's clock."""
    return clock.day_in(ZONE, clock.now()) + timedelta(days=offset)


async def begin(place: Place) -> None:
    """The district's day begins."""
    today = clock.day_in(ZONE, clock.now())
    event: dict[str, Any] = {"day": today.isoformat(), "since": None, "school_is_held": True}
    event |= {"differing_school_ids": [], "calendar_version": 1}
    await place.service.receive(place.id, ("scheduling.day.begun.v1", event))


async def leave(place: Place, staff_id: str) -> None:
    """Somebody has left, and partners has heard of its own word."""
    person = await place.machine.get(f"/v1/staff/{staff_id}")
    match = {"If-Match": person.headers["etag"]}
    gone = await place.machine.patch(f"/v1/staff/{staff_id}", json={"active": False}, headers=match)
    assert gone.status_code == 200, gone.text
    told = (await place.service.published(place.id, "partners.staff.recorded.v1"))[-1]["data"]
    await place.service.receive(place.id, ("partners.staff.recorded.v1", told))


async def test_a_team_without_a_leader_asks_its_principal_for_one(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team({"staff_id": place.ana})
    (asked,) = await place.asked()
    wish = asked["wish"]
    assert (asked["origin_type"], asked["origin_id"]) == ("team", made.json()["id"])
    assert (wish["school_id"], wish["role"], wish["text_code"]) == (place.oak, "principal", "team.name_leader")
    assert (wish["text_values"], wish["link"]) == ({"kind": "attendance"}, f"/v1/teams/{made.json()['id']}")
    # Nothing is asked twice, and a leader is what ends it.
    told = await place.change(made, meeting_roles=["timekeeper"])
    assert len(await place.asked()) == 1
    await place.change(told, meeting_roles=["leader"])
    assert (await place.asked())[-1]["settled_as"] == "done"


async def test_the_districts_coordinator_is_asked_for_a_leader_of_the_district(
    partners: Service, district_id: UUID
) -> None:
    place = await placed(partners, district_id)
    await place.team(school_id=None, kind="district_implementation", name="DIT")
    (asked,) = await place.asked()
    assert (asked["wish"]["school_id"], asked["wish"]["role"]) == (None, "district_coordinator")


async def test_of_a_team_that_is_not_there_nobody_is_asked(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    await place.team(name="Not begun", starts_on="2199-01-01")
    await place.team(name="Over", ends_on=day(-2).isoformat())
    assert await place.asked() == []
    made = await place.team(name="There")
    match = {"If-Match": made.headers["etag"]}
    over = {"ends_on": day(-2).isoformat()}
    await place.machine.patch(f"/v1/teams/{made.json()['id']}", json=over, headers=match)
    assert [one.get("settled_as") for one in await place.asked()] == [None, "dropped"]


async def test_who_leaves_is_on_no_team_and_the_next_leader_is_asked_for(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana), {"staff_id": place.ben})
    soon = {"staff_id": place.ana, "meeting_roles": ["leader"], "starts_on": "2199-01-01"}
    later = await place.team(soon, name="Later", starts_on="2199-01-01")
    assert await place.asked() == []
    await leave(place, place.ana)
    team = (await place.machine.get(f"/v1/teams/{made.json()['id']}")).json()
    today = clock.day_in(ZONE, clock.now())
    assert [one["ends_on"] for one in team["members"]] == [(today - timedelta(days=1)).isoformat(), None]
    assert (await place.told())[-1]["version"] >= 2
    assert [one["origin_id"] for one in await place.asked()] == [made.json()["id"]]
    # Whose part had not begun never leads.
    (never,) = (await place.machine.get(f"/v1/teams/{later.json()['id']}")).json()["members"]
    assert (never["ends_on"], never["meeting_roles"]) == ("2199-01-01", [])


async def test_an_account_that_is_closed_takes_nobody_off_a_team(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana))
    await partners.sql("update staff set account_active = false where id = $1", UUID(place.ana))
    event = {"staff_id": place.ana, "active": False}
    await partners.receive(district_id, ("partners.staff.recorded.v1", event))
    (member,) = (await place.machine.get(f"/v1/teams/{made.json()['id']}")).json()["members"]
    assert member["ends_on"] is None


async def test_a_leaders_last_day_is_noticed_as_the_day_begins(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana))
    led = await place.team(leader(place.ben), name="Led")
    await partners.sql("update team_members set ends_on = starts_on where team_id = $1", UUID(made.json()["id"]))
    await begin(place)
    assert [one["origin_id"] for one in await place.asked()] == [made.json()["id"]]
    await partners.sql("update teams set ends_on = starts_on where id = $1", UUID(made.json()["id"]))
    await partners.sql("delete from begun_days where district_id = $1", district_id)
    await begin(place)
    assert [one.get("settled_as") for one in await place.asked()] == [None, "dropped"]
    assert led.status_code == 201


async def test_guests_are_forgotten_a_year_after_their_last_day(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    long, lately = day(-367).isoformat(), day(-300).isoformat()
    guest = {"guest_from": "organization", "guest_email": "r@example.org", "starts_on": "2020-01-01"}
    made = await place.team(
        {**guest, "guest_name": "Long", "ends_on": long},
        {**guest, "guest_name": "Lately", "ends_on": lately},
        {**guest, "guest_name": "Here"},
        starts_on="2020-01-01",
    )
    gone = await place.team({**guest, "guest_name": "Gone"}, starts_on="2020-01-01", ends_on=long, name="Gone")
    await begin(place)
    team = (await place.machine.get(f"/v1/teams/{made.json()['id']}")).json()
    assert [one["guest_name"] for one in team["members"]] == [None, "Lately", "Here"]
    assert team["members"][0]["guest_email"] is None
    (member,) = (await place.machine.get(f"/v1/teams/{gone.json()['id']}")).json()["members"]
    assert (member["guest_name"], member["guest_from"]) == (None, "organization")


def test_every_kind_of_team_has_words(partners: Service) -> None:
    kinds = partners.app.openapi()["components"]["schemas"]["TeamKind"]["enum"]
    words = texts.TEXTS["team.name_leader"].values["kind"]
    assert isinstance(words, texts.Words)
    assert set(words.by_code) == set(kinds)
    assert texts.say("team.name_leader", {"kind": "attendance"}, "en") == "Name who leads the attendance team"
