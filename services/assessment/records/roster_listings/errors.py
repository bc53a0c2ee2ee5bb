"""Refusals of whoever names a source."""

from shared.errors import Refusal


class NoSuchRosterSource(Refusal):
    status, code, title = 422, "no_such_roster_source", "The district has no such source of its roster"
