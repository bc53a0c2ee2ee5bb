"""Refusals of emergency access."""

from shared.errors import Refusal


class EmergencyElsewhere(Refusal):
    status, code, title = 403, "emergency_elsewhere", "Emergency access is for where one holds a role"


class EmergencyOpenAlready(Refusal):
    status, code, title = 409, "emergency_open_already", "The person has an emergency access open"
    constraints = ("uq_emergency_accesses_open",)


class EmergencyUsedUp(Refusal):
    status, code, title = 409, "emergency_used_up", "The person's emergency access of a day is used up"


class EmergencyClosedAlready(Refusal):
    status, code, title = 409, "emergency_closed_already", "The emergency access is closed"


class EmergencyStillOpen(Refusal):
    status, code, title = 409, "emergency_still_open", "The emergency access is still open"


class EmergencyReviewedAlready(Refusal):
    status, code, title = 409, "emergency_reviewed_already", "The emergency access has been reviewed"


class NotYourOwnReview(Refusal):
    status, code, title = 403, "not_your_own_review", "Nobody reviews their own emergency access"
