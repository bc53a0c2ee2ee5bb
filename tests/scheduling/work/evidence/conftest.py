"""A clock that tests turn."""

from collections.abc import Callable
from datetime import date

import pytest

from shared import clock
from tests.one_day import noon

Turn = Callable[[date], None]


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Make it noon, or nearly, on a day."""

    def to(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: noon(day))

    return to
