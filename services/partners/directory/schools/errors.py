"""Refusals of schools."""

from shared.errors import Refusal


class LocalCodeTaken(Refusal):
    status, code, title = 409, "local_code_taken", "Another school of the district has this local code"
    constraints = ("uq_schools_local_code",)
