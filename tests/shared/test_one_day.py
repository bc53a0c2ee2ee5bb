"""A run ends on the day it began, whenever it begins."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests import one_day


def test_no_midnight_falls_into_a_run() -> None:
    zones = set()
    for day in (
        datetime(2026, 7, 1, tzinfo=UTC),
        datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2026, 12, 31, tzinfo=UTC),
    ):
        for minutes in range(0, 24 * 60, 7):
            began = day + timedelta(minutes=minutes)
            zone = one_day.zone_of(began)
            first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (began, began + one_day.LONGEST))
            assert first == last, (began, zone)
            zones.add(zone)
    assert zones == {*one_day.ZONES}
