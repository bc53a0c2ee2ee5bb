"""Refusals of notes for oneself."""

from shared.errors import Refusal


class TooManyOwnNotes(Refusal):
    status, code, title = 409, "too_many_own_notes", "Nobody keeps so many notes for themselves"
