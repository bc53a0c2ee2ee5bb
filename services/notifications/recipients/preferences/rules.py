"""Quiet hours and the daily e-mail, in the person's own time zone, over every change of its clocks; what may be wished."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from services.notifications.wording.templates.kinds import Kind

DAY = timedelta(days=1)
#: When the daily e-mail goes to somebody who named no time.
DAILY_AT = "07:00"
#: What nobody can keep out of their inbox: work stands still until they answer.
URGENT = frozenset({Kind.ESCALATION, Kind.BARRIER, Kind.EMERGENCY_ACCESS})
#: What goes by e-mail at once too, whatever somebody wishes and at whatever hour: it may be a misuse under way.
UNSILENCED = frozenset({Kind.EMERGENCY_ACCESS})
#: What holds of a channel where nobody wished otherwise; only what differs is kept.
USUAL = {"inbox": "on", "email": "urgent"}


def is_urgent(kind: str, facts: Mapping[str, Any]) -> bool:
    """May its e-mail leave at once where nobody wished otherwise? All else waits for the day's e-mail.

    Records are read by override; a barrier has come to this person, and work stands still until they answer; somebody
    chose to speak to many, and saw beforehand to how many.
    """
    if kind == Kind.BARRIER:
        return bool(facts["part"] != "raiser")
    return kind == Kind.ANNOUNCEMENT or is_unsilenced(kind, facts)


def is_unsilenced(kind: str, facts: Mapping[str, Any]) -> bool:
    """Does nothing hold its e-mail back? Of what cannot be silenced what is over waits for the day's e-mail like all else."""
    return kind in UNSILENCED and facts.get("step", "opened") == "opened"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


@dataclass(frozen=True)
class Quiet:
    """From one local time until another, beginning on these days; it crosses midnight when it ends before it starts."""

    starts_at: time
    ends_at: time
    days: frozenset[Weekday] = frozenset(WEEK)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """As it is kept."""
        return cls(
            time.fromisoformat(kept["starts_at"]),
            time.fromisoformat(kept["ends_at"]),
            frozenset(Weekday(day) for day in kept["days"]),
        )


def next_allowed(moment: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """`moment`, or the end of the quiet hours it falls into (UTC).

    One stretch from the first time the clock shows the beginning to the last time it shows the end: an hour that comes
    twice is quiet twice. A time the clock jumps over is the moment of the jump.
    """
    if quiet is None:
        return moment
    today = moment.astimezone(zone).date()
    # Tomorrow's too: a stretch begins at the moment another ends where the clock jumps over what is between them.
    for day in (today - DAY, today, today + DAY):
        if WEEK[day.weekday()] in quiet.days:
            starts, ends = _stretch(day, quiet, zone)
            if starts <= moment:
                moment = max(moment, ends)
    return moment


def next_daily(moment: datetime, at: str, zone: ZoneInfo) -> datetime:
    """The first time after `moment` that the clock shows `at`, once on each day (UTC)."""
    day = moment.astimezone(zone).date()
    wanted = time.fromisoformat(at)
    return next(found for ahead in range(3) if (found := first_instant(day + ahead * DAY, wanted, zone)) > moment)


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clock on `day` first shows `at` or, if it jumps over it, jumps (UTC)."""
    return min(_instants(day, at, zone))


def last_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clock on `day` last shows `at` or, if it jumps over it, jumps (UTC)."""
    return max(_instants(day, at, zone))


def merged_quiet(kept: Mapping[str, Any] | None, patch: Mapping[str, Any]) -> dict[str, Any]:
    """Quiet hours with a merge patch applied (RFC 7396): null removes, and days not named are all days."""
    found = {**(kept or {}), **patch}
    found["days"] = list(WEEK) if found.get("days") is None else [day for day in WEEK if day in found["days"]]
    return {name: value for name, value in found.items() if value is not None}


def merged_choices(
    kept: Mapping[str, Any], patch: Mapping[str, Mapping[str, str | None] | None], now: datetime, actor: str
) -> dict[str, Any]:
    """The choices with a merge patch applied; a kind whose choice stays as it was keeps who chose it and when."""
    found = dict(kept)
    for kind, wished in patch.items():
        before = {channel: wish for channel, wish in kept.get(kind, {}).items() if channel in USUAL}
        after = {**before, **wished} if wished is not None else {}
        after = {channel: wish for channel, wish in after.items() if wish not in (None, USUAL[channel])}
        if after != before:
            found[kind] = {**after, "set_at": now.isoformat(), "set_by": actor}
    return found


def _stretch(day: date, quiet: Quiet, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The quiet hours that begin on `day`."""
    crosses = quiet.ends_at < quiet.starts_at
    return first_instant(day, quiet.starts_at, zone), last_instant(day + crosses * DAY, quiet.ends_at, zone)


def _instants(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    wanted = datetime.combine(day, at)
    before, after = (wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if before <= after:
        return before, after
    # The clock jumps over it, somewhere between these two (PEP 495): look for the first second past it.
    seconds = range(int((before - after).total_seconds()) + 1)

    def is_past(second: int) -> bool:
        return (after + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=None) >= wanted

    jump = after + timedelta(seconds=bisect_left(seconds, True, key=is_past))
    return jump, jump
