"""What the plan of the first year asks for: of each, any, one and the district; by word, by note and by proof."""

from datetime import date
from typing import Any

SCORED = "assessment.administration.scored.v2"


def by_score(instrument: str, **conditions: Any) -> dict[str, Any]:
    """Proved by a score of an instrument."""
    wanted = [{"field": "instrument_code", "op": "equals", "value": instrument}]
    wanted += [{"field": name, "op": op, "value": value} for name, (op, value) in conditions.items()]
    return {"kind": "event", "event_type": SCORED, "conditions": wanted}


def activity(code: str, due: date, **changes: Any) -> dict[str, Any]:
    """An activity of every school's coordinator, done by their word."""
    return {
        **{"code": code, "title": f"Activity {code}", "instructions": "Do it.", "owner_role": "school_coordinator"},
        **{"targets": {"kind": "all"}, "due": {"kind": "date", "on": f"{due}"}, "done_when": {"kind": "manual"}},
        **changes,
    }


def at_school(code: str) -> dict[str, Any]:
    """One school, by the district's code."""
    return {"kind": "schools", "local_codes": [code]}


MONTHLY = {"rrule": "FREQ=MONTHLY;BYDAY=1TU", "on_non_school_day": "after"}
WEEKLY = {"rrule": "FREQ=WEEKLY;BYDAY=FR;COUNT=6", "on_non_school_day": "before"}
#: Those whose days a revision changes, takes away and adds.
REDATED, REMOVED, ADDED = "O1", "O2", "O3"


def first_plan() -> dict[str, Any]:
    """The whole plan."""
    fidelity = [
        activity("E1", date(2026, 10, 16), owner_role="teacher", owned_by="each"),
        activity("P1", date(2026, 10, 30), owner_role="counselor", owned_by="any", targets=at_school("0101")),
        activity("D1", date(2026, 11, 13), owner_role="district_coordinator", targets={"kind": "district"}),
        activity("W1", date(2026, 9, 18), repeat=WEEKLY, targets=at_school("0101"), done_when=by_score("walk")),
        activity(
            "F1", date(2026, 10, 9), done_when=by_score("check", window=("equals", "fall"), percent=("at_least", 50))
        ),
        activity("F2", date(2027, 4, 30), done_when=by_score("check", window=("equals", "spring"))),
    ]
    rhythm = [
        activity("M1", date(2026, 9, 1), repeat=MONTHLY),
        activity("N1", date(2026, 12, 16), done_when={"kind": "note"}),
        activity(REDATED, date(2027, 5, 5)),
        activity(REMOVED, date(2027, 5, 12)),
    ]
    return {
        **{"title": "MTSS implementation", "school_year": "2026-27", "summary": ""},
        "goals": [
            goal("G1", "Fidelity", fidelity, measured_by={"instrument_code": "check", "what": "mean_share"}),
            goal("G2", "Rhythm", rhythm),
            goal("G3", "Attendance letters", [activity("L1", date(2026, 10, 23))]),
        ],
    }


def goal(code: str, title: str, activities: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A goal of one strategy."""
    strategy = {"code": f"S{code}", "title": "Teams", "description": "", "activities": activities}
    facts = {"measure": "Self-check", "unit": "percent", "baseline": 46, "target": 80, "target_on": "2027-06-01"}
    return {"code": code, "title": title, **facts, **more, "strategies": [strategy]}


def revised() -> dict[str, Any]:
    """The goals with one activity on another day, one taken away and one added."""
    goals = first_plan()["goals"]
    parts = goals[1]["strategies"][0]["activities"]
    parts[:] = [part for part in parts if part["code"] != REMOVED]
    next(part for part in parts if part["code"] == REDATED)["due"]["on"] = "2027-05-19"
    parts.append(activity(ADDED, date(2027, 5, 26)))
    return {"note": "What winter taught.", "goals": goals}
