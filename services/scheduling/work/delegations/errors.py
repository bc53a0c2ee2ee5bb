"""Refusals of delegations."""

from shared.errors import Refusal


class NotTheirsToLend(Refusal):
    status, code, title = 403, "not_theirs_to_lend", "You cannot delegate a role you do not hold"


class DelegationToSelf(Refusal):
    status, code, title = 422, "delegation_to_self", "You cannot delegate to the absent person"


class DayPassed(Refusal):
    status, code, title = 422, "day_passed", "That day has passed"


class DelegationTooLong(Refusal):
    status, code, title = 422, "delegation_too_long", "A delegation can last at most a year"


class DelegateElsewhere(Refusal):
    status, code, title = 422, "delegate_elsewhere", "The delegate holds no role at the school"


class DelegationsOverlap(Refusal):
    status, code, title = 409, "delegations_overlap", "The person already has a delegate on some of these days"


class DelegationCircle(Refusal):
    status, code, title = 409, "delegation_circle", "The delegations would form a circle"
