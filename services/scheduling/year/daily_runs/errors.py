"""Refusals of daily runs."""

from shared.errors import Refusal


class DayBegun(Refusal):
    status, code, title = 409, "day_begun", "Today's run has been done already"
