"""Refusals of whatever changes the roster."""

from shared.errors import Refusal


class RosterBusy(Refusal):
    status, code, title = 409, "roster_busy", "A roster of this district is being imported"


class StudentMerged(Refusal):
    status, code, title = 410, "student_merged", "This student was merged with another"
