"""Roles, ladders, digests, letters and quiet hours the day (or moment) before they turn, on it, and after."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from services.notifications.messages.deliveries import queue
from services.notifications.occasions.daily_runs.timer import begin_days
from services.notifications.recipients.preferences.rules import Quiet, next_allowed, next_daily
from shared import clock
from shared.testing.calls import Service
from tests.notifications.factories import DUE, MORNING, District, task_line
from tests.notifications.occasions.announcements.factories import preview
from tests.notifications.occasions.escalations.factories import Staffed
from tests.one_day import ZONE, noon

DAY = MORNING
ONE, MOMENT = timedelta(days=1), timedelta(microseconds=1)
NEIGHBOURS = (DAY - ONE, DAY, DAY + ONE)
THERE = ZoneInfo(ZONE)
At = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Turn the clock to a moment."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest_asyncio.fixture(loop_scope="session")
async def place(notifications: Service, district_id: UUID) -> Staffed:
    """A school with its owner of tasks, its principal, and the district's coordinator."""
    found = Staffed(notifications, district_id)
    await found.staff()
    return found


async def for_a_day(district: District, role: str, school_id: UUID | None = None) -> UUID:
    """Somebody who holds a role on the day alone."""
    person = await district.person()
    district.version += 1
    held = {"assignment_id": uuid4(), "staff_id": person, "school_id": school_id, "role": role}
    days = {"starts_on": DAY, "ends_on": DAY, "version": district.version}
    await district.service.receive(district.id, ("partners.role.assigned.v1", {**held, **days}))
    return person


async def test_an_announcement_is_for_who_holds_the_role_that_day(district: District, at: At) -> None:
    oak = await district.school("Oak")
    await for_a_day(district, "teacher", oak)
    found = []
    for day in NEIGHBOURS:
        at(noon(day))
        found.append((await preview(district, roles=["teacher"], school_ids=[str(oak)]))["count"])
    assert found == [0, 1, 0]


@pytest.mark.parametrize(("day", "is_told"), [(NEIGHBOURS[0], False), (NEIGHBOURS[1], True), (NEIGHBOURS[2], False)])
async def test_of_what_nobody_owns_the_coordinator_of_that_day_is_told(
    district: District, at: At, day: date, *, is_told: bool
) -> None:
    person = await for_a_day(district, "district_coordinator")
    at(noon(day))
    await district.publish([(None, DUE)])
    await district.take(district.due(None, [task_line(uuid4(), school_days_overdue=1)], day=day))
    await district.begin_day()
    told = [UUID(message["recipient"]["id"]) for message in await district.messages()]
    assert told == ([person, person] if is_told else [])


async def test_a_rung_reaches_who_holds_its_role_that_day(place: Staffed) -> None:
    elm = await place.school("Elm")
    person = await for_a_day(place, "principal", elm)
    for day in NEIGHBOURS:
        await place.morning({**place.late(4), "school_id": elm}, day=day)
    assert [(who, fired) for who, _, _, fired in await place.climbed()] == [(person, DAY.isoformat())]


async def test_a_rung_is_reached_on_its_very_school_day(place: Staffed) -> None:
    await place.set_ladder((3, "principal", 0))
    tasks = {late: place.late(late) for late in (2, 3, 4)}
    await place.morning(*tasks.values())
    told = {task for _, task, _, _ in await place.climbed()}
    assert told == {str(tasks[3]["task_id"]), str(tasks[4]["task_id"])}


@pytest.mark.parametrize(("later", "is_told"), [(1, False), (2, True)])
async def test_a_quiet_period_of_two_days_is_over_on_the_second_day_after(
    place: Staffed, later: int, *, is_told: bool
) -> None:
    await place.set_ladder((1, "principal", 0), (2, "principal", 2))
    task = place.late(1)
    await place.morning(task)
    await place.morning({**task, "school_days_overdue": 1 + later}, day=MORNING + later * ONE)
    assert len(await place.climbed()) == (2 if is_told else 1)


async def test_a_day_gone_by_that_is_whole_only_now_is_not_digested(district: District) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    await district.take(district.due(ana, [], [task_line(uuid4())], day=DAY))
    await district.begin_day()
    await district.take(district.due(ben, [], [task_line(uuid4())], day=DAY - ONE))
    await district.begin_day()
    assert (await district.told("digest")).keys() == {ana}


async def test_a_day_that_is_not_whole_begins_when_it_was_waited_for_long_enough(
    district: District, notifications: Service, at: At
) -> None:
    heard, wait = noon(DAY), timedelta(minutes=10)
    ana = await district.person()
    at(heard)
    await district.take(district.due(ana, [], [task_line(uuid4())]))
    for late, told in ((wait - MOMENT, set()), (wait, {ana})):
        at(heard + late)
        await begin_days(notifications.app.state.db, notifications.settings, wait)
        assert (await district.told("digest")).keys() == told


async def test_a_letter_is_due_from_its_very_moment_on(district: District, notifications: Service) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    # Long ago, so that it is the first of all that wait.
    due = datetime(2020, 1, 1, tzinfo=UTC)
    await notifications.sql(
        "update deliveries set next_attempt_at = $2 where district_id = $1 and channel = 'email'", district.id, due
    )
    early = await queue.claim(notifications.app.state.db, due - MOMENT, 10)
    assert [letter for mail in early for letter in mail if letter.district_id == district.id] == []
    [[letter]] = [
        mail for mail in await queue.claim(notifications.app.state.db, due, 10) if mail[0].district_id == district.id
    ]
    # A claim holds for its five minutes, and not a moment longer.
    over = due + queue.CLAIM_HOLDS
    for moment, is_free in ((over - MOMENT, False), (over, True)):
        again = await queue.claim(notifications.app.state.db, moment, 10)
        assert [letter.delivery_id for [letter] in again] == ([letter.delivery_id] if is_free else [])


def test_quiet_hours_begin_at_their_first_moment_and_end_before_their_last() -> None:
    quiet = Quiet(time(20), time(7))
    begins = datetime(2027, 1, 13, 20, tzinfo=THERE).astimezone(UTC)
    ends = datetime(2027, 1, 14, 7, tzinfo=THERE).astimezone(UTC)
    for moment, allowed in ((begins - MOMENT, begins - MOMENT), (begins, ends), (ends - MOMENT, ends), (ends, ends)):
        assert next_allowed(moment, quiet, THERE) == allowed
    whole: dict[str, Any] = {"starts_at": "07:00", "ends_at": "20:00", "days": ["wednesday"]}
    noonish = datetime(2027, 1, 13, 12, tzinfo=THERE).astimezone(UTC)
    assert next_allowed(noonish, Quiet.of(whole), THERE) == begins
    assert next_allowed(noonish + ONE, Quiet.of(whole), THERE) == noonish + ONE


def test_the_daily_mail_of_the_very_moment_is_tomorrows() -> None:
    seven = datetime(2027, 1, 13, 7, tzinfo=THERE).astimezone(UTC)
    assert next_daily(seven - MOMENT, "07:00", THERE) == seven
    assert next_daily(seven, "07:00", THERE) == seven + ONE
