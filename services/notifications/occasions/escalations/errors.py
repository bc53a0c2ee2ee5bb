"""Refusals of escalations."""

from shared.errors import Refusal


class LadderInvalid(Refusal):
    status, code, title = 422, "ladder_invalid", "The rungs of the ladder are not in order"
