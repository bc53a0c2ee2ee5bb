"""A plan's content becomes that of another school year: pure arithmetic on school days."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.scheduling.calendar.calendars.rules import ONE_DAY, SchoolYear
from services.scheduling.planning.plans.rules import NeverFalls, due_on

WEEK = timedelta(days=7)
UNTIL = re.compile(r"(?<=UNTIL=)([0-9]{4})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True)
class Move:
    """From the school year `old` to `new`, today. `counted` is the year a due rule is counted in when it is submitted now."""

    old: SchoolYear
    new: SchoolYear
    counted: SchoolYear | None
    today: date

    def day(self, day: date) -> date:
        """The school day that comes as late in the new year as this one did in the old; ahead of today.

        A day of the new year, or beyond it, stays as far as it lies ahead. One outside the old year keeps its distance from
        the year's first day; what comes later than the new year is long falls on its last school day.
        """
        if day >= self.new.starts_on:
            return self.ahead(day)
        if self.old.starts_on <= day <= self.old.ends_on:
            place = max(1, self.old.school_days_between(self.old.starts_on, day))
            moved = self.new.shift(self.new.starts_on - ONE_DAY, place, forward=True)
        else:
            moved = self.new.shift(self.new.starts_on + (day - self.old.starts_on), 0, forward=True)
        return self.ahead(moved or self._last())

    def ahead(self, day: date) -> date:
        """The day, or the next school day where it is not ahead of today any more; tomorrow where the year has none left."""
        if day > self.today:
            return day
        return self.new.next_school_day(self.today) or self.today + ONE_DAY

    def _last(self) -> date:
        return self.new.school_days[-1] if self.new.school_days else self.new.ends_on

    def due(self, rule: Mapping[str, Any], *, repeats: bool) -> dict[str, Any]:
        """A due rule of the new year: as it was where it falls there by itself, else the day."""
        if rule["kind"] == "ongoing":
            return dict(rule)
        anchored = rule["kind"] == "offset" and rule["anchor"] == "date"
        moved = {**rule, "anchor_on": str(self.day(date.fromisoformat(rule["anchor_on"])))} if anchored else dict(rule)
        if rule["kind"] == "offset" and self._falls(moved):
            return moved
        return {"kind": "date", "on": str(self._on(rule, repeats=repeats))}

    def _falls(self, rule: Mapping[str, Any]) -> bool:
        try:
            return max(self.today, self.new.starts_on) <= due_on(rule, self.counted, self.today) <= self.new.ends_on
        except NeverFalls:
            return False

    def _on(self, rule: Mapping[str, Any], *, repeats: bool) -> date:
        if rule["kind"] == "date":
            day = date.fromisoformat(rule["on"])
            return self._as_weekday(day) if repeats else self.day(day)
        year, start = (self.old, self.old.starts_on) if rule["anchor"] == "date" else (self.new, self.new.starts_on)
        try:
            found = due_on(rule, year, start)
        except NeverFalls:
            found = self._last()
        return self.day(found)

    def _as_weekday(self, day: date) -> date:
        """What repeats by its first day's weekday keeps it."""
        moved = self.day(day)
        same = moved + timedelta(days=day.weekday() - moved.weekday())
        return same if same > self.today and same >= self.new.starts_on else same + WEEK

    def repeat(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        """A repetition, which ends as late in the new year."""

        def later(found: re.Match[str]) -> str:
            return f"{self.day(date(*map(int, found.groups()))):%Y%m%d}"

        return {**rule, "rrule": UNTIL.sub(later, rule["rrule"])} if "rrule" in rule else dict(rule)


def carried(content: Mapping[str, Any], left_out: set[str], move: Move) -> list[dict[str, Any]]:
    """The goals of a content but those of these codes, all their days moved."""
    return [
        {
            **_goal(goal, move),
            "strategies": [
                {**strategy, "activities": [_activity(activity, move) for activity in strategy["activities"]]}
                for strategy in goal["strategies"]
            ],
        }
        for goal in content["goals"]
        if goal["code"] not in left_out
    ]


def span(content: Mapping[str, Any], move: Move) -> dict[str, str]:
    """The plan's own first and last day, where it has such, moved."""
    return _moved(content, ("starts_on", "ends_on"), move)


def _goal(goal: Mapping[str, Any], move: Move) -> dict[str, Any]:
    """A goal with its days moved; of benchmarks that come to lie on one day, or not before the target's, the first stays."""
    target_on = str(move.day(date.fromisoformat(goal["target_on"])))
    benchmarks: list[dict[str, Any]] = []
    for benchmark in goal.get("benchmarks", []):
        on = str(move.day(date.fromisoformat(benchmark["on"])))
        if (not benchmarks or on > benchmarks[-1]["on"]) and on < target_on:
            benchmarks.append({**benchmark, "on": on})
    rest = {name: value for name, value in goal.items() if name != "benchmarks"}
    return {**rest, "target_on": target_on, **({"benchmarks": benchmarks} if benchmarks else {})}


def _activity(activity: Mapping[str, Any], move: Move) -> dict[str, Any]:
    """An activity with its days moved. Years of the former plan and the word of where it stood are left behind."""
    repeat = activity.get("repeat")
    repeated = {"repeat": move.repeat(repeat)} if repeat else {}
    kept = {name: value for name, value in activity.items() if name not in ("years", "status_words")}
    due = move.due(activity["due"], repeats=bool(repeat))
    moved = _moved(activity, ("starts_on", "follow_up_on"), move)
    if due["kind"] == "date" and moved.get("starts_on", "") > due["on"]:
        moved["starts_on"] = due["on"]
    return {**kept, "due": due, **repeated, **moved}


def _moved(part: Mapping[str, Any], names: Iterable[str], move: Move) -> dict[str, str]:
    return {name: str(move.day(date.fromisoformat(part[name]))) for name in names if part.get(name)}
