"""Refusals of task comments."""

from shared.errors import Refusal


class CannotSeeTask(Refusal):
    status, code, title = 422, "cannot_see_task", "A person mentioned may not see the task"


class EditTooLate(Refusal):
    status, code, title = 409, "edit_too_late", "The comment can no longer be changed"


class TooManyComments(Refusal):
    status, code, title = 409, "too_many_comments", "The task has as many comments as a task may have"
