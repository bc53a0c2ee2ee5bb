"""A clock that tests turn by days around one Wednesday, the day everything falls on."""

from collections.abc import Callable

import pytest

from shared import clock
from tests.one_day import noon
from tests.scheduling.the_day_itself.world import day

At = Callable[[int], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Make it noon so many days after the day."""

    def turn(ahead: int) -> None:
        moment = noon(day(ahead))
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn(-20)
    return turn
