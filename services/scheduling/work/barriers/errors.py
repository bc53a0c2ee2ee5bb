"""Refusals of barriers."""

from shared.errors import Refusal


class NoSuchTask(Refusal):
    status, code, title = 422, "no_such_task", "There is no such task"


class TooManyOnBarrier(Refusal):
    status, code, title = 422, "too_many_on_barrier", "The barrier has too many tasks or schools"


class ContactNeeded(Refusal):
    status, code, title = 422, "contact_needed", "An answer from outside needs a contact"


class NotTheRaiser(Refusal):
    status, code, title = 403, "not_the_raiser", "Only the person who raised the barrier can confirm or reopen it"


class ReasonNeeded(Refusal):
    status, code, title = 422, "reason_needed", "A reason is required"
