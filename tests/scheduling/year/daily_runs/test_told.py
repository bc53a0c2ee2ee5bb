"""Every calendar day is told in every district, plan or none: once, in order, by its own clock, missed days too."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.scheduling.year.daily_runs import service, timer
from shared import telemetry
from shared.testing.calls import Service, assert_refused
from tests.one_day import ZONE
from tests.scheduling.calendar.calendars.told import CHANGED
from tests.scheduling.calendar.calendars.years import add_year
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.year.corrections.factories import listed
from tests.scheduling.year.daily_runs.factories import Mornings

MONDAY = date(2026, 11, 2)
ONE = timedelta(days=1)


def names(first: date, count: int) -> list[str]:
    """So many days from one on."""
    return [(first + n * ONE).isoformat() for n in range(count)]


async def test_a_day_is_told_where_there_is_no_plan_also_at_the_weekend(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    await add_year(scheduling, district_id, non_school_days=["2026-11-04"])
    for ahead in range(7):
        mornings.at(MONDAY + ahead * ONE, 6)
        await mornings.begin()
    told = await mornings.told()
    week = names(MONDAY, 7)
    assert [(one["day"], one["since"]) for one in told] == list(zip(week, [None, *week], strict=False))
    assert [one["school_is_held"] for one in told] == [True, True, False, True, True, False, False]


async def test_where_there_is_no_school_year_days_begin_without_school(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    mornings.at(MONDAY, 6)
    await mornings.begin()
    assert await mornings.told() == [
        {
            **{"day": "2026-11-02", "since": None, "school_is_held": False},
            **{"differing_school_ids": [], "calendar_version": 0},
        }
    ]


@pytest.mark.parametrize(
    ("zone", "six"),
    [
        ("Pacific/Guam", datetime(2026, 11, 1, 20, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 11, 2, 16, tzinfo=UTC)),
        ("America/Detroit", datetime(2026, 11, 2, 11, tzinfo=UTC)),
    ],
)
async def test_it_begins_at_six_wherever_the_district_lies(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, zone: str, six: datetime
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch, zone).seed()
    mornings.at(MONDAY - ONE, 12)
    await mornings.begin()
    mornings.at_moment(six - timedelta(seconds=1))
    await mornings.begin()
    assert await mornings.days() == [("2026-11-01", None)]
    mornings.at_moment(six)
    await mornings.begin()
    assert await mornings.days() == [("2026-11-01", None), ("2026-11-02", "2026-11-01")]


@pytest.mark.parametrize("changed", [date(2026, 11, 1), date(2027, 3, 14)])
async def test_days_on_which_clocks_change_are_days_like_others(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, changed: date
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    for ahead in (-1, 0, 1):
        for hour, minute in ((0, 30), (5, 59), (6, 0), (23, 59)):
            mornings.at(changed + ahead * ONE, hour, minute)
            await mornings.begin()
            told = [day for day, _ in await mornings.days()]
            assert told == names(changed - ONE, ahead + (1 if hour < 6 else 2))


async def test_a_week_that_was_missed_is_told_day_by_day_before_today(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, schools: dict[str, UUID]
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    await add_year(scheduling, district_id, non_school_days=["2026-11-04"])
    oak = str(schools["0101"])
    await listed(scheduling.machine(district_id), {"day": "2026-11-06", "day_type": "closure", "school_id": oak})
    mornings.at(MONDAY, 6)
    await mornings.begin()
    mornings.at(MONDAY + 7 * ONE, 9)
    await asyncio.gather(*(mornings.begin() for _ in range(3)))
    told = await mornings.told()
    days = names(MONDAY, 8)
    assert [(one["day"], one["since"]) for one in told] == list(zip(days, [None, *days], strict=False))
    assert [one["school_is_held"] for one in told] == [True, True, False, True, True, False, False, True]
    assert [one["differing_school_ids"] for one in told] == [[], [], [], [], [oak], [], [], []]
    listed_days = (await scheduling.machine(district_id).get("/v1/school-days")).json()["items"]
    assert sorted((day["day"], day["since"]) for day in listed_days) == sorted(zip(days, [None, *days], strict=False))


async def test_what_was_missed_for_years_is_told_as_a_gap(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_MISSED", 2)
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    for day in (MONDAY, MONDAY + 9 * ONE):
        mornings.at(day, 6)
        await mornings.begin()
    assert await mornings.days() == [
        ("2026-11-02", None),
        ("2026-11-09", "2026-11-02"),
        ("2026-11-10", "2026-11-09"),
        ("2026-11-11", "2026-11-10"),
    ]


async def test_several_workers_and_one_that_dies_tell_a_day_once(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    mornings.at(MONDAY, 6)
    real = service.begin

    async def die(ctx: object) -> None:
        await real(ctx)  # type: ignore[arg-type]
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(service, "begin", die)
        await mornings.begin()
    assert await mornings.days() == []
    await asyncio.gather(*(mornings.begin() for _ in range(4)))
    await mornings.begin()
    assert await mornings.days() == [("2026-11-02", None)]


async def test_the_whole_calendar_is_told_with_the_first_day_and_then_once_a_week(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    await add_year(scheduling, district_id)
    counts = []
    for ahead in (0, 1, 6, 7):
        mornings.at(MONDAY + ahead * ONE, 6)
        await mornings.begin()
        counts.append(len(await scheduling.published(district_id, CHANGED)))
    assert counts == [2, 2, 2, 3]
    assert [one["calendar_version"] for one in await mornings.told()][:2] == [1, 2]


async def test_by_hand_a_day_is_told_before_six_and_reminders_follow_where_nothing_was_published(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = await District(scheduling, district_id).seed()
    mornings = Mornings(scheduling, district_id, monkeypatch, ZONE)
    day = TODAY + timedelta(days=9 - TODAY.weekday())  # a Wednesday
    mornings.at(day, 6)
    await mornings.begin()
    mornings.at(day, 12)
    await district.published(activity(due={"kind": "date", "on": (day + ONE).isoformat()}))
    await mornings.begin()
    assert await scheduling.published(district_id, "scheduling.tasks.due.v2") == []
    replies = await asyncio.gather(*(district.author.post("/v1/school-days/begin") for _ in range(2)))
    done, refused = sorted(replies, key=lambda reply: reply.status_code)
    assert (done.status_code, done.json()["is_reminded"], done.json()["people_reminded"]) == (200, True, 3)
    assert_refused(refused, 409, "day_begun")
    mornings.at(day + ONE, 4)
    early = await district.author.post("/v1/school-days/begin")
    assert early.status_code == 200, early.text
    mornings.at(day + ONE, 6)
    await mornings.begin()
    assert [told for told, _ in await mornings.days()] == names(day, 2)


async def test_a_day_that_does_not_begin_is_seen_half_an_hour_later(
    scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    mornings = await Mornings(scheduling, district_id, monkeypatch).seed()
    seen = []

    async def fails(_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(service, "begin", fails)
        for hour, minute in ((6, 0), (6, 29), (6, 30), (12, 0)):
            mornings.at(MONDAY, hour, minute)
            await timer.begin_days(scheduling.app.state.db, scheduling.settings)
            seen.append(telemetry.DAYS_NOT_BEGUN._value.get())
    await mornings.begin()
    assert [*seen, telemetry.DAYS_NOT_BEGUN._value.get()] == [0, 0, 1, 1, 0]
