"""That the year met every kind of thing it is there to meet: a walk that passes by what it looks for is right for nothing."""

from collections import Counter
from datetime import date, datetime, time
from typing import Any

from tests.journeys.places import DAY, LAST, ZONE
from tests.journeys.year import DOWN, FALSE_ALARM, SNOW, Year

CHANCES = {
    *("a worker before six", "a worker after it was done", "a worker that died", "workers at once: 1"),
    *("workers at once: 2", "workers at once: 3", "events after the digests", "events told twice"),
}
SORTS = {
    *("school", "weekend", "holiday", "snow", "a false alarm", "after the last", "after a night of another length"),
    *("after a day nobody began", "a week's first that is no Monday", "closed at one school"),
}
MOVES = {
    *("open to done", "open to withdrawn", "open to blocked", "blocked to open", "owner to nobody", "nobody to owner"),
    *("another due date", "on a barrier", "off a barrier"),
}
#: What scheduling says, and why tasks changed.
SAID = {
    *(
        "plan.edited",
        "plan.submitted",
        "plan.approved",
        "plan.people_assigned",
        "plan.published",
        "plan.revised",
        "tasks.assigned",
        "task.completed",
    ),
    *(
        "tasks.due",
        "tasks.changed",
        "tasks.touched",
        "week.summed",
        "handover.made",
        "barrier.raised",
        "barrier.assigned",
    ),
    *(
        "barrier.escalated",
        "revision.edited",
        "revision.submitted",
        "revision.approved",
        "barrier.decided",
        "barrier.resolved",
        "day.begun",
        "calendar.changed",
    ),
}
CAUSES = {"repetition", "revision", "calendar", "school", "barrier"}
TOLD = {"plan_step", "digest", "weekly_summary", "escalation", "tasks_changed", "barrier", "plan_published", "handover"}


async def check_reached(year: Year, told: list[dict[str, Any]]) -> None:
    """Exactly these kinds, each at least once."""
    said = await year.place.scheduling.published(year.place.id)
    causes = {one["data"]["cause"] for one in said if one["type"] == "scheduling.tasks.changed.v2"}
    assert {kind for kind, count in year.reached.items() if count} == CHANCES
    assert await _sorts(year) == SORTS
    assert await _moves(year) == MOVES
    types = {one["type"].removeprefix("scheduling.").rpartition(".")[0] for one in said}
    assert types == SAID, types ^ SAID
    assert causes == CAUSES
    assert {one["kind"] for one in told} == TOLD
    assert {task.state for task in await year.tasks()} == {"open", "done", "withdrawn"}
    assert {task.state for morning in year.mornings for task in morning.tasks} >= {"open", "done", "blocked"}


async def _sorts(year: Year) -> set[str]:
    """Which sorts of days began, by what the service wrote of them."""
    rows = await year.database.fetch(
        "select day, school_is_held from opened_days where district_id = $1", year.place.id
    )
    held = {row["day"]: row["school_is_held"] for row in rows}
    closed = await year.database.fetch(
        "select day from calendar_days where district_id = $1 and school_id is not null and not school_is_held",
        year.place.id,
    )
    found = Counter(sort for day in held for sort in _sort(day, held))
    found["closed at one school"] = len({row["day"] for row in closed} & held.keys())
    return {sort for sort, count in found.items() if count}


def _sort(day: date, held: dict[date, bool]) -> list[str]:
    found = []
    if day > LAST:
        found.append("after the last")
    elif held[day]:
        found.append("school")
    else:
        found.append("snow" if day == SNOW else "weekend" if day.weekday() > 4 else "holiday")
    if day == FALSE_ALARM:
        found.append("a false alarm")
    if day - DAY in DOWN and day not in DOWN:
        found.append("after a day nobody began")
    if held[day] and day.weekday() and not any(held.get(day - n * DAY) for n in range(1, day.weekday() + 1)):
        found.append("a week's first that is no Monday")
    offsets = {datetime.combine(one, time(12), ZONE).utcoffset() for one in (day - DAY, day)}
    if len(offsets) > 1:
        found.append("after a night of another length")
    return found


async def _moves(year: Year) -> set[str]:
    rows = await year.database.fetch(
        "select distinct what, before, after from task_history where district_id = $1", year.place.id
    )
    return {_move(row["what"], row["before"], row["after"]) for row in rows}


def _move(what: str, before: str | None, after: str | None) -> str:
    match what:
        case "state":
            return f"{before} to {after}"
        case "owner_id":
            return f"{'owner' if before else 'nobody'} to {'owner' if after else 'nobody'}"
        case "barrier":
            return "on a barrier" if after else "off a barrier"
        case "due_on":
            return "another due date"
        case _:
            return what
