"""Day types: five that every district has, and its own."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from tests.scheduling.calendar.calendars.years import add_year, plain

MARKET: dict[str, Any] = {
    **{"code": "market_day", "title": "Market Day", "school_is_held": True},
    "programme": "microsociety",
}


async def test_every_district_has_the_standard_ones(scheduling: Service, district_id: UUID) -> None:
    caller = scheduling.machine(district_id)
    items = (await caller.get("/v1/day-types")).json()["items"]
    assert {item["code"]: item["school_is_held"] for item in items} == {
        **{"closure": False, "early_dismissal": True, "holiday": False, "instructional": True},
        "teacher_only": False,
    }
    assert all(item["standard"] for item in items)
    assert (await caller.get("/v1/day-types/holiday")).json() == items[2]


async def test_a_microsocietys_market_day_is_data_and_can_be_listed_in_the_calendar(
    scheduling: Service, district_id: UUID
) -> None:
    caller = scheduling.machine(district_id)
    added = await caller.post("/v1/day-types", json=MARKET)
    assert added.status_code == 201, added.text
    found = (await caller.get("/v1/day-types", params={"programme": "microsociety"})).json()["items"]
    assert [plain(one) for one in found] == [plain(added.json())]
    assert (found[0]["standard"], found[0]["version"]) == (False, 1)
    await add_year(scheduling, district_id)
    days = {"items": [{"day": "2026-09-04", "day_type": "market_day"}]}
    assert (await caller.post("/v1/calendar/days", json=days)).json()["done"] == 1
    (day,) = (await caller.get("/v1/calendar?from=2026-09-04&until=2026-09-04")).json()["days"]
    assert (day["day_type"], day["school_is_held"]) == ("market_day", True)


async def test_its_name_can_change_and_what_it_means_for_school_days_cannot(
    scheduling: Service, district_id: UUID
) -> None:
    caller = scheduling.machine(district_id)
    await caller.post("/v1/day-types", json=MARKET)
    path = "/v1/day-types/market_day"
    renamed = await caller.patch(path, json={"title": "Market", "programme": None}, headers={"If-Match": '"1"'})
    assert (renamed.json()["title"], renamed.json()["programme"], renamed.json()["version"]) == ("Market", None, 2)
    assert (await caller.get(path)).json() == renamed.json()
    refused = await caller.patch(path, json={"school_is_held": False}, headers={"If-Match": '"2"'})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/school_is_held")
    assert (await caller.patch(path, json={"title": "x"}, headers={"If-Match": '"1"'})).status_code == 412
    assert (await caller.patch(path, json={"title": "x"})).status_code == 428


@pytest.mark.parametrize("code", ["market_day", "holiday"])
async def test_a_code_is_nobody_elses(scheduling: Service, district_id: UUID, code: str) -> None:
    caller = scheduling.machine(district_id)
    await caller.post("/v1/day-types", json=MARKET)
    reply = await caller.post("/v1/day-types", json={**MARKET, "code": code})
    assert_refused(reply, 409, "day_type_taken")


async def test_the_standard_ones_never_change(scheduling: Service, district_id: UUID) -> None:
    reply = await scheduling.machine(district_id).patch(
        "/v1/day-types/holiday", json={"title": "x"}, headers={"If-Match": '"1"'}
    )
    assert_refused(reply, 409, "day_type_is_standard")


@pytest.mark.parametrize(
    "wrong", [{"code": "Market Day"}, {"code": ""}, {"title": " "}, {"school_is_held": "yes"}, {"programme": "a b"}]
)
async def test_a_day_type_that_makes_no_sense_is_refused(
    scheduling: Service, district_id: UUID, wrong: dict[str, Any]
) -> None:
    reply = await scheduling.machine(district_id).post("/v1/day-types", json={**MARKET, **wrong})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, f"/{next(iter(wrong))}")
