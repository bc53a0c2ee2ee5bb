"""Refusals of task watchers."""

from shared.errors import Refusal


class TooManyWatchers(Refusal):
    status, code, title = 409, "too_many_watchers", "No more people can watch this task"
