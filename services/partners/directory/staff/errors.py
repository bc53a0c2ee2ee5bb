"""Refusals of staff."""

from shared.errors import Refusal


class NoSuchParty(Refusal):
    status, code, title = 422, "no_such_party", "There is no such party in this district"
    constraints = ("fk_*_party",)
