"""What a school's people say of its days: on plain school days, within the district's policy, and never against a closure."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from shared.testing.calls import assert_refused
from tests.scheduling.calendar.calendars.years import day_of
from tests.scheduling.factories import TODAY, District
from tests.scheduling.year.corrections.factories import listed

POLICY = {"own_day_types": 10, "own_days": 200, "may_close": False, "district_day_types": []}


def weekday(number: int, weeks: int = 2) -> date:
    """A weekday (Monday is 0) some weeks ahead."""
    return TODAY + timedelta(days=7 * weeks + (number - TODAY.weekday()) % 7)


FRIDAY = weekday(4).isoformat()


async def reflecting(caller: httpx.AsyncClient, school_id: Any = None) -> None:
    """There are Reflection Days."""
    wish = {"code": "reflection", "title": "Reflection Day", "school_is_held": True, "programme": "microsociety"}
    reply = await caller.post("/v1/day-types", json=wish | ({"school_id": str(school_id)} if school_id else {}))
    assert reply.status_code == 201, reply.text


async def sent(caller: httpx.AsyncClient, *items: dict[str, Any]) -> list[str | None]:
    """The refusal of each entry, None where it was taken."""
    reply = (await caller.post("/v1/calendar/days", json={"items": list(items)})).json()
    return [row["refusal"] and row["refusal"]["code"] for row in reply["rows"]]


async def test_a_school_has_day_types_of_its_own(district: District) -> None:
    oak, elm = district.schools["oak"], district.schools["elm"]
    await reflecting(district.oak, oak)
    mine = (await district.oak.get("/v1/day-types/reflection", params={"school_id": str(oak)})).json()
    assert (mine["school"]["name"], mine["title"]) == ("oak", "Reflection Day")
    assert_refused(await district.oak.get("/v1/day-types/reflection"), 404, "not_found")
    changed = await district.oak.patch(
        "/v1/day-types/reflection", params={"school_id": str(oak)}, json={"title": "Ours"}, headers={"If-Match": '"1"'}
    )
    assert changed.json()["title"] == "Ours"
    await reflecting(district.elm, elm)
    for school, count in ((oak, 1), (elm, 1), (district.schools["high"], 0)):
        shown = (await district.oak.get("/v1/day-types", params={"school_id": str(school)})).json()["items"]
        assert [one["code"] for one in shown].count("reflection") == count
    # A page at a time, none is lost and none comes twice.
    first = (await district.oak.get("/v1/day-types", params={"limit": 6})).json()
    second = (await district.oak.get("/v1/day-types", params={"limit": 6, "cursor": first["next_cursor"]})).json()
    assert [one["code"] for one in first["items"] + second["items"]].count("reflection") == 2


async def test_day_types_of_others_and_codes_that_are_taken_are_refused(district: District) -> None:
    oak = {"school_id": str(district.schools["oak"])}
    wish = {"code": "market", "title": "Market", "school_is_held": True}
    assert_refused(await district.elm.post("/v1/day-types", json=wish | oak), 403, "not_permitted")
    assert_refused(await district.oak.post("/v1/day-types", json=wish), 403, "not_permitted")
    assert (await district.oak.post("/v1/day-types", json=wish | oak)).status_code == 201
    assert_refused(await district.oak.post("/v1/day-types", json=wish | oak), 409, "day_type_taken")
    assert_refused(await district.author.post("/v1/day-types", json=wish), 409, "day_type_taken")
    path, match = f"/v1/day-types/market?school_id={oak['school_id']}", {"If-Match": '"1"'}
    assert_refused(await district.elm.patch(path, json={"title": "x"}, headers=match), 403, "not_permitted")
    await district.author.post("/v1/day-types", json=wish | {"code": "action"})
    assert_refused(
        await district.oak.post("/v1/day-types", json=wish | oak | {"code": "action"}), 409, "day_type_taken"
    )
    few = await district.author.put("/v1/calendar/school-policy", json=POLICY | {"own_day_types": 1})
    assert few.status_code == 200, few.text
    assert_refused(await district.oak.post("/v1/day-types", json=wish | oak | {"code": "b"}), 409, "too_many_day_types")
    assert_refused(await district.oak.put("/v1/calendar/school-policy", json=POLICY), 403, "not_permitted")


async def test_a_school_says_what_its_plain_days_are(district: District) -> None:
    await reflecting(district.author)
    oak, elm = str(district.schools["oak"]), str(district.schools["elm"])
    entry = {"day": FRIDAY, "day_type": "reflection"}
    assert await sent(district.oak, entry | {"school_id": oak}) == [None]
    assert await sent(district.oak, entry, entry | {"school_id": elm}) == ["not_permitted", "not_permitted"]
    at_oak = await day_of(district.oak, FRIDAY, district.schools["oak"])
    at_elm = await day_of(district.oak, FRIDAY, district.schools["elm"])
    assert (at_oak["day_type"], at_oak["source"], at_elm["day_type"]) == ("reflection", "school", "instructional")
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    reply = await mentor.post("/v1/calendar/days", json={"items": [entry | {"school_id": oak}]})
    assert_refused(reply, 403, "not_permitted")


@pytest.mark.parametrize(
    ("of_district", "policy", "entry", "code"),
    [
        (None, {}, {"day_type": "closure"}, "not_within_policy"),
        (None, {"may_close": True}, {"day_type": "closure"}, None),
        (None, {"district_day_types": ["reflection"]}, {}, "not_within_policy"),
        (None, {"own_days": 0}, {}, "not_within_policy"),
        (None, {"own_days": 1}, {}, None),
        ("early_dismissal", {}, {}, "day_of_district"),
        ("closure", {}, {}, "day_of_district"),
        ("instructional", {}, {}, None),
        (None, {}, {"day": weekday(5).isoformat()}, "day_of_district"),
        (None, {}, {"day_type": "unknown"}, "no_such_day_type"),
    ],
)
async def test_within_the_districts_policy(
    district: District, of_district: str | None, policy: dict[str, Any], entry: dict[str, Any], code: str | None
) -> None:
    await reflecting(district.author)
    assert (await district.author.put("/v1/calendar/school-policy", json=POLICY | policy)).status_code == 200
    if of_district:
        await listed(district.author, {"day": FRIDAY, "day_type": of_district})
    oak = {"school_id": str(district.schools["oak"])}
    assert await sent(district.oak, {"day": FRIDAY, "day_type": "reflection"} | oak | entry) == [code]


async def test_a_day_counts_once_however_often_it_is_said(district: District) -> None:
    await reflecting(district.author)
    assert (await district.author.put("/v1/calendar/school-policy", json=POLICY | {"own_days": 2})).status_code == 200
    oak = {"school_id": str(district.schools["oak"]), "day_type": "reflection"}
    first, second, third = ({"day": weekday(number).isoformat(), **oak} for number in (1, 2, 3))
    assert await sent(district.oak, first, first) == [None, "day_repeated"]
    # What is listed already takes no further place, also where that place is the last.
    assert await sent(district.oak, first | {"note": "In the hall"}, second, second) == [None, None, "day_repeated"]
    assert await sent(district.oak, first, second, third) == [None, None, "not_within_policy"]


async def test_a_day_refused_as_repeated_takes_no_place(district: District) -> None:
    await reflecting(district.author)
    assert (await district.author.put("/v1/calendar/school-policy", json=POLICY | {"own_days": 2})).status_code == 200
    oak = {"school_id": str(district.schools["oak"]), "day_type": "reflection"}
    first, second = ({"day": weekday(number).isoformat(), **oak} for number in (1, 2))
    assert await sent(district.oak, first, first, second) == [None, "day_repeated", None]


async def test_what_the_district_says_of_the_school_stands(district: District) -> None:
    await reflecting(district.author)
    oak = {"school_id": str(district.schools["oak"])}
    theirs = await listed(district.author, {"day": FRIDAY, "day_type": "early_dismissal"} | oak)
    assert await sent(district.oak, {"day": FRIDAY, "day_type": "reflection"} | oak) == ["day_of_district"]
    path = f"/v1/calendar/days/{theirs['rows'][0]['id']}"
    assert_refused(await district.oak.delete(path), 422, "day_of_district")
    assert_refused(await district.elm.delete(path), 403, "not_permitted")
    other = weekday(4, weeks=3).isoformat()
    own = await listed(district.oak, {"day": other, "day_type": "reflection"} | oak)
    assert_refused(await district.elm.delete(f"/v1/calendar/days/{own['rows'][0]['id']}"), 403, "not_permitted")
    assert (await district.oak.delete(f"/v1/calendar/days/{own['rows'][0]['id']}")).status_code == 200


async def test_a_closure_overrules_what_schools_say_and_names_it(district: District) -> None:
    await reflecting(district.author)
    oak = {"school_id": str(district.schools["oak"])}
    await listed(district.oak, {"day": FRIDAY, "day_type": "reflection"} | oak)
    dry = await listed(district.author, {"day": FRIDAY, "day_type": "closure"}, dry=True)
    assert [one["school"]["name"] for one in dry["effect"]["overruled"]] == ["oak"]
    assert (await day_of(district.oak, FRIDAY, district.schools["oak"]))["day_type"] == "reflection"
    done = await listed(district.author, {"day": FRIDAY, "day_type": "closure"})
    assert [(one["day"], one["school"]["name"]) for one in done["effect"]["overruled"]] == [(FRIDAY, "oak")]
    assert (await day_of(district.oak, FRIDAY, district.schools["oak"]))["school_is_held"] is False


async def kind(district: District, day: str = FRIDAY) -> str:
    """Of what kind a day is at Oak."""
    return str((await day_of(district.oak, day, district.schools["oak"]))["day_type"])


async def overruled(district: District, **said: Any) -> dict[str, str]:
    """Oak said that Friday is a Reflection Day, and the district closes it; what Oak said."""
    await reflecting(district.author)
    oak = {"school_id": str(district.schools["oak"])}
    await listed(district.oak, {"day": FRIDAY, "day_type": "reflection", "note": "In the hall"} | oak)
    await listed(district.author, {"day": FRIDAY, "day_type": "closure"})
    return oak


@pytest.mark.parametrize("how", ["taken away", "listed as a school day"])
async def test_what_a_closure_overruled_stands_again_once_it_is_gone(district: District, how: str) -> None:
    await overruled(district)
    assert await kind(district) == "closure"
    if how == "listed as a school day":
        effect = (await listed(district.author, {"day": FRIDAY, "day_type": "instructional"}))["effect"]
    else:
        entry = (await day_of(district.author, FRIDAY))["entry_id"]
        effect = (await district.author.delete(f"/v1/calendar/days/{entry}")).json()
    assert [(one["day"], one["school"]["name"]) for one in effect["restored"]] == [(FRIDAY, "oak")]
    shown = await day_of(district.oak, FRIDAY, district.schools["oak"])
    assert (shown["day_type"], shown["note"]) == ("reflection", "In the hall")


async def test_what_is_overruled_stays_so_while_the_district_closes_the_day_in_another_way(district: District) -> None:
    await overruled(district)
    effect = (await listed(district.author, {"day": FRIDAY, "day_type": "holiday"}))["effect"]
    assert effect["restored"] == []
    assert await kind(district) == "holiday"


async def test_what_was_listed_meanwhile_is_not_overwritten(district: District) -> None:
    oak = await overruled(district)
    await listed(district.author, {"day": FRIDAY, "day_type": "early_dismissal"} | oak)
    effect = (await listed(district.author, {"day": FRIDAY, "day_type": "instructional"}))["effect"]
    assert (effect["restored"], await kind(district)) == ([], "early_dismissal")
    await listed(district.author, {"day": FRIDAY, "day_type": "closure"})
    effect = (await listed(district.author, {"day": FRIDAY, "day_type": "instructional"}))["effect"]
    assert (effect["restored"], await kind(district)) == ([], "early_dismissal")


async def test_a_school_year_that_closes_days_overrules_them_and_one_that_opens_them_restores_them(
    district: District,
) -> None:
    await reflecting(district.author)
    await listed(district.oak, {"day": FRIDAY, "day_type": "reflection", "school_id": str(district.schools["oak"])})
    (year,) = (await district.author.get("/v1/school-years")).json()["items"]
    for days, kind_then in (([FRIDAY], "holiday"), ([], "reflection")):
        path = f"/v1/school-years/{year['id']}"
        version = {"If-Match": (await district.author.get(path)).headers["ETag"]}
        reply = await district.author.patch(path, json={"non_school_days": days}, headers=version)
        assert reply.status_code == 200, reply.text
        assert await kind(district) == kind_then


async def test_a_trial_restores_nothing(district: District) -> None:
    await overruled(district)
    tried = await listed(district.author, {"day": FRIDAY, "day_type": "instructional"}, dry=True)
    assert [one["school"]["name"] for one in tried["effect"]["restored"]] == ["oak"]
    assert await kind(district) == "closure"


async def test_a_pattern_gives_many_days_of_many_schools_a_type(district: District) -> None:
    await reflecting(district.author)
    closed = weekday(4, weeks=3)
    await listed(district.author, {"day": closed.isoformat(), "day_type": "holiday"})
    schools = [str(district.schools[name]) for name in ("oak", "elm")]
    first, last = weekday(4), weekday(4, weeks=5)
    wish = {"day_type": "reflection", "rrule": "FREQ=WEEKLY;BYDAY=FR", "first_on": str(first), "last_on": str(last)}
    for path in ("?validate_only=true", ""):
        reply = await district.author.post(f"/v1/calendar/patterns{path}", json=wish | {"school_ids": schools})
        assert reply.status_code == 200, reply.text
        said = reply.json()
        assert (said["entries"], said["skipped_count"]) == (6, 2)
        assert {(one["day"], one["school"]["name"]) for one in said["skipped"]} == {
            (str(closed), name) for name in ("oak", "elm")
        }
        assert all("holiday" in one["reason"] for one in said["skipped"])
        kind = (await day_of(district.oak, str(first), district.schools["elm"]))["day_type"]
        assert kind == ("instructional" if path else "reflection")
    assert (await day_of(district.oak, str(first), district.schools["high"]))["day_type"] == "instructional"


async def test_a_pattern_of_a_school_is_its_own(district: District) -> None:
    await reflecting(district.author)
    oak, elm = str(district.schools["oak"]), str(district.schools["elm"])
    wish = {"day_type": "reflection", "days": [FRIDAY]}
    for schools in ([], [elm], [oak, elm]):
        reply = await district.oak.post("/v1/calendar/patterns", json=wish | {"school_ids": schools})
        assert_refused(reply, 403, "not_permitted")
    assert (await district.oak.post("/v1/calendar/patterns", json=wish | {"school_ids": [oak]})).json()["entries"] == 1
    closing = {"day_type": "closure", "days": [weekday(3).isoformat()], "school_ids": [oak]}
    assert_refused(await district.oak.post("/v1/calendar/patterns", json=closing), 422, "not_within_policy")
    for wrong in (
        {"day_type": "reflection"},
        {"day_type": "reflection", "rrule": "FREQ=DAILY"},
        {**wish, "rrule": "FREQ=DAILY", "first_on": FRIDAY, "last_on": FRIDAY},
        {"day_type": "reflection", "rrule": "FREQ=HOURLY", "first_on": FRIDAY, "last_on": FRIDAY},
        {"day_type": "reflection", "rrule": "FREQ=DAILY", "first_on": FRIDAY, "last_on": str(weekday(3))},
    ):
        assert_refused(await district.author.post("/v1/calendar/patterns", json=wrong), 422, "invalid")
