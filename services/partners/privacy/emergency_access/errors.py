"""Refusals of emergency access."""

from shared.errors import Refusal


class EmergencyElsewhere(Refusal):
    status, code, title = 403, "emergency_elsewhere", "Emergency access is only for schools where you hold a role"


class EmergencyOpenAlready(Refusal):
    status, code, title = 409, "emergency_open_already", "You already have an emergency access open"
    constraints = ("uq_emergency_accesses_open",)


class EmergencyUsedUp(Refusal):
    status, code, title = 409, "emergency_used_up", "You have used up your emergency access for today"


class EmergencyClosedAlready(Refusal):
    status, code, title = 409, "emergency_closed_already", "The emergency access is closed already"


class EmergencyStillOpen(Refusal):
    status, code, title = 409, "emergency_still_open", "The emergency access is still open"


class EmergencyReviewedAlready(Refusal):
    status, code, title = 409, "emergency_reviewed_already", "The emergency access has been reviewed"


class NotYourOwnReview(Refusal):
    status, code, title = 403, "not_your_own_review", "You cannot review your own emergency access"
