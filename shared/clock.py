"""The only place that asks the machine what time it is; everything else reads `ctx.now`, and the district's day `ctx.today()`."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def day_in(zone: str, moment: datetime) -> date:
    """The calendar day `moment` falls on in an IANA time zone: a school day is a date, never a midnight."""
    return moment.astimezone(ZoneInfo(zone)).date()


def end_of(zone: str, day: date) -> datetime:
    """The moment a calendar day is over in an IANA time zone: the next one's first, also where clocks change at midnight."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
