"""Terms the roster brings: taken as they come, the latest listing wins, and nobody changes them by hand."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.calendar.calendars.years import add_year
from tests.scheduling.calendar.terms.factories import listing


async def terms_of(scheduling: Service, district_id: UUID) -> list[dict[str, Any]]:
    """The terms of the district."""
    return list((await scheduling.machine(district_id).get("/v1/terms")).json()["items"])


async def test_the_latest_listing_counts_in_whatever_order_they_come(scheduling: Service, district_id: UUID) -> None:
    year, term_id = await add_year(scheduling, district_id), new_id()
    newest = listing(term_id, year["id"], title="Fall semester")
    await scheduling.receive(district_id, newest, listing(term_id, year["id"], age=10))
    await scheduling.receive(district_id, listing(term_id, year["id"], age=5, title="Autumn"))
    (term,) = await terms_of(scheduling, district_id)
    assert (term["id"], term["title"], term["source"]) == (str(term_id), "Fall semester", "roster")
    await scheduling.receive(district_id, listing(term_id, year["id"], deleted=True))
    assert await terms_of(scheduling, district_id) == []


async def test_terms_may_come_before_their_school_year_and_beside_one_by_hand(
    scheduling: Service, district_id: UUID
) -> None:
    await scheduling.receive(district_id, listing(new_id(), new_id()))
    assert len(await terms_of(scheduling, district_id)) == 1
    year, caller = await add_year(scheduling, district_id), scheduling.machine(district_id)
    days = {"starts_on": "2026-08-24", "ends_on": "2026-12-18"}
    wish = {"school_year_id": year["id"], "kind": "semester", "code": "S1", "title": "x", **days}
    assert (await caller.post("/v1/terms", json=wish)).status_code == 201
    await scheduling.receive(district_id, listing(new_id(), year["id"]))
    assert len(await terms_of(scheduling, district_id)) == 3


async def test_what_the_roster_brings_is_changed_in_the_roster(scheduling: Service, district_id: UUID) -> None:
    year, term_id = await add_year(scheduling, district_id), new_id()
    await scheduling.receive(district_id, listing(term_id, year["id"]))
    caller, path = scheduling.machine(district_id), f"/v1/terms/{term_id}"
    for reply in (
        await caller.patch(path, json={"title": "x"}, headers={"If-Match": '"1"'}),
        await caller.delete(path),
    ):
        assert_refused(reply, 409, "term_of_roster")
