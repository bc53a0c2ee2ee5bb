"""The day, and what is made to fall on it: schools that open and close, roles that begin and end, tasks that are due."""

from datetime import date, timedelta
from typing import Any

from shared.ids import new_id
from tests.scheduling.factories import TODAY, District, activity

#: A Wednesday three to four weeks ahead: its neighbours are school days of every seeded district.
DAY = TODAY + timedelta(weeks=4, days=2 - TODAY.weekday())


def day(ahead: int) -> date:
    """So many days after the day."""
    return DAY + timedelta(days=ahead)


def ahead(text: str) -> int:
    """How many days after the day a day is."""
    return (date.fromisoformat(text) - DAY).days


def due(ahead: int) -> dict[str, str]:
    """A due rule that names a day."""
    return {"kind": "date", "on": day(ahead).isoformat()}


def daily(code: str, first: int, count: int, **changes: Any) -> dict[str, Any]:
    """An activity that falls on some days running."""
    repeat = {"rrule": f"FREQ=DAILY;COUNT={count}", "on_non_school_day": "skip"}
    return activity(code, due=due(first), repeat=repeat, **changes)


async def school(district: District, name: str, **days: date | None) -> None:
    """Partners tell of a school, with the days it opens and closes; told again it has changed."""
    versions = district.scheduling.sql("select count(*) from inbox where district_id = $1", district.id)
    id_ = district.schools.setdefault(name, new_id())
    facts = {
        "school_id": id_,
        "name": name,
        "local_code": name,
        "level": None,
        "grades": [],
        "tags": [],
        "cohort": None,
    }
    told = {"opens_on": None, "closes_on": None, **facts, **days, "version": (await versions)[0][0] + 1}
    await district.scheduling.receive(district.id, ("partners.school.recorded.v1", told))


async def role(district: District, person: str, name: str, at: str | None, first: int, last: int | None) -> None:
    """Partners tell of a role by its first and last day."""
    days = {"starts_on": day(first), "ends_on": None if last is None else day(last)}
    await district.scheduling.receive(
        district.id, ("partners.role.assigned.v1", {**district.role(person, name, at), **days})
    )


async def tasks(district: District, plan: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    """All tasks of a plan."""
    asked = {"plan_id": plan["id"], "limit": "200", **query}
    found = (await district.author.get("/v1/tasks", params=asked)).json()
    assert found["next_cursor"] is None
    return list(found["items"])


def by_school(district: District, found: list[dict[str, Any]], code: str) -> dict[str, list[int]]:
    """Where an activity has live tasks, and for which days."""
    names = {str(id_): name for name, id_ in district.schools.items()}
    places: dict[str, list[int]] = {}
    for task in sorted(found, key=lambda task: str(task["due_on"])):
        if task["activity_code"] == code and task["state"] != "withdrawn":
            places.setdefault(names[task["school"]["id"]], []).append(ahead(task["due_on"]))
    return places
