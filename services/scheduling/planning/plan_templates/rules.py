"""A template becomes a plan: days counted from the school year become days of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.planning.plans.rules import NeverFalls, due_on

YEAR_END = "school_year_end"


def resolved(plan: Mapping[str, Any], year: SchoolYear) -> dict[str, Any]:
    """The template's plan in the shape of POST /v1/plans, its days those of the school year."""
    return {
        **plan,
        "goals": [
            {
                **goal,
                "target_on": target_on(goal["target_on"], year).isoformat(),
                "strategies": [
                    {**strategy, "activities": [{**a, "due": due(a["due"], year)} for a in strategy["activities"]]}
                    for strategy in goal["strategies"]
                ],
            }
            for goal in plan["goals"]
        ],
    }


def due(rule: Mapping[str, Any], year: SchoolYear) -> dict[str, Any]:
    """A due rule of plans: the year's end becomes its day, all else is counted when the plan is published."""
    if rule.get("anchor") != YEAR_END:
        return dict(rule)
    return {**rule, "anchor": "date", "anchor_on": year.ends_on.isoformat()}


def target_on(rule: Mapping[str, Any], year: SchoolYear) -> date:
    """The day a goal is to be reached; in a year too short for it, the year's last."""
    try:
        return min(due_on(due({**rule, "kind": "offset"}, year), year, year.starts_on), year.ends_on)
    except NeverFalls:
        return year.ends_on
