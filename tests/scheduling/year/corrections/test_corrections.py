"""Days corrected one by one: what they become, what that closes, and what is refused."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.calendar.calendars.years import add_year, day_of
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.year.corrections.factories import listed

SNOW = "2027-01-13"


async def test_a_snow_day_closes_every_school_that_does_not_say_otherwise(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    caller, oak = scheduling.machine(district_id), schools["0101"]
    await listed(caller, {"day": SNOW, "day_type": "instructional", "school_id": str(oak)})
    done = await listed(caller, {"day": SNOW, "day_type": "closure", "note": "Snow"})
    assert (done["done"], done["refused"], done["validate_only"]) == (1, 0, False)
    effect = done["effect"]
    assert (effect["closes"], effect["close_count"]) == ([{"day": SNOW, "school": None}], 1)
    assert (effect["opens"], effect["open_count"]) == ([], 0)
    there = {"day": SNOW, "terms": []}
    assert await day_of(caller, SNOW) == {
        **there,
        **{"day_type": "closure", "school_is_held": False, "source": "district", "note": "Snow"},
        "entry_id": done["rows"][0]["id"],
    }
    assert (await day_of(caller, SNOW, schools["0102"]))["school_is_held"] is False
    at_oak = await day_of(caller, SNOW, oak)
    assert (at_oak["source"], at_oak["school_is_held"]) == ("school", True)


async def test_an_entry_taken_away_opens_the_day_again(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    (row,) = (await listed(caller, {"day": SNOW, "day_type": "closure"}))["rows"]
    reply = await caller.delete(f"/v1/calendar/days/{row['id']}")
    assert (reply.status_code, reply.json()["opens"]) == (200, [{"day": SNOW, "school": None}])
    assert (await day_of(caller, SNOW))["day_type"] == "instructional"
    assert (await caller.delete(f"/v1/calendar/days/{row['id']}")).status_code == 404


async def test_a_day_said_again_keeps_its_id_and_takes_the_new_word(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    (first,) = (await listed(caller, {"day": SNOW, "day_type": "closure", "note": "Snow"}))["rows"]
    later = {"day": "2027-02-10", "day_type": "early_dismissal"}
    again = await listed(caller, {"day": SNOW, "day_type": "early_dismissal"}, later)
    assert again["rows"][0]["id"] == first["id"]
    assert again["effect"]["opens"] == [{"day": SNOW, "school": None}]
    shown = await day_of(caller, SNOW)
    assert (shown["day_type"], shown["school_is_held"], shown["note"]) == ("early_dismissal", True, None)


async def test_a_make_up_saturday_is_a_school_day(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller, saturday = scheduling.machine(district_id), "2027-01-23"
    assert (await day_of(caller, saturday))["day_type"] is None
    done = await listed(caller, {"day": saturday, "day_type": "instructional"})
    assert done["effect"]["opens"] == [{"day": saturday, "school": None}]
    assert (await day_of(caller, saturday))["school_is_held"] is True


async def test_a_days_fault_is_its_own_and_the_others_stand(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    await add_year(scheduling, district_id, school_id=str(schools["0101"]), starts_on="2026-07-20")
    caller = scheduling.machine(district_id)
    bad: list[tuple[dict[str, Any], str, str]] = [
        ({"day": "2027-06-12", "day_type": "holiday"}, "day_outside_school_years", "/items/1/day"),
        ({"day": SNOW, "day_type": "party"}, "no_such_day_type", "/items/2/day_type"),
        ({"day": SNOW, "day_type": "closure", "school_id": str(new_id())}, "no_such_school", "/items/3/school_id"),
        ({"day": "2027-02-30", "day_type": "closure"}, "invalid", "/items/4/day"),
        ({"day": SNOW, "day_type": "closure", "note": "x" * 201}, "invalid", "/items/5/note"),
        ({"day": SNOW, "day_type": "closure"}, "day_repeated", "/items/6/day"),
        (
            {"day": "2026-07-21", "day_type": "closure", "school_id": str(schools["0102"])},
            "day_outside_school_years",
            "/items/7/day",
        ),
        ({"day": SNOW, "day_type": "closure", "colour": "red"}, "invalid", "/items/8/colour"),
    ]
    good = {"day": SNOW, "day_type": "closure"}
    own = {"day": "2026-07-21", "day_type": "closure", "school_id": str(schools["0101"])}
    done = await listed(caller, good, *(row for row, _, _ in bad), own, "no entry at all")  # type: ignore[arg-type]
    refused = [(row["refusal"]["code"], row["refusal"]["errors"][0]["pointer"]) for row in done["rows"][1:-2]]
    assert refused == [(code, pointer) for _, code, pointer in bad]
    assert (done["done"], done["refused"], done["rows"][-1]["id"]) == (2, 9, None)
    assert (await day_of(caller, SNOW))["day_type"] == "closure"
    assert (await day_of(caller, "2026-07-21", schools["0101"]))["day_type"] == "closure"


async def test_a_trial_says_what_would_close_and_what_is_due_then_and_changes_nothing(district: District) -> None:
    day = next(d for n in range(20, 30) if (d := TODAY + timedelta(days=n)).weekday() < 5).isoformat()
    await district.published(activity("A1", due={"kind": "date", "on": day}), activity("A2"))
    entry = {"day": day, "day_type": "closure"}
    elm = {**entry, "day_type": "instructional", "school_id": str(district.schools["elm"])}
    for items, due in (([entry], 3), ([entry, elm], 2), ([elm], 0), ([{**elm, "day_type": "closure"}], 1)):
        trial = await listed(district.author, *items, dry=True)
        extra = 1 if day == (TODAY + timedelta(days=20)).isoformat() else 0
        assert trial["effect"]["tasks_due"] == due * (1 + extra), items
        assert (trial["validate_only"], trial["done"]) == (True, len(items))
        assert (await day_of(district.author, day))["day_type"] == "instructional"


@pytest.mark.parametrize("of_school", [False, True])
async def test_no_school_year_is_left_without_a_school_day(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID], of_school: bool
) -> None:
    await add_year(scheduling, district_id)
    caller, first = scheduling.machine(district_id), date(2026, 8, 24)
    whose = {"school_id": str(schools["0101"])} if of_school else {}
    days = [(first + timedelta(days=n)).isoformat() for n in range(292)]
    entries = [{"day": day, "day_type": "holiday", **whose} for day in days]
    reply = await caller.post("/v1/calendar/days", json={"items": entries})
    assert_refused(reply, 422, "year_without_school_days")
    assert not await scheduling.sql("select from calendar_days where district_id = $1", district_id)
    done = await listed(caller, *entries[1:])
    assert (done["done"], done["effect"]["close_count"]) == (291, 209)


async def test_more_entries_than_days_of_a_year_are_refused(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    items = [{"day": SNOW, "day_type": "closure"}] * 367
    reply = await scheduling.machine(district_id).post("/v1/calendar/days", json={"items": items})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/items")


async def test_schools_read_calendars_and_only_the_district_corrects_them(district: District) -> None:
    entry = {"items": [{"day": TODAY.isoformat(), "day_type": "closure"}]}
    (row,) = (await district.oak.post("/v1/calendar/days", json=entry)).json()["rows"]
    assert row["refusal"]["code"] == "not_permitted"
    assert (await day_of(district.oak, TODAY.isoformat()))["day"] == TODAY.isoformat()
    stranger = district.as_person("mentor_oak")
    day = TODAY.isoformat()
    for path in (f"/v1/calendar?from={day}&until={day}", "/v1/day-types", "/v1/terms"):
        assert_refused(await stranger.get(path), 403, "not_permitted")
