"""The ladder: its usual rungs, and what is wrong with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.notifications.occasions.escalations.tables import OWNER
from shared.auth.profiles import DISTRICT_COORDINATOR, PRINCIPAL
from shared.texts.words import Words

MOST_RUNGS = 10
LONGEST_WAIT = 200
LONGEST_QUIET = 60


@dataclass(frozen=True)
class Rung:
    """After so many school days past its day, a task is told to somebody.

    Not again to the same person within `quiet_period_days` (calendar days).
    """

    after_school_days: int
    tell: str
    quiet_period_days: int


#: Without a ladder of its own a district climbs this one. Rung 0 is the owner's digest, which comes every day.
USUAL = (Rung(0, OWNER, 0), Rung(3, PRINCIPAL, 7), Rung(7, DISTRICT_COORDINATOR, 7))


@dataclass(frozen=True)
class Wrong:
    """What is wrong with the rung at a place, counted from 0."""

    place: int
    field: str
    code: str
    detail: Words


def faults(rungs: Sequence[Rung]) -> list[Wrong]:
    """Rungs that stand below an earlier one, or stand there twice."""
    found = []
    seen: set[tuple[int, str]] = set()
    highest = 0
    for place, rung in enumerate(rungs):
        if rung.after_school_days < highest:
            detail = Words(
                f"no fewer school days than the rung before it: {highest} or more",
                es=f"no menos días escolares que el peldaño anterior: {highest} o más",
            )
            found.append(Wrong(place, "after_school_days", "out_of_order", detail))
        if (rung.after_school_days, rung.tell) in seen:
            detail = Words(
                f"an earlier rung tells the {rung.tell} after {rung.after_school_days} school days already",
                es=f"un peldaño anterior ya avisa a {rung.tell} después de {rung.after_school_days} días escolares",
            )
            found.append(Wrong(place, "tell", "repeated", detail))
        seen.add((rung.after_school_days, rung.tell))
        highest = max(highest, rung.after_school_days)
    return found


def silent_until(today: date, quiet_period_days: int) -> date:
    """The last day on which a task somebody took on climbs no higher."""
    return today + timedelta(days=quiet_period_days)
