"""Refusals of handovers."""

from shared.errors import Refusal


class TooManyNotes(Refusal):
    status, code, title = 409, "too_many_notes", "The handover has as many notes as it may have"
