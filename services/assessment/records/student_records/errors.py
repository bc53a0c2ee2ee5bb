"""Refusals of whatever changes the roster."""

from shared.errors import Refusal


class RosterBusy(Refusal):
    status, code, title = 409, "roster_busy", "A roster of this district is being imported"


class StudentMerged(Refusal):
    status, code, title = 410, "student_merged", "This student was merged with another"


class NoSuchStudent(Refusal):
    status, code, title = 422, "no_such_student", "There is no such student in this district"
