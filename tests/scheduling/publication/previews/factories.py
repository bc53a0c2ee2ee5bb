"""Days of activities, and what a preview warns of."""

from datetime import date, timedelta
from typing import Any

from tests.scheduling.factories import TODAY


def weekday(after: int) -> date:
    """A Wednesday at least so many days ahead."""
    day = TODAY + timedelta(days=after)
    return day + timedelta(days=(2 - day.weekday()) % 7)


def due(day: date) -> dict[str, str]:
    return {"kind": "date", "on": day.isoformat()}


def codes(seen: dict[str, Any]) -> dict[str, int]:
    return {warning["code"]: warning["count"] for warning in seen["warnings"]}
