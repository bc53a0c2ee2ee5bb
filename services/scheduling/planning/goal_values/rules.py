"""Where a goal stands on its way from baseline to target: pure arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Stands = Literal["reached", "behind", "not_due", "no_value"]


@dataclass(frozen=True)
class Standing:
    """The latest value, the benchmark (or the target) that is due, and whether the one reaches the other."""

    stands: Stands
    latest_value: float | None = None
    latest_on: date | None = None
    due_value: float | None = None
    due_on: date | None = None


def standing(
    baseline: float,
    target: float,
    steps: Sequence[tuple[date, float]],
    values: Sequence[tuple[date, float]],
    today: date,
) -> Standing:
    """How a goal stands today.

    `steps` are its benchmarks and its target by day; due is the last of them whose day has come. Of several values of the
    latest day the last counts; days to come count not yet. A goal whose target lies below its baseline is reached from above.
    """
    came = [step for step in sorted(steps) if step[0] <= today]
    known = [entry for entry in values if entry[0] <= today]
    latest = max(enumerate(known), key=lambda found: (found[1][0], found[0]))[1] if known else None
    due = came[-1] if came else None
    facts = {
        **({"latest_value": latest[1], "latest_on": latest[0]} if latest else {}),
        **({"due_value": due[1], "due_on": due[0]} if due else {}),
    }
    if due is None:
        return Standing("not_due", **facts)  # type: ignore[arg-type]
    if latest is None:
        return Standing("no_value", **facts)  # type: ignore[arg-type]
    return Standing("reached" if reaches(latest[1], due[1], baseline, target) else "behind", **facts)  # type: ignore[arg-type]


def reaches(value: float, wanted: float, baseline: float, target: float) -> bool:
    """Is it as far as wanted, in the direction from baseline to target?"""
    return value >= wanted if target >= baseline else value <= wanted


def steps_of(goal: Mapping[str, Any]) -> list[tuple[date, float]]:
    """The benchmarks of a goal in canonical form, and its target, by day."""
    steps = [(date.fromisoformat(one["on"]), float(one["value"])) for one in goal.get("benchmarks", [])]
    return [*steps, (date.fromisoformat(goal["target_on"]), float(goal["target"]))]
