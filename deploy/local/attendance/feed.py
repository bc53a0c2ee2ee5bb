"""What a student information system reports of some weeks: by rule, so that it is the same at every run."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from deploy.local.callers import Caller

UNEXCUSED, PRESENT = "UNX", "PRS"
CODES = {UNEXCUSED: "unexcused", "MED": "excused", PRESENT: "present"}
#: Of so many students one misses a day of the first week, and one of the last.
ONE_OF = 5
WEEK = 5


def school_days(coordinator: Caller, today: date) -> list[date]:
    """The last fifteen days of school before this week, of one school year, oldest first."""
    monday = today - timedelta(days=today.weekday())
    window = {"from": str(monday - timedelta(days=40)), "until": str(monday - timedelta(days=1))}
    calendar = coordinator.get("scheduling", "/v1/calendar", **window)["days"]
    held = [date.fromisoformat(day["day"]) for day in calendar if day["school_is_held"]]
    return held[-3 * WEEK :]


def row(student: dict[str, Any], day: date, code: str = UNEXCUSED) -> dict[str, str]:
    """A day of a student."""
    return {"student_id": student["id"], "school_id": student["school"]["id"], "day": str(day), "code": code}


def weeks(
    students: Sequence[dict[str, Any]], child: dict[str, Any], days: Sequence[date]
) -> list[list[dict[str, str]]]:
    """Three weeks of absences: one student of five misses two days of them, the child misses three."""
    others = [one for number, one in enumerate(students) if number % ONE_OF == 0 and one["id"] != child["id"]]
    first, second, third = days[:WEEK], days[WEEK : 2 * WEEK], days[2 * WEEK :]
    return [
        [row(one, first[number % len(first)]) for number, one in enumerate(others)],
        [row(child, second[0])],
        [
            *(row(one, third[number % len(third)]) for number, one in enumerate(others)),
            *(row(child, day) for day in third[:2]),
        ],
    ]


def report(
    sis: Caller, name: str, rows: Sequence[dict[str, str]], schools: Sequence[str], span: tuple[date, date] | None
) -> dict[str, Any]:
    """Push a batch; `span` is the days it has in full, of all schools."""
    query: dict[str, str] = {"batch": name, "rows": str(len(rows))}
    if span is not None:
        whole = {"covers": "exceptions", "first_on": str(span[0]), "last_on": str(span[1])}
        query |= {**whole, "school_id": ",".join(schools)}
    sent = sis.call("assessment", "POST", "/v1/bulk/attendance-events", params=query, json={"items": list(rows)})
    return dict(sent.json())
