"""Figures that are kept: put together from roll-ups, and what of them some schools may read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

#: Counts of a group that add up; the shares follow from them.
ADDED = (
    *("tasks", "open", "in_progress", "blocked", "done", "withdrawn", "overdue", "unowned", "on_time", "on_time_of"),
)
#: Counts that results from before they were counted lack.
LATER = ("proved", "said")
BY_SCHOOL = "school"


def whole(roll_ups: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One document of a plan's roll-ups by each grouping, all of one moment."""
    first = next(iter(roll_ups.values()))
    same = {name: first[name] for name in ("as_of", "today", "total", "oldest_barrier", "definitions")}
    goals = {"goals": first["goals"]} if "goals" in first else {}
    return {**same, **goals, "groups": {by: roll_up["groups"] for by, roll_up in roll_ups.items()}}


def of_schools(figures: Mapping[str, Any], school_ids: Collection[str]) -> dict[str, Any]:
    """Of the figures what these schools may read: their own lines and the total of those."""
    lines = [line for line in figures["groups"][BY_SCHOOL] if line["id"] in school_ids]
    oldest = figures["oldest_barrier"]
    return {
        **figures,
        "total": added(lines),
        "oldest_barrier": oldest if oldest and oldest["school"]["id"] in school_ids else None,
        "groups": {BY_SCHOOL: lines},
    }


def added(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The counts of several lines as one: numbers add up, shares are computed anew, to four places."""
    lines = list(lines)
    total: dict[str, Any] = {name: sum(line[name] for line in lines) for name in ADDED}
    counted = all(line.get(name) is not None for line in lines for name in LATER)
    total |= {name: sum(line[name] for line in lines) if counted else None for name in LATER}
    since = [line["oldest_barrier_on"] for line in lines if line["oldest_barrier_on"]]
    return {
        **total,
        "done_share": _share(total["done"], total["tasks"]),
        "on_time_share": _share(total["on_time"], total["on_time_of"]),
        "oldest_barrier_on": min(since, default=None),
    }


def _share(part: int, of: int) -> float | None:
    return round(part / of, 4) if of else None
