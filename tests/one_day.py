"""A run has one day: tests say today once, where they are imported, and services ask the machine again and again.

So the districts of tests live where no midnight falls into the run.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Where they live, and where they live while it is nearly midnight there.
ZONES = ("America/Detroit", "Asia/Manila")
#: What the longest run takes.
LONGEST = timedelta(minutes=100)
#: When the run began: its worker processes begin later, and must not live elsewhere.
BEGAN = "THROUGHLINE_TESTS_BEGAN"


def zone_of(began: datetime) -> str:
    """Where the districts of a run live that began at this moment."""
    return next(zone for zone in ZONES if _day(zone, began) == _day(zone, began + LONGEST))


def _day(zone: str, moment: datetime) -> object:
    return moment.astimezone(ZoneInfo(zone)).date()


ZONE = zone_of(datetime.fromisoformat(os.environ.setdefault(BEGAN, datetime.now(UTC).isoformat())))


def noon(day: date) -> datetime:
    """The moment it is noon there."""
    return datetime.combine(day, time(12), ZoneInfo(ZONE)).astimezone(UTC)
