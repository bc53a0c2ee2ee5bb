"""Refusals of the means of access."""

from shared.errors import Refusal


class NoSuchHolder(Refusal):
    status, code, title = 422, "no_such_holder", "The district knows nobody of this kind by this id"


class AccessEnded(Refusal):
    status, code, title = 409, "access_arrangement_ended", "The arrangement is over"
