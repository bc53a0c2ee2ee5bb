"""A clock that tests turn."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from shared import clock

Turn = Callable[[date], None]


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Make it noon in Detroit, or nearly, on a day."""

    def to(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, time(17), UTC))

    return to
