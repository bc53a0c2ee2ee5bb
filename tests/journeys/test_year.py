"""What a year of school days must come to, worked out on its own: plain calendars, and `dateutil` for what repeats."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from dateutil.rrule import rrulestr

from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.effort import SEED, times
from tests.journeys.places import DAY, FIRST, HOLIDAYS, LAST, SCHOOLS, Place
from tests.journeys.posting import check_peace, weeks
from tests.journeys.reached import check_reached
from tests.journeys.year import (
    ADDED,
    ASH_CLOSED,
    BLOCKED,
    CAME,
    DOWN,
    ELM_CLOSES,
    FALSE_ALARM,
    FREED,
    LEFT,
    ONCE,
    PINE_OPENS,
    REDATED,
    REPEATED,
    REVISED,
    SNOW,
    Key,
    Morning,
    Task,
    Year,
)

EVERY_DAY = [FIRST + n * DAY for n in range(1, (LAST - FIRST).days + 8)]


@pytest.mark.parametrize("seed", range(SEED, SEED + times(1)))
async def test_a_year_of_school_days_makes_every_occurrence_once_and_sends_every_reminder_once(
    scheduling: Service, notifications: Service, district_id: UUID, seed: int
) -> None:
    database = await asyncpg.connect(as_superuser(scheduling.settings.database_url))
    try:
        with pytest.MonkeyPatch.context() as patch:
            place = Place(scheduling, notifications, district_id)
            year = await Year(place, database, patch, random.Random(seed)).live()
        await check_days(year)
        await check_occurrences(year)
        check_owners(year)
        check_reminders(year)
        told = await messages(year)
        check_told_once(told)
        check_digests(year, told)
        await check_changes(year, told)
        await check_weeks(year, told)
        await check_escalations(year, told)
        await check_reached(year, told)
        check_peace(year.postbox.sent)
        print(weeks(told, year.postbox.sent, place.people))
    finally:
        await database.close()


def held(day: date, school: str | None = None, *, snow: bool = True) -> bool:
    """Is school held? As everybody knows in the end, or without the snow as all thought before."""
    open_day = FIRST <= day <= LAST and day.weekday() < 5 and day not in HOLIDAYS
    return open_day and not (snow and day == SNOW) and not (school == "ash" and day in ASH_CLOSED)


def known_held(day: date, today: date, school: str | None = None) -> bool:
    """The same as it was known on the morning of a day: the false alarm is taken back the day after it."""
    return held(day, school, snow=today >= SNOW) and not (day == FALSE_ALARM and today == FALSE_ALARM + DAY)


def next_held(day: date, school: str, *, snow: bool = True) -> date:
    """The first school day after a day."""
    while True:
        day += DAY
        if held(day, school, snow=snow):
            return day


def occurrences(rule: str, how: str, first: date) -> dict[date, date]:
    """The days a rule names, and the school days they are due on; of several due on one day the last."""
    start, end = (datetime(day.year, day.month, day.day) for day in (first, LAST))
    by_due: dict[date, date] = {}
    for named in (moment.date() for moment in rrulestr(rule, dtstart=start).between(start, end, inc=True)):
        day = named
        while not held(day, snow=False) and FIRST <= day <= LAST and how != "skip":
            day += DAY if how == "after" else -DAY
        if held(day, snow=False) and day >= first:
            by_due[day] = named
    return {named: day for day, named in by_due.items()}


def nominal() -> dict[Key, date]:
    """When everything the plan ever wants is due, before the year brings snow, barriers and revisions."""
    found: dict[Key, date] = {}
    for school in SCHOOLS:
        since = PINE_OPENS if school == "pine" else FIRST
        for code, due in {**ONCE, ADDED[0]: ADDED[1]}.items():
            if due >= since:
                found[code, school, None] = due
        for code, how in REPEATED.items():
            for named, due in occurrences(*how).items():
                if due >= since:
                    found[code, school, named] = due
    return found


def expected(year: Year) -> dict[Key, tuple[str, date]]:
    """State and due date of every task at the end."""
    return {key: fortune(year, key, due) for key, due in nominal().items()}


def fortune(year: Year, key: Key, due: date) -> tuple[str, date]:
    """What the year makes of a task, in the order it brings it."""
    code, school, _ = key
    done = year.completed.get(key, (date.max, ""))[0]
    if key in year.barred and done > BLOCKED:
        for _ in range(sum(held(BLOCKED + n * DAY) for n in range((FREED - BLOCKED).days))):
            due = next_held(due, school, snow=False)
    if not held(due, school) and done >= due:
        due = next_held(due, school)
    if code == REDATED[0] and done >= REVISED:
        due = REDATED[1]
    withdrawn = (code == "O2" and done >= REVISED) or (school == "elm" and done > ELM_CLOSES)
    return "withdrawn" if withdrawn else "done" if done < date.max else "open", due


async def check_days(year: Year) -> None:
    """Each day began once, not before six, and knew whether school is held; those the worker was down are made up for."""
    rows = await year.database.fetch(
        "select day, school_is_held, is_reminded from opened_days where district_id = $1", year.place.id
    )
    assert sorted(row["day"] for row in rows) == EVERY_DAY
    assert {row["day"] for row in rows if row["school_is_held"]} == {day for day in EVERY_DAY if held(day)}
    assert {row["day"] for row in rows if not row["is_reminded"]} == DOWN
    assert year.began_early == []


async def check_occurrences(year: Year) -> None:
    """Each school has exactly one task for each occurrence, made in time, due when it should be; what is done stays done."""
    tasks = await year.tasks()
    assert [key for key, count in Counter(task.key for task in tasks).items() if count > 1] == []
    last, wanted = {task.key: task for task in tasks}, expected(year)
    # The closed school has no tasks of what came within the horizon only later; what it had of it is withdrawn.
    late = {key for key, (_, due) in wanted.items() if key[1] == "elm" and due > ELM_CLOSES} - last.keys()
    assert all(key[2] and key[2] > ELM_CLOSES + timedelta(days=50) for key in late)
    assert last.keys() == wanted.keys() - late
    assert {key: (task.state, task.due_on) for key, task in last.items()} == {
        key: wish for key, wish in wanted.items() if key not in late
    }
    assert max(task.due_on for task in tasks) <= LAST
    for key, (day, person) in year.completed.items():
        assert (last[key].state, last[key].done_on, last[key].done_by) == ("done", day, f"person:{person}")
    assert 200 < len(year.completed) < len(tasks)
    assert len(year.barred) > 2
    for morning in year.mornings:
        made = {task.key for task in morning.tasks}
        soon = {
            key for key in last if key[2] and key[2] <= morning.day + timedelta(days=50) and takes_part(key, morning)
        }
        assert soon <= made, morning.day
        assert all(key[2] is None or key[2] <= morning.day + timedelta(days=60) for key in made)


def takes_part(key: Key, morning: Morning) -> bool:
    return key[1] != "pine" or morning.day >= PINE_OPENS


def check_owners(year: Year) -> None:
    """Every live task belongs to who coordinates the school that day, or to nobody."""
    for morning in year.mornings:
        for task in live(morning.tasks):
            person: str | None = f"coordinator_{task.key[1]}"
            if task.key[1] == "oak" and morning.day > LEFT:
                person = "successor_oak" if morning.day >= CAME else None
            owner = year.place.people.get(person) if person else None
            assert task.owner == (str(owner) if owner else None), (morning.day, task)


def live(tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if task.state in ("open", "in_progress")]


def check_reminders(year: Year) -> None:
    """Each morning tells what is live and due, of each task and date as new once in each list."""
    told: set[tuple[bool, str, date]] = set()
    for morning in year.mornings:
        today, wanted = morning.day, set()
        if known_held(today, today):
            days, soon = 0, today
            while days < 3 and soon < LAST:
                soon += DAY
                days += known_held(soon, today)
            for task in live(morning.tasks):
                if task.due_on > soon or not known_held(today, today, task.key[1]):
                    continue
                late = task.due_on < today
                since = [task.due_on + n * DAY for n in range(1, (today - task.due_on).days + 1)]
                count = sum(known_held(day, today, task.key[1]) for day in since) if late else None
                is_new = (late, task.id, task.due_on) not in told
                told.add((late, task.id, task.due_on))
                wanted.add((task.owner, late, task.id, task.due_on, is_new, count))
        found = [
            (
                *(one["owner_id"], late, line["task_id"], date.fromisoformat(line["due_on"])),
                *(line["is_new"], line.get("school_days_overdue")),
            )
            for one in morning.due
            for late, lines in ((False, one["due_soon"]), (True, one["overdue"]))
            for line in lines
        ]
        assert len(found) == len(set(found))
        assert set(found) == wanted, (today, set(found) ^ wanted)
        people = [one["owner_id"] for one in morning.due]
        assert len(people) == len(set(people))
        assert {one["people_count"] for one in morning.due} <= {len(people)}


async def messages(year: Year) -> list[dict[str, Any]]:
    """Everything anybody was told."""
    rows = await year.place.notifications.sql(
        """select m.id, m.kind, m.subject_id, m.recipient_id::text as recipient, m.facts::text,
          (m.created_at at time zone 'America/Detroit')::date as day, count(d.id) as deliveries
        from messages m left join deliveries d on d.district_id = m.district_id and d.message_id = m.id
        where m.district_id = $1 group by m.district_id, m.id""",
        year.place.id,
    )
    return [{**row, "facts": orjson.loads(row["facts"])} for row in rows]


def check_told_once(told: list[dict[str, Any]]) -> None:
    """Nobody is told one thing twice, and each message goes each way once."""
    once = Counter((one["kind"], one["subject_id"], one["recipient"]) for one in told)
    assert [key for key, count in once.items() if count > 1] == []
    assert {one["deliveries"] for one in told} == {2}


def check_digests(year: Year, told: list[dict[str, Any]]) -> None:
    """Whoever has something new gets one digest that day, coordinators of the district of what is nobody's."""
    wanted = {}
    for morning in year.mornings:
        for one in morning.due:
            if not any(line["is_new"] for line in (*one["due_soon"], *one["overdue"])):
                continue
            person = one["owner_id"] or str(year.place.people["author"])
            wanted[person, morning.day.isoformat()] = (one["due_soon_count"], one["overdue_count"])
    digests = [one for one in told if one["kind"] == "digest"]
    found = {(one["recipient"], one["facts"]["day"]): one["facts"] for one in digests}
    assert len(found) == len(digests)
    assert found.keys() == wanted.keys()
    for key, counts in wanted.items():
        prefix = "unowned_" if key[0] == str(year.place.people["author"]) else ""
        assert (found[key][f"{prefix}due_soon_count"], found[key][f"{prefix}overdue_count"]) == counts, key


async def said(year: Year, type_: str) -> list[dict[str, Any]]:
    return [event["data"] for event in await year.place.scheduling.published(year.place.id, type_)]


async def check_changes(year: Year, told: list[dict[str, Any]]) -> None:
    """Each change is told once to each person it touches, and the horizon's moving on to nobody."""
    changes = [one for one in await said(year, "scheduling.tasks.changed.v2") if one["cause"] != "repetition"]
    wanted = {(one["change_id"], one["owner_id"] or str(year.place.people["author"])) for one in changes}
    found = {(one["facts"]["change_id"], one["recipient"]) for one in told if one["kind"] == "tasks_changed"}
    assert found == wanted
    assert {one["cause"] for one in changes} == {"revision", "calendar", "school", "barrier"}
    handovers = [
        (one["former_owner_id"], one["new_owner_id"]) for one in await said(year, "scheduling.handover.made.v1")
    ]
    former, new = (str(year.place.people[name]) for name in ("coordinator_oak", "successor_oak"))
    assert [pair for pair in handovers if pair[0] == former] == [(former, None), (former, new)]
    escalated = await said(year, "scheduling.barrier.escalated.v1")
    assert [one["level"] for one in escalated] == ["district_team", "executive"]


async def check_weeks(year: Year, told: list[dict[str, Any]]) -> None:
    """On the first school day of a week each school with tasks, and the district, hear how the last one was, once."""
    due = {task.key: task.due_on for task in await year.tasks()}
    wanted = {}
    before: Morning | None = None
    for morning in year.mornings:
        if not known_held(morning.day, morning.day):
            continue
        monday = morning.day - morning.day.weekday() * DAY
        if before and before.day < monday:
            first = before.day - before.day.weekday() * DAY
            for school in (*{task.key[1] for task in morning.tasks if task.state != "withdrawn"}, None):
                done = [
                    key
                    for key, (day, _) in year.completed.items()
                    if first <= day < first + 7 * DAY and school in (None, key[1])
                ]
                on_time = [key for key in done if year.completed[key][0] <= due[key]]
                wanted[school, first.isoformat()] = (len(done), len(on_time))
        before = morning
    names = {str(id_): name for name, id_ in year.place.schools.items()}
    weeks = await said(year, "scheduling.week.summed.v1")
    found = {(names.get(one["school_id"]), one["week_starts_on"]): (one["done"], one["on_time"]) for one in weeks}
    assert len(found) == len(weeks)
    assert found == wanted
    heard: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for one in told:
        if one["kind"] == "weekly_summary":
            heard[names.get(one["facts"]["school_id"]), one["facts"]["week_starts_on"]].append(one["recipient"])
    people = year.place.people
    counts = ("done", "overdue", "blocked", "unowned", "due_next_week")
    calm = {(names.get(one["school_id"]), one["week_starts_on"]) for one in weeks if not any(map(one.get, counts))}
    for school, week in wanted:
        leads = [people[f"principal_{school}"]] if school else [people["author"], people["executive"]]
        gone = school == "elm" and date.fromisoformat(week) > ELM_CLOSES - timedelta(days=6)
        nobody = gone or (school, week) in calm
        assert sorted(heard[school, week]) == ([] if nobody else sorted(map(str, leads))), (school, week)


async def check_escalations(year: Year, told: list[dict[str, Any]]) -> None:
    """Each rung tells of each task and date once, to who stands there, when it is due and not before."""
    rows = await year.place.notifications.sql("select * from escalations where district_id = $1", year.place.id)
    fired = Counter((str(row["task_id"]), row["due_on"], row["tell"]) for row in rows)
    assert [key for key, count in fired.items() if count > 1] == []
    rungs = {"principal": 3, "district_coordinator": 7}
    stood: dict[tuple[str, date, str], list[date]] = defaultdict(list)
    school_of = {task.id: task.key[1] for task in await year.tasks()}
    for morning in year.mornings:
        for line in (line for one in morning.due for line in one["overdue"]):
            for tell, after in rungs.items():
                if line["school_days_overdue"] >= after:
                    stood[line["task_id"], date.fromisoformat(line["due_on"]), tell].append(morning.day)
    assert fired.keys() <= stood.keys()
    # Who had a message before the rest of the day arrived is told of the rest the next morning.
    assert {key for key, days in stood.items() if len(days) > 1} <= fired.keys()
    for row in rows:
        assert row["fired_on"] in stood[str(row["task_id"]), row["due_on"], row["tell"]][:2], dict(row)
        person = "author" if row["tell"] == "district_coordinator" else f"principal_{school_of[str(row['task_id'])]}"
        assert row["recipient_id"] == year.place.people[person]
    letters = Counter((one["recipient"], one["facts"]["day"]) for one in told if one["kind"] == "escalation")
    assert letters.keys() == {(str(row["recipient_id"]), row["fired_on"].isoformat()) for row in rows}
    assert len(rows) > 100
