"""Refusals of marks."""

from shared.errors import Refusal


class MarksUnreadable(Refusal):
    status, code, title = 422, "marks_unreadable", "The file cannot be read as marks"
