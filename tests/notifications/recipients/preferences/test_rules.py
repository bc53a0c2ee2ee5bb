from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.recipients.preferences.rules import (
    WEEK,
    Quiet,
    Weekday,
    merged_choices,
    merged_quiet,
    next_allowed,
    next_daily,
)

DETROIT = ZoneInfo("America/Detroit")
# Clocks that change by an hour, by half an hour, at midnight, and never.
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("America/Detroit", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "UTC")]
)
CLOCK = st.times().map(lambda found: found.replace(second=0, microsecond=0))
# Around the changes of 2026 in Detroit, and anywhere.
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 3, 7), datetime(2026, 3, 9, 12), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 10, 31), datetime(2026, 11, 2, 12), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
)


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    starts, ends = draw(st.tuples(CLOCK, CLOCK).filter(lambda both: both[0] != both[1]))
    return Quiet(starts, ends, draw(st.frozensets(st.sampled_from(WEEK), min_size=1)))


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def is_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """By the clock on the wall alone."""
    shown = local(moment, zone)
    for back in (0, 1):
        day = shown.date() - timedelta(days=back)
        crosses = quiet.ends_at < quiet.starts_at
        ends = datetime.combine(day + timedelta(days=crosses), quiet.ends_at)
        if WEEK[day.weekday()] in quiet.days and datetime.combine(day, quiet.starts_at) <= shown < ends:
            return True
    return False


@given(MOMENTS, quiets(), ZONES)
def test_what_is_allowed_is_never_quiet_and_never_earlier(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> None:
    allowed = next_allowed(moment, quiet, zone)
    assert allowed >= moment
    assert not is_quiet(allowed, quiet, zone)
    assert next_allowed(allowed, quiet, zone) == allowed


@given(MOMENTS, quiets(), ZONES)
def test_only_what_falls_into_quiet_hours_waits(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> None:
    # In the hour that comes twice the stretch goes on although the clock shows a time before it: look an hour back too.
    around = any(is_quiet(moment - timedelta(minutes=back), quiet, zone) for back in (0, 60, 30))
    if not around:
        assert next_allowed(moment, quiet, zone) == moment
    if is_quiet(moment, quiet, zone):
        assert next_allowed(moment, quiet, zone) > moment


@given(MOMENTS, quiets(), ZONES)
def test_nobody_waits_longer_than_the_quiet_hours_last(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> None:
    allowed = next_allowed(moment, quiet, zone)
    # Two stretches touch only where a clock jumps over the minute between them.
    assert allowed - moment <= timedelta(hours=49)
    if allowed > moment:
        assert local(allowed, zone).time().replace(second=0, microsecond=0) >= min(quiet.ends_at, time(23, 59)) or (
            local(allowed, zone).date() > local(moment, zone).date()
        )


@given(MOMENTS, ZONES)
def test_without_quiet_hours_nothing_waits(moment: datetime, zone: ZoneInfo) -> None:
    assert next_allowed(moment, None, zone) == moment


NIGHT = Quiet(time(21), time(6, 30))


@pytest.mark.parametrize(
    ("quiet", "moment", "allowed"),
    [
        # Crossing midnight: before and after it, the same end.
        (NIGHT, "2026-12-03T22:00-05:00", "2026-12-04T06:30-05:00"),
        (NIGHT, "2026-12-04T06:29-05:00", "2026-12-04T06:30-05:00"),
        (NIGHT, "2026-12-04T06:30-05:00", "2026-12-04T06:30-05:00"),
        (NIGHT, "2026-12-04T20:59-05:00", "2026-12-04T20:59-05:00"),
        # The day is the one on which it starts: Friday's night ends on Saturday.
        (Quiet(time(21), time(6), frozenset({Weekday.FRIDAY})), "2026-12-05T05:00-05:00", "2026-12-05T06:00-05:00"),
        (Quiet(time(21), time(6), frozenset({Weekday.FRIDAY})), "2026-12-04T05:00-05:00", "2026-12-04T05:00-05:00"),
        # The clock jumps from 2:00 to 3:00: half past two is the jump.
        (Quiet(time(1), time(2, 30)), "2026-03-08T01:30-05:00", "2026-03-08T03:00-04:00"),
        (Quiet(time(2, 30), time(5)), "2026-03-08T03:00-04:00", "2026-03-08T05:00-04:00"),
        (Quiet(time(2, 10), time(2, 50)), "2026-03-08T03:00-04:00", "2026-03-08T03:00-04:00"),
        # Half past one comes twice: quiet until its second time, from its first.
        (Quiet(time(0), time(1, 30)), "2026-11-01T01:20-04:00", "2026-11-01T01:30-05:00"),
        (Quiet(time(0), time(1, 30)), "2026-11-01T01:40-04:00", "2026-11-01T01:30-05:00"),
        (Quiet(time(1, 30), time(4)), "2026-11-01T01:10-05:00", "2026-11-01T04:00-05:00"),
        # A night is as long as it is.
        (NIGHT, "2026-10-31T21:00-04:00", "2026-11-01T06:30-05:00"),
        (NIGHT, "2026-03-07T21:00-05:00", "2026-03-08T06:30-04:00"),
        # The one hour that is not quiet is jumped over: a night follows the night.
        (Quiet(time(3), time(2)), "2026-03-07T12:00-05:00", "2026-03-09T02:00-04:00"),
        (Quiet(time(3), time(2)), "2026-03-08T03:00-04:00", "2026-03-09T02:00-04:00"),
    ],
)
def test_quiet_hours_end_when_the_clock_says_so(quiet: Quiet, moment: str, allowed: str) -> None:
    assert next_allowed(datetime.fromisoformat(moment), quiet, DETROIT) == datetime.fromisoformat(allowed)


@given(MOMENTS, CLOCK, ZONES)
def test_the_daily_mail_goes_once_a_day(moment: datetime, at: time, zone: ZoneInfo) -> None:
    first = next_daily(moment, at.isoformat("minutes"), zone)
    second = next_daily(first, at.isoformat("minutes"), zone)
    assert moment < first < second
    assert local(second, zone).date() - local(first, zone).date() in (timedelta(days=1), timedelta(days=2))
    assert first - moment <= timedelta(hours=26)


def test_the_daily_mail_goes_at_the_first_of_two_hours_and_at_the_jump() -> None:
    before = datetime(2026, 10, 31, 12, tzinfo=UTC)
    assert next_daily(before, "01:30", DETROIT) == datetime.fromisoformat("2026-11-01T01:30-04:00")
    before = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert next_daily(before, "02:30", DETROIT) == datetime.fromisoformat("2026-03-08T03:00-04:00")


def test_quiet_hours_merge_as_a_merge_patch() -> None:
    first = merged_quiet(None, {"starts_at": "21:00", "ends_at": "06:00"})
    assert first == {"starts_at": "21:00", "ends_at": "06:00", "days": list(WEEK)}
    fewer = merged_quiet(first, {"days": [Weekday.SUNDAY, Weekday.MONDAY, Weekday.SUNDAY]})
    assert fewer["days"] == [Weekday.MONDAY, Weekday.SUNDAY]
    assert merged_quiet(fewer, {"days": None})["days"] == list(WEEK)
    assert "ends_at" not in merged_quiet(first, {"ends_at": None})


def test_a_choice_that_stays_keeps_who_made_it() -> None:
    then, now = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    kept = merged_choices({}, {"mention": {"email": "off"}}, then, "link")
    assert merged_choices(kept, {"mention": {"email": "off"}}, now, "person:1") == kept
    again = merged_choices(kept, {"mention": {"email": "urgent"}}, now, "person:1")
    assert again == {"mention": {"set_at": now.isoformat(), "set_by": "person:1"}}
    assert merged_choices(kept, {"mention": {"inbox": "off"}}, now, "p")["mention"]["email"] == "off"
    assert "email" not in merged_choices(kept, {"mention": None}, now, "p")["mention"]
