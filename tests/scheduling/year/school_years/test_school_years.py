"""School years: added and changed by hand, with the days they list."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.calendar.calendars.years import THIS_YEAR, add_year, plain


async def test_days_listed_with_a_year_are_replaced_whole(scheduling: Service, district_id: UUID) -> None:
    year = await add_year(scheduling, district_id, non_school_days=["2027-01-18", "2026-11-26", "2026-11-28"])
    assert year["non_school_days"] == ["2026-11-26", "2027-01-18"], "a Saturday needs no listing"
    caller, path = scheduling.machine(district_id), f"/v1/school-years/{year['id']}"
    changed = await caller.patch(
        path, json={"non_school_days": ["2027-01-18", "2027-02-15"]}, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200, changed.text
    assert (changed.json()["non_school_days"], changed.json()["version"]) == (["2027-01-18", "2027-02-15"], 2)
    read = await caller.get(path)
    assert (read.json(), read.headers["etag"]) == (changed.json(), changed.headers["etag"])
    assert (await caller.get("/v1/school-years")).json()["items"][0]["non_school_days"] == changed.json()[
        "non_school_days"
    ]


async def test_a_schools_own_year_lists_what_holds_there(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    oak = str(schools["0101"])
    await add_year(scheduling, district_id, non_school_days=["2027-01-18", "2026-11-26"])
    own = await add_year(scheduling, district_id, school_id=oak, non_school_days=["2026-11-26", "2027-03-01"])
    assert own["non_school_days"] == ["2026-11-26", "2027-03-01"]
    caller = scheduling.machine(district_id)
    (listed,) = (await caller.get("/v1/school-years", params={"school_id": oak})).json()["items"]
    assert plain(listed) == plain(own)
    assert (await caller.get(f"/v1/school-years/{own['id']}")).json() == own
    rows = await scheduling.sql(
        "select day::text, day_type, school_id is null as of_district from calendar_days where district_id = $1 order by 3, 1",
        district_id,
    )
    assert [tuple(row) for row in rows] == [
        ("2027-01-18", "instructional", False),
        ("2027-03-01", "holiday", False),
        ("2026-11-26", "holiday", True),
        ("2027-01-18", "holiday", True),
    ]


TWO_DAYS = ["2027-08-16", "2027-08-17"]
NEXT = {"starts_on": "2027-08-11", "ends_on": "2028-06-11"}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"ends_on": "2026-08-24"}, "days_out_of_order"),
    ({"ends_on": "2029-08-24"}, "school_year_too_long"),
    ({"starts_on": "2027-06-11", "ends_on": "2028-06-11"}, "school_years_overlap"),
    ({**NEXT, "non_school_days": ["2027-06-30"]}, "day_outside_school_years"),
    (
        {"starts_on": TWO_DAYS[0], "ends_on": TWO_DAYS[1], "non_school_days": TWO_DAYS},
        "year_without_school_days",
    ),
    ({"school_id": str(new_id())}, "no_such_school"),
]


async def test_a_school_year_that_cannot_be_is_refused_with_its_name(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    year = await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    for wish, code in [*BAD, ({**NEXT, "school_id": str(schools["0101"])}, "no_year_replaced")]:
        reply = await caller.post("/v1/school-years", json={**THIS_YEAR, **wish})
        assert_refused(reply, 422, code)
    closed = {"ends_on": "2026-08-25", "non_school_days": ["2026-08-24", "2026-08-25"]}
    path = f"/v1/school-years/{year['id']}"
    reply = await caller.patch(path, json=closed, headers={"If-Match": '"1"'})
    assert_refused(reply, 422, "year_without_school_days")
    (listed,) = (await caller.get("/v1/school-years")).json()["items"]
    assert plain(listed) == plain(year), "nothing half done"
