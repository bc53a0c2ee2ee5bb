"""Refusals of delegations."""

from shared.errors import Refusal


class NotTheirsToLend(Refusal):
    status, code, title = 403, "not_theirs_to_lend", "Nobody lends a role that is not theirs"


class DelegationToSelf(Refusal):
    status, code, title = 422, "delegation_to_self", "Nobody stands in for themselves"


class DayPassed(Refusal):
    status, code, title = 422, "day_passed", "That day has passed"


class DelegationTooLong(Refusal):
    status, code, title = 422, "delegation_too_long", "An absence is no longer than a year"


class DelegateElsewhere(Refusal):
    status, code, title = 422, "delegate_elsewhere", "The delegate holds no role where they are to act"


class DelegationsOverlap(Refusal):
    status, code, title = 409, "delegations_overlap", "Somebody stands in for this person on some of these days already"


class DelegationCircle(Refusal):
    status, code, title = 409, "delegation_circle", "Somebody would stand in for themselves by way of others"
