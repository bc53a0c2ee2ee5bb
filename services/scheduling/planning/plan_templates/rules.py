"""A template becomes a plan: days counted from the school year become days of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.planning.plans.rules import NeverFalls, due_on
from shared.auth import profiles
from shared.directory.starting_catalogue import STARTING_PROFILES

YEAR_END = "school_year_end"


def resolved(plan: Mapping[str, Any], year: SchoolYear) -> dict[str, Any]:
    """The template's plan in the shape of POST /v1/plans, its days those of the school year."""
    return {
        **plan,
        "goals": [
            {
                **_goal(goal, year),
                "strategies": [
                    {**strategy, "activities": [_activity(activity, year) for activity in strategy["activities"]]}
                    for strategy in goal["strategies"]
                ],
            }
            for goal in plan["goals"]
        ],
    }


def of_school(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan of what people of a school do: what is the district's to do is left out, and what then holds nothing."""
    goals = []
    for goal in plan["goals"]:
        strategies = [
            {**strategy, "activities": kept}
            for strategy in goal["strategies"]
            if (kept := [_at_school(one) for one in strategy["activities"] if _is_schools(one)])
        ]
        if strategies:
            goals.append({**goal, "strategies": strategies})
    return {**plan, "goals": goals}


def _is_schools(activity: Mapping[str, Any]) -> bool:
    return (
        activity["targets"]["kind"] != "district" and STARTING_PROFILES.get(activity["owner_role"]) in profiles.SCHOOL
    )


def _at_school(activity: Mapping[str, Any]) -> dict[str, Any]:
    return {**activity, "targets": {"kind": "all"}}


def _goal(goal: Mapping[str, Any], year: SchoolYear) -> dict[str, Any]:
    """A goal; in a year too short for all of its benchmarks, those that come in their order before the target."""
    ends = target_on(goal["target_on"], year).isoformat()
    benchmarks: list[dict[str, Any]] = []
    for benchmark in goal.get("benchmarks", []):
        on = target_on(benchmark["on"], year).isoformat()
        if (not benchmarks or on > benchmarks[-1]["on"]) and on < ends:
            benchmarks.append({**benchmark, "on": on})
    return {**goal, "target_on": ends, "benchmarks": benchmarks}


def _activity(activity: Mapping[str, Any], year: SchoolYear) -> dict[str, Any]:
    days = {
        name: target_on(activity[name], year).isoformat() for name in ("starts_on", "follow_up_on") if name in activity
    }
    return {**activity, "due": due(activity["due"], year), **days}


def due(rule: Mapping[str, Any], year: SchoolYear) -> dict[str, Any]:
    """A due rule of plans: the year's end becomes its day, all else is counted when the plan is published."""
    if rule.get("anchor") != YEAR_END:
        return dict(rule)
    return {**rule, "anchor": "date", "anchor_on": year.ends_on.isoformat()}


def target_on(rule: Mapping[str, Any], year: SchoolYear) -> date:
    """A day counted from the school year; in a year too short for it, the year's last."""
    try:
        return min(due_on(due({**rule, "kind": "offset"}, year), year, year.starts_on), year.ends_on)
    except NeverFalls:
        return year.ends_on
