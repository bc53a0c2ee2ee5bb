"""Refusals of caseloads."""

from shared.errors import Refusal


class AssignedAlready(Refusal):
    status, code, title = 409, "assigned_already", "This staff member already has this assignment to the student"
    constraints = ("uq_caseload_assignments_once",)


class SamePerson(Refusal):
    status, code, title = 422, "same_person", "A handover is from one person to another"


class TooManyAtOnce(Refusal):
    status, code, title = 409, "too_many_at_once", "There are more assignments than one handover takes"
