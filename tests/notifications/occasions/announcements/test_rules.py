from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.occasions.announcements.rules import Group, reach

NOON = datetime(2026, 12, 4, 12, tzinfo=UTC)
AROUND_NOON = {"starts_at": "11:00", "ends_at": "13:00", "days": ["friday"]}
NIGHT = {"starts_at": "21:00", "ends_at": "06:00", "days": ["friday"]}
GROUPS = st.builds(
    Group,
    inbox=st.sampled_from(["on", "off"]),
    email=st.sampled_from(["email", "held", "unsubscribed", "no_address", "address_suppressed"]),
    quiet_hours=st.sampled_from([None, AROUND_NOON, NIGHT]),
    zone=st.sampled_from(["UTC", "America/Detroit"]),
    count=st.integers(1, 1000),
)


@given(st.lists(GROUPS))
def test_everybody_is_counted_once_on_each_channel(groups: list[Group]) -> None:
    found = reach(groups, NOON)
    people = sum(group.count for group in groups)
    by_channel = dict.fromkeys(("inbox", "email"), 0)
    for (channel, _), count in found.suppressed.items():
        by_channel[channel] += count
    assert found.inbox + by_channel["inbox"] == people
    assert found.email + found.waiting + found.held + by_channel["email"] == people


def test_quiet_hours_are_looked_at_in_the_persons_zone() -> None:
    here, there = (Group("on", "email", AROUND_NOON, zone, 1) for zone in ("UTC", "America/Detroit"))
    found = reach([here, there], NOON)
    assert (found.waiting, found.email) == (1, 1)
