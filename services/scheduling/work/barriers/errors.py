"""Refusals of barriers."""

from shared.errors import Refusal


class NoSuchTask(Refusal):
    status, code, title = 422, "no_such_task", "There is no such task"


class TooManyOnBarrier(Refusal):
    status, code, title = 422, "too_many_on_barrier", "A barrier holds no more than that"


class ContactNeeded(Refusal):
    status, code, title = 422, "contact_needed", "An answer from outside needs somebody to ask"


class NotTheRaiser(Refusal):
    status, code, title = 403, "not_the_raiser", "Only who raised a barrier says whether it is gone"


class ReasonNeeded(Refusal):
    status, code, title = 422, "reason_needed", "This needs a reason"
