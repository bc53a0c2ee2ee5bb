"""Refusals of sources."""

from shared.errors import Refusal


class RosterSourceKnown(Refusal):
    status, code, title = 409, "roster_source_known", "The district has a source of this code already"
    constraints = ("uq_roster_sources_code",)


class NoSuchListed(Refusal):
    status, code, title = 422, "no_such_listed", "The roster lists nothing of this kind under this source id"


class RosterAliasTaken(Refusal):
    status, code, title = 409, "roster_alias_taken", "This source id is that of a row of its own, or of another"


class RosterSourceImporting(Refusal):
    status, code, title = 409, "roster_source_importing", "A roster of this system is being imported, or waits to be"
