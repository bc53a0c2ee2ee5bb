"""School years and terms that begin and end on the day, and what a feed shows of days far off."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.calendar.calendars.service import calendars_at
from services.scheduling.planning.evidence_types.rules import meets
from services.scheduling.views.rollups import rules as rollups
from shared import clock
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.the_day_itself.conftest import At
from tests.scheduling.the_day_itself.world import DAY, day, due, role, tasks
from tests.scheduling.views.feeds.reading import fetched, made, set_task, shown

#: The seeded district's school year.
FIRST, LAST = TODAY - timedelta(days=60), TODAY + timedelta(days=250)


async def add(district: District, path: str, **wish: Any) -> httpx.Response:
    """Add a year or a term."""
    days = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in wish.items()}
    return await district.scheduling.machine(district.id).post(path, json=days)


async def test_a_school_year_lasts_to_its_last_day_and_the_next_begins_after_it(
    district: District, scheduling: Service
) -> None:
    for first, last, status in (
        (LAST, LAST + timedelta(days=200), 422),
        (FIRST - timedelta(days=200), FIRST, 422),
        (LAST + timedelta(days=1), LAST + timedelta(days=200), 201),
        (FIRST - timedelta(days=200), FIRST - timedelta(days=1), 201),
    ):
        reply = await add(district, "/v1/school-years", title="x", starts_on=first, ends_on=last, non_school_days=[])
        assert reply.status_code == status, (first, last, reply.text)
        assert status == 201 or reply.json()["code"] == "school_years_overlap"
    begun = []
    async with work_for(scheduling.app.state.db, scheduling.settings, district.id) as ctx:
        for on in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)):
            found = await calendars_at(ctx, on)
            assert found is not None
            begun.append(found.district.starts_on)
    assert begun == [FIRST - timedelta(days=200), FIRST, FIRST, LAST + timedelta(days=1)]


async def test_a_term_lies_within_its_year_to_the_day_and_shares_none(district: District, at: At) -> None:
    at(0)
    (year,) = (await district.author.get("/v1/school-years")).json()["items"]
    kept = {"school_year_id": year["id"], "kind": "semester", "title": "x"}
    one = timedelta(days=1)
    for code, first, last, refused in (
        ("T0", FIRST - one, DAY, "term_outside_school_year"),
        ("T0", DAY, LAST + one, "term_outside_school_year"),
        ("T2", DAY + one, DAY, "days_out_of_order"),
        ("T2", DAY + one, LAST, None),
        ("T1", FIRST, DAY + one, "terms_overlap"),
        ("T1", FIRST, DAY, None),
        ("T3", DAY, DAY, "terms_overlap"),
    ):
        reply = await add(district, "/v1/terms", **kept, code=code, starts_on=first, ends_on=last)
        assert reply.json().get("code") == (refused or code), (first, last, reply.text)
    found = {}
    for ahead in (-1, 0, 1):
        query = {"from": day(ahead).isoformat(), "until": day(ahead).isoformat()}
        (only,) = (await district.author.get("/v1/calendar", params=query)).json()["days"]
        found[ahead] = only["terms"]
    assert found == {-1: ["T1"], 0: ["T1"], 1: ["T2"]}


@pytest.mark.parametrize(("off", "code"), [(0, None), (1, "day_outside_school_years")])
async def test_a_years_first_and_last_day_can_be_corrected_and_no_day_beyond(
    district: District, off: int, code: str | None
) -> None:
    for on in (FIRST - timedelta(days=off), LAST + timedelta(days=off)):
        entry = {"day": on.isoformat(), "day_type": "closure", "note": "x"}
        reply = await district.author.post("/v1/calendar/days", json={"items": [entry]})
        (row,) = reply.json()["rows"]
        assert (row["refusal"] or {}).get("code") == code, reply.text


async def test_a_feed_reaches_sixty_days_back_and_a_year_ahead_and_keeps_what_is_over_for_thirty(
    district: District, at: At
) -> None:
    codes = ("back", "gone", "ahead", "beyond", "done", "forgotten", "withdrawn", "lost")
    plan = await district.published(*(activity(code, title=code, due=due(0)) for code in codes))
    ids = {
        task["activity_code"]: task["id"]
        for task in await tasks(district, plan, school_id=str(district.schools["oak"]))
    }
    at(0)
    feed = await made(district.oak)
    for code, ahead in (("back", -60), ("gone", -61), ("ahead", 365), ("beyond", 366)):
        await set_task(district.scheduling, ids[code], due_on=day(ahead))
    for code, ahead in (("done", -29), ("forgotten", -30)):
        await set_task(district.scheduling, ids[code], state="done", done_on=day(ahead))
    for code, moment in (("withdrawn", timedelta(seconds=1)), ("lost", timedelta(0))):
        at_ = clock.now() - timedelta(days=30) + moment
        await set_task(district.scheduling, ids[code], state="withdrawn", updated_at=at_)
    found = {title.rpartition(" ")[2] for title in await shown(district.scheduling, feed)}
    assert found == {"back", "ahead", "done", "withdrawn"}


@pytest.mark.parametrize(
    ("first", "last", "is_there"), [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)]
)
async def test_a_schools_feed_is_there_on_the_first_and_last_day_of_its_makers_role(
    district: District, at: At, first: int, last: int | None, *, is_there: bool
) -> None:
    at(0)
    principal = district.as_person("coordinator_elm", ("principal", "oak"))
    await role(district, "coordinator_elm", "principal", "oak", 0, None)
    feed = await made(principal, kind="school", school_id=str(district.schools["oak"]))
    await district.scheduling.sql(
        "update directory_roles set starts_on = $2, ends_on = $3 where district_id = $1 and role = 'principal' and staff_id = $4",
        *(district.id, day(first), None if last is None else day(last), district.people["coordinator_elm"]),
    )
    reply = await fetched(district.scheduling, feed)
    assert reply.status_code == (200 if is_there else 404)


async def test_a_comment_changes_for_fifteen_minutes_to_the_moment(
    district: District, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(0)
    plan = await district.published(activity(due=due(9)))
    url = f"/v1/tasks/{(await district.task(plan, 'oak'))['id']}/comments"
    made = (await district.oak.post(url, json={"body": "x"})).json()
    begun = clock.now()
    for seconds, status, version in ((900, 200, 1), (901, 409, 2)):
        monkeypatch.setattr(clock, "now", lambda late=seconds: begun + timedelta(seconds=late))
        tag = {"If-Match": f'"{version}"'}
        reply = await district.oak.patch(f"{url}/{made['id']}", json={"body": f"{seconds}"}, headers=tag)
        assert reply.status_code == status, reply.text
    assert reply.json()["code"] == "edit_too_late"


@pytest.mark.parametrize(
    ("op", "value", "held"),
    [
        ("at_least", 80, [False, True, True]),
        ("at_most", 80, [True, True, False]),
        ("equals", 80, [False, True, False]),
        ("not_equals", 80, [True, False, True]),
        ("one_of", [79, 81], [True, False, True]),
    ],
)
def test_a_condition_holds_at_the_very_value_it_names(op: str, value: Any, held: list[bool]) -> None:
    condition = {"field": "points", "op": op, "value": value}
    assert [meets([condition], {"points": found}) for found in (79, 80, 81)] == held
    assert not meets([condition], {"points": None})
    assert not meets([condition], {})


def test_a_forecast_is_made_from_ten_tasks_in_ten_school_days_within_the_year() -> None:
    year = SchoolYear(DAY - timedelta(days=60), DAY + timedelta(days=60))
    before = [day_ for n in range(1, 40) if year.is_school_day(day_ := day(-n))]
    for began, done, status in (
        (before[9], 10, "foreseen"),
        (before[9], 9, "not_enough_data"),
        (before[8], 10, "not_enough_data"),
    ):
        found = rollups.forecast(year, DAY, began, done + 1, done, {before[0]: done})
        assert found.status == status, (began, done)
        assert rollups.forecast(year, DAY, began, done, done, {before[0]: done}).status == "finished"
    for today, known in ((year.starts_on, True), (year.ends_on, True), (year.ends_on + timedelta(days=1), False)):
        found = rollups.forecast(year, today, None, 2, 1, {})
        assert (found.status != "no_school_year") is known
    assert rollups.forecast(year, year.starts_on - timedelta(days=1), None, 2, 1, {}).status == "no_school_year"
