"""A service begins its day once: when it hears of it, or alone from 07:00 on by the district's clock, and says so."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.partners.consumers import DAILY_WORK
from shared import clock, telemetry
from shared.context.context import Context
from shared.daily_work import beginning
from shared.logging import log
from shared.testing.calls import Service
from tests.partners.factories import set_up

BEGUN = "scheduling.day.begun.v1"
MONDAY, ONE = date(2026, 11, 2), timedelta(days=1)


def begun(day: date) -> tuple[str, dict[str, Any]]:
    """A day that begins, as scheduling tells it."""
    return BEGUN, {
        **{"day": day, "since": None, "school_is_held": True, "differing_school_ids": [], "calendar_version": 1}
    }


class Days:
    """A district at partners, what is done for its days, and a worker that minds it alone."""

    def __init__(self, partners: Service, id_: UUID, patch: pytest.MonkeyPatch, zone: str) -> None:
        self.partners, self.id, self.patch, self.zone = partners, id_, patch, ZoneInfo(zone)
        self.done: list[tuple[date, date | None]] = []
        self.warnings: list[str] = []
        every, count = beginning._waiting, beginning._ALONE

        async def mine(*arguments: Any) -> list[tuple[UUID, date]]:
            return [(id_, day) for id_, day in await every(*arguments) if id_ == self.id]

        async def work(_: Context, day: date, since: date | None) -> None:
            self.done.append((day, since))

        patch.setattr(beginning, "_waiting", mine)
        patch.setattr(beginning, "_ALONE", f"{count} and b.district_id = '{self.id}'")
        patch.setattr(DAILY_WORK, "works", (work,))
        patch.setattr(log, "warning", lambda event, **facts: self.warnings.append(event))

    async def seed(self) -> "Days":
        """It is there."""
        await set_up(self.partners, self.id)
        await self.partners.sql("update districts set timezone = $2 where district_id = $1", self.id, self.zone.key)
        return self

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Set the clock by the district's."""
        moment = datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)
        self.patch.setattr(clock, "now", lambda: moment)

    async def hear(self, *days: date) -> None:
        """Scheduling's word comes."""
        await self.partners.receive(self.id, *map(begun, days))

    async def look(self) -> float:
        """As the worker does; how many days the gauge says this service began alone."""
        await DAILY_WORK.begin_alone(self.partners.app.state.db, self.partners.settings)
        return float(telemetry.DAYS_BEGUN_ALONE._value.get())


@pytest.fixture(params=["America/Detroit", "Pacific/Guam", "Pacific/Honolulu"])
def zone(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def days_of(
    partners: Service, district_id: UUID, patch: pytest.MonkeyPatch, zone: str = "America/Detroit"
) -> Days:
    return await Days(partners, district_id, patch, zone).seed()


async def test_who_heard_of_no_day_by_seven_begins_alone_and_says_so(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    days = await days_of(partners, district_id, monkeypatch, zone)
    days.at(MONDAY, 6)
    await days.hear(MONDAY)
    assert days.done == [(MONDAY, None)]
    days.at(MONDAY + ONE, 6, 59)
    assert (await days.look(), days.done[1:], days.warnings) == (0, [], [])
    days.at(MONDAY + ONE, 7)
    assert (await days.look(), days.done[1:]) == (1, [(MONDAY + ONE, MONDAY)])
    assert await days.look() == 1
    assert days.warnings == ["day_begun_alone"]
    await days.hear(MONDAY + ONE)
    assert (await days.look(), len(days.done)) == (0, 2), "its word came late: nothing is done twice, and all is well"


async def test_who_hears_in_time_never_begins_alone(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await days_of(partners, district_id, monkeypatch)
    for ahead in range(3):
        days.at(MONDAY + ahead * ONE, 6)
        await days.hear(MONDAY + ahead * ONE)
        for hour in (7, 23):
            days.at(MONDAY + ahead * ONE, hour)
            assert await days.look() == 0
    assert days.done == [(MONDAY, None), (MONDAY + ONE, MONDAY), (MONDAY + 2 * ONE, MONDAY + ONE)]
    assert days.warnings == []


async def test_a_new_districts_first_day_begins_without_alarm(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await days_of(partners, district_id, monkeypatch)
    days.at(MONDAY, 12)
    assert (await days.look(), days.warnings, days.done) == (0, [], [(MONDAY, None)])
    days.at(MONDAY + ONE, 7)
    assert (await days.look(), days.warnings) == (1, ["day_begun_alone"])


async def test_the_same_word_again_and_two_workers_at_once_begin_a_day_once(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await days_of(partners, district_id, monkeypatch)
    days.at(MONDAY, 6)
    sent = await partners.receive(district_id, begun(MONDAY))
    await partners.redeliver(*sent)
    await days.hear(MONDAY)
    assert len(days.done) == 1
    days.at(MONDAY + ONE, 7)
    await asyncio.gather(*(days.look() for _ in range(3)), days.hear(MONDAY + ONE))
    assert days.done[1:] == [(MONDAY + ONE, MONDAY)]


async def test_a_week_that_comes_at_once_is_worked_off_once_for_the_newest_day(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await days_of(partners, district_id, monkeypatch)
    days.at(MONDAY, 6)
    await days.hear(MONDAY)
    days.at(MONDAY + 7 * ONE, 6)
    await days.hear(*(MONDAY + n * ONE for n in range(1, 8)))
    assert days.done[1:] == [(MONDAY + 7 * ONE, MONDAY)]


async def test_an_older_day_that_comes_after_a_newer_brings_no_work(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await days_of(partners, district_id, monkeypatch)
    days.at(MONDAY + ONE, 6)
    await days.hear(MONDAY + ONE)
    await days.hear(MONDAY)
    assert days.done == [(MONDAY + ONE, None)]


async def test_a_day_whose_work_fails_is_not_begun_and_tried_again(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await days_of(partners, district_id, monkeypatch)
    works = DAILY_WORK.works

    async def fails(*_: Any) -> None:
        raise ConnectionError

    days.at(MONDAY, 7)
    monkeypatch.setattr(DAILY_WORK, "works", (*works, fails))
    assert (await days.look(), days.warnings) == (0, ["day_not_begun"])
    monkeypatch.setattr(DAILY_WORK, "works", works)
    await days.look()
    assert days.done == [(MONDAY, None), (MONDAY, None)]
    (row,) = await partners.sql("select count(*) from begun_days where district_id = $1", district_id)
    assert row[0] == 1


@pytest.mark.parametrize("changed", [date(2026, 11, 1), date(2027, 3, 14)])
async def test_on_the_days_clocks_change_it_is_seven_by_the_clock_on_the_wall(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, changed: date
) -> None:
    days = await days_of(partners, district_id, monkeypatch)
    days.at(changed - ONE, 7)
    await days.look()
    days.at(changed, 6, 59)
    await days.look()
    assert len(days.done) == 1
    days.at(changed, 7)
    await days.look()
    assert days.done[1:] == [(changed, changed - ONE)]
