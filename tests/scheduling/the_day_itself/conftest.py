"""A clock that tests turn by days around one Wednesday, the day everything falls on."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest

from shared import clock
from tests.scheduling.the_day_itself.world import day

At = Callable[[int], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Make it noon in Detroit so many days after the day."""

    def turn(ahead: int) -> None:
        moment = datetime.combine(day(ahead), time(17), UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn(-20)
    return turn
