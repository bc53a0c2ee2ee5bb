"""What a rule says of a plan's figures: pure arithmetic. Every finding has the numbers it is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Finding:
    """A rule's word on a plan, or on one of its goals: whether it is at risk, and by which numbers."""

    rule_code: str
    kind: str
    at_risk: bool
    figures: Mapping[str, float]
    goal_id: UUID | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a plan today."""

    tasks: int
    overdue: int
    #: The day the last task that is to be done is due, and the day the forecast names; one beyond the school year names none.
    last_due_on: date | None
    finishes_on: date | None
    beyond_year: bool
    #: Of each goal with a benchmark due and a value: how far it is short of it, and both.
    goals: Mapping[UUID, tuple[float, float, float]]
    #: By instrument and window (None: any): how many schools score under the threshold, and how many have a score.
    scores: Mapping[tuple[str, str | None], tuple[int, int]]


def findings(rules: Iterable[Mapping[str, Any]], facts: Facts) -> list[Finding]:
    """What each rule says. One that has nothing to look at says nothing, so what it found before is cleared."""
    found: list[Finding] = []
    for rule in rules:
        match rule["kind"]:
            case "slippage":
                found += _slippage(rule, facts)
            case "forecast":
                found += _forecast(rule, facts)
            case "goal_behind":
                found += _goals(rule, facts)
            case "score_below":
                found += _scores(rule, facts)
    return found


def short_of(value: float, due: float, baseline: float, target: float) -> float:
    """How far a value is short of what is due, in the direction from baseline to target; not more than 0 when it reaches it."""
    return due - value if target >= baseline else value - due


def _slippage(rule: Mapping[str, Any], facts: Facts) -> Iterable[Finding]:
    if facts.tasks < rule["least_tasks"]:
        return
    share = facts.overdue / facts.tasks
    figures = {"overdue": facts.overdue, "tasks": facts.tasks, "share": round(share, 4), "limit": rule["overdue_share"]}
    yield Finding(rule["code"], "slippage", share >= rule["overdue_share"], figures)


def _forecast(rule: Mapping[str, Any], facts: Facts) -> Iterable[Finding]:
    if facts.last_due_on is None or (facts.finishes_on is None and not facts.beyond_year):
        return
    if facts.finishes_on is None:
        yield Finding(rule["code"], "forecast", True, {"beyond_school_year": 1, "limit": rule["days_past"]})
        return
    days = (facts.finishes_on - facts.last_due_on).days
    figures = {"days_past": days, "limit": rule["days_past"]}
    yield Finding(rule["code"], "forecast", days > rule["days_past"], figures)


def _goals(rule: Mapping[str, Any], facts: Facts) -> Iterable[Finding]:
    for goal_id, (short, value, due) in facts.goals.items():
        figures = {"value": value, "due": due, "short": round(short, 4), "limit": rule["by"]}
        yield Finding(rule["code"], "goal_behind", short > rule["by"], figures, goal_id)


def _scores(rule: Mapping[str, Any], facts: Facts) -> Iterable[Finding]:
    below, scored = facts.scores.get((rule["instrument_code"], rule.get("window")), (0, 0))
    if scored:
        figures = {"schools_below": below, "schools_scored": scored, "limit": rule["schools"]}
        yield Finding(rule["code"], "score_below", below >= rule["schools"], figures)
