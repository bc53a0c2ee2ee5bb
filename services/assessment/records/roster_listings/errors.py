"""Refusals of whoever names a source."""

from shared.errors import Refusal


class NoSuchRosterSource(Refusal):
    status, code, title = 422, "no_such_roster_source", "The district has no such source of its roster"


class RosterSourceEnded(Refusal):
    status, code, title = 409, "roster_source_ended", "This system lists the district's roster no more"
